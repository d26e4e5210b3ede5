"""Use case: what of a project is published outside of the hub; nothing is until somebody sets it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from commandcenter.attestation.delivery.publication import Settings, Targets, plan_publication, publication_of
from commandcenter.kernel.clock import Clock
from commandcenter.kernel.errors import NotFoundError, UnavailableError
from commandcenter.kernel.urn import HUB_PROJECT, check_name
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.model import Meta
