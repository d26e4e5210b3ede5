# Two commands matter: `make demo` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready-$(shell cat pyproject.toml | $(PYTHON) -c 'import hashlib,sys; print(hashlib.sha256(sys.stdin.buffer.read()+sys.version.encode()).hexdigest()[:16])')
ONCE ?=

.PHONY: help setup tools demo test check unit stack bench format clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: $(READY) ## the virtual environment with the commandcenter command

$(READY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "CommandCenter needs Python 3.11 or later; set PYTHON=")'
	@echo "==> virtual environment in $(VENV) (about a minute, once)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev]'
	@rm -f $(VENV)/.ready-* && touch $@

tools: setup ## OPA, Regal and Kubo, built from the pinned modules into the cache
	@$(BIN)/python infra/tools/build_tools.py

demo: tools ## three hubs on this machine, real projects in them, one goes away and comes back; ONCE=1 does not wait for Ctrl-C
	@$(BIN)/python infra/demo $(if $(ONCE),--once)

test: check unit stack ## everything that must pass

check: tools ## lint, types, import rules, templates, policies
	@$(BIN)/python infra/checks/run_checks.py

unit: tools ## tests without the local stack
	@$(BIN)/python -m pytest tests --ignore=tests/stack --ignore=tests/built --ignore=tests/local_engine --ignore=tests/bridge --ignore=tests/ipfs -n 2

stack: tools ## tests of the launcher, the NATS bridge, a Kubo node and of hubs deployed on this machine
	@$(BIN)/python -m pytest tests/local_engine tests/built tests/bridge tests/ipfs tests/stack

bench: tools ## speed, AWS requests and estimated cost
	@$(BIN)/python infra/bench

format: setup ## lay the code out
	@$(BIN)/ruff check --fix --select I . && $(BIN)/ruff format .

clean: ## remove what was made in the checkout (the caches outside of it stay)
	rm -rf $(VENV) build .aws-sam .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info
	find . -name __pycache__ -prune -exec rm -rf {} +
