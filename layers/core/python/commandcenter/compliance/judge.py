"""The one evaluator: a fact sheet and packs in, findings out, by one question to OPA."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from commandcenter.compliance.model import REASONS, Control, Finding, Pack
from commandcenter.compliance.packs import Packs, choose_packs, parameters_on
from commandcenter.compliance.sheet import SheetCheck, read_fact
from commandcenter.kernel.canonical import Json
from commandcenter.kernel.errors import ProblemError
from commandcenter.policy.pack_bundle import DEFAULTS_MEMBER, ENTRY, PACKS_MEMBER

EVALUATION_SECONDS = 10.0
"""How long one question may take; OPA gives a question up when the one who asked has gone."""


class Rules(Protocol):
    """Answer questions about rules: `OpaClient`."""

    def evaluate(self, path: str, facts: Json) -> Json:
        """Return the value of a rule, None when undefined; raises UnavailableError when the time is over."""
        ...


class Judge:
    """Judge fact sheets.

    Args:
        rules: OPA with the bundle of the packs.
        packs: The catalogue of that same bundle.
    """

    def __init__(self, rules: Rules, packs: Packs) -> None:
        self._rules, self.packs = rules, packs
        self._sheets = SheetCheck()

    def check(self, sheet: Json, packs: Sequence[str] | None = None, as_of: str | None = None) -> dict[str, Any]:
        """Return the sheet as it will be judged; raises InvalidInputError with the pointer of the first fault."""
        return self._sheets.check(sheet, choose_packs(self.packs, packs), as_of)

    def judge(self, sheet: Json, packs: Sequence[str] | None = None, as_of: str | None = None) -> list[Finding]:
        """Return one finding for each control of the packs, sorted by pack and control id.

        Args:
            sheet: Facts by name.
            packs: Ids of the packs to judge by; all of them when left out.
            as_of: The day to judge for (YYYY-MM-DD), in place of the sheet's own.

        Raises InvalidInputError (with JSON pointer) and NotFoundError for bad input, UnavailableError when OPA does not
        answer in time or died twice, ProblemError when a control came to no decision.
        """
        chosen = choose_packs(self.packs, packs)
        checked = self._sheets.check(sheet, chosen, as_of)
        ours = {PACKS_MEMBER: [pack.id for pack in chosen], DEFAULTS_MEMBER: parameters_on(chosen, checked["as_of"])}
        answer = self._rules.evaluate(ENTRY, {**checked, **ours})
        if not isinstance(answer, dict):
            raise ProblemError("the policy engine holds no rule packs")
        return [
            _finding(pack, control, answer.get(pack.id, {}).get(control.control_id), checked)
            for pack in chosen
            for control in pack.controls.values()
        ]


def _finding(pack: Pack, control: Control, decision: Any, sheet: Mapping[str, Any]) -> Finding:
    if not _is_decision(decision, control):
        raise ProblemError(f"control {control.control_id} of pack {pack.id} came to no decision")
    return Finding(
        control_id=control.control_id,
        verdict=decision["verdict"],
        reason=decision["reason"],
        severity=control.severity,
        title=control.title,
        category=control.category,
        citation=control.citation,
        remediation=control.remediation,
        facts_used={path: read_fact(sheet, path) for path in decision["reads"]},
        missing=tuple(decision["missing"]),
        due=decision.get("due"),
        confidence=control.confidence,
        status=control.status,
        audit_kinds=control.audit_kinds,
        as_of=sheet["as_of"],
        pack=pack.id,
        pack_version=pack.version,
        pack_digest=pack.digest,
    )


def _is_decision(decision: Any, control: Control) -> bool:
    """Hold what a pack answered against the contract of `lib.verdict`: a pack is somebody else's code."""
    return (
        isinstance(decision, Mapping)
        and decision.get("control_id") == control.control_id
        and decision.get("reason") in REASONS.get(str(decision.get("verdict")), ())
        and isinstance(decision.get("missing"), list)
        and isinstance(decision.get("reads"), list)
        and isinstance(decision.get("due"), str | None)
    )
