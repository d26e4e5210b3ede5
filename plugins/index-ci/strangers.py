"""Find where input of strangers gets at a GitHub workflow.

Source: docs.github.com, "Script injections" and "Events that trigger workflows" (pull_request_target, workflow_run).
"""

import re
from collections.abc import Iterable, Iterator, Mapping

_EXPRESSION = re.compile(r"\$\{\{((?:[^$]|\$(?!\{\{)){0,2000}?)\}\}")
_INDEX = re.compile(r"\[\s*(?:'([\w-]+)'|(\d+|\*))\s*\]")
_BOOLEAN = re.compile(
    r"\b(?:contains|startswith|endswith|hashfiles)\s*\([^()]*\)|(?<![\w.*-])[\w.*-]+\s*[!=]=\s*(?:'[^']*'|[\w.-]+)|'[^']*'"
)
_REFERENCE = re.compile(r"(?<![\w.-])(?:github|env)(?:\.[\w*-]+)*")
_TEXTS = """
issue.title issue.body pull_request.title pull_request.body pull_request.head.ref pull_request.head.label
pull_request.head.repo.default_branch pull_request.head.repo.description pull_request.head.repo.homepage comment.body
review.body review_comment.body discussion.title discussion.body pages.*.page_name pages.*.title commits.*.message
commits.*.author.email commits.*.author.name head_commit.message head_commit.author.email head_commit.author.name
head_commit.committer.email head_commit.committer.name workflow_run.head_branch workflow_run.display_title
workflow_run.head_commit.message workflow_run.head_commit.author.email workflow_run.head_commit.author.name
workflow_run.head_repository.description workflow_run.pull_requests.*.head.ref
"""
UNTRUSTED = (["github", "head_ref"], *(f"github.event.{path}".split(".") for path in _TEXTS.split()))
"""What a stranger may write freely: titles, bodies, messages, names of people and of branches."""
_HEAD = re.compile(
    r"github\.(head_ref|event\.pull_request\.(head|merge_commit_sha)|event\.workflow_run\.(head|pull_requests))"
)
_FETCHES = frozenset({"fetch", "pull", "checkout", "switch", "clone", "worktree", "reset"})


def expressions(text: str) -> Iterator[str]:
    """Yield the expressions of a text in one form: lower case, members after dots, comparisons and literals left out."""
    for found in _EXPRESSION.finditer(text):
        plain = _INDEX.sub(lambda at: f".{at[1] or at[2]}", found[1].lower())
        yield _BOOLEAN.sub(" ", plain)


def tainted_names(env: Mapping[str, str], known: Iterable[str] = ()) -> frozenset[str]:
    """Add to the names of variables that hold a stranger's text those of one more `env`."""
    mine = {name.lower() for name, value in env.items() if injects(value, known)}
    return frozenset((*known, *mine))


def injects(text: str, tainted: Iterable[str] = ()) -> bool:
    """Say whether an expression writes a stranger's text into this one (a script, or a value)."""
    variables = {f"env.{name}" for name in tainted}
    return any(
        _is_untrusted(reference) or reference in variables
        for expression in expressions(text)
        for reference in _REFERENCE.findall(expression)
    )


def names_head(text: str) -> bool:
    """Say whether a text, such as the `ref` to check out, names the code of a stranger's change."""
    return "refs/pull/" in text or any(_HEAD.search(expression) for expression in expressions(text))


def fetches_head(script: str) -> bool:
    """Say whether a script fetches the code of a stranger's change."""
    for line in script.splitlines():
        words = set(line[:2000].split())
        if {"gh", "pr", "checkout"} <= words:
            return True
        if "git" in words and not words.isdisjoint(_FETCHES) and ("pull/" in line or names_head(line)):
            return True
    return False


def _is_untrusted(reference: str) -> bool:
    """Compare member by member; an object that holds such a text counts too, as `toJSON(github.event)` writes it."""
    steps = reference.split(".")
    return any(
        all("*" in (mine, theirs) or mine == theirs or theirs == "*" for mine, theirs in zip(steps, path, strict=False))
        for path in UNTRUSTED
        if len(steps) <= len(path)
    )
