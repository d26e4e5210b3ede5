"""What GitHub knows of a repository beside its commits: protection, reviews, checks, secrets, people.

Source: docs.github.com, REST API: branches, rules, pulls, checks, statuses, secret-scanning, collaborators, orgs. What the
token may not see, or what comes in another shape than documented, is left out.
"""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, urlsplit

from commandcenter.indexing.shapes import Shape
from commandcenter.kernel.canonical import Json
from commandcenter.kernel.errors import NotFoundError, ProblemError

Get = Callable[[str], Any]
Facts = dict[str, Json]
SAMPLE = 30
PAGE, MAX_PAGES = 100, 10
_PASSED = frozenset({"success", "neutral", "skipped"})
_DECISIONS = frozenset({"APPROVED", "CHANGES_REQUESTED", "DISMISSED"})


def api_url(url: str) -> str:
    """Say where the REST API is for a repository's URL."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if host in ("github.com", "www.github.com"):
        return "https://api.github.com"
    return f"https://api.{host}" if host.endswith(".ghe.com") else f"{parts.scheme}://{parts.netloc}/api/v3"


def read_facts(get: Get, full_name: str, branch: str) -> Facts:
    """Gather the facts, each group by itself; an empty branch stands for the default one."""
    root = f"/repos/{quote(full_name)}"
    facts: Facts = {}
    try:
        repository = Shape(get(root))
        name = quote(branch or repository.get("default_branch").text(), safe="")
    except ProblemError:
        return facts
    groups: tuple[Callable[[], Facts], ...] = (
        lambda: _protection(get, root, name),
        lambda: _reviews(get, root, name),
        lambda: _build(get, root, name),
        lambda: {"open_secret_findings": sum(1 for _ in _rows(get, f"{root}/secret-scanning/alerts?state=open"))},
        lambda: _push_protection(repository),
        lambda: _people(get, root, repository),
    )
    for group in groups:
        try:
            facts.update(group())
        except ProblemError:
            continue
    return facts


def _ask(get: Get, path: str) -> Shape | None:
    try:
        return Shape(get(path))
    except ProblemError:
        return None


def _rows(get: Get, path: str) -> Iterator[Shape]:
    """Yield the rows of all pages; raises NotFoundError when there are more pages than are read."""
    for page in range(1, MAX_PAGES + 1):
        rows = list(Shape(get(f"{path}{'&' if '?' in path else '?'}per_page={PAGE}&page={page}")).rows())
        yield from rows
        if len(rows) < PAGE:
            return
    raise NotFoundError(f"more than {MAX_PAGES} pages at {path}")


def _protection(get: Get, root: str, branch: str) -> Facts:
    """Join what rulesets and the branch's own protection ask for; something missing is told only when both are seen."""
    rules = _rules(get, root, branch)
    old = _ask(get, f"{root}/branches/{branch}/protection")
    if old is None:
        seen = _ask(get, f"{root}/branches/{branch}")
        old = Shape({}) if seen is not None and seen.get("protected").value is False else None
    said: list[Facts] = [each for each in (_of_rules(rules), _of_protection(old)) if each is not None]
    facts: Facts = {}
    for name in ("direct_push_blocked", "deletion_blocked", "status_checks_required", "required_approvals"):
        most: Any = max((each[name] for each in said), default=0)
        if most or len(said) == 2:
            facts[name] = most
    return facts


def _rules(get: Get, root: str, branch: str) -> list[Shape] | None:
    try:
        return list(_rows(get, f"{root}/rules/branches/{branch}"))
    except ProblemError:
        return None


def _of_rules(rules: list[Shape] | None) -> Any:
    if rules is None:
        return None
    kinds = {rule.get("type").text() for rule in rules}
    approvals = [rule.at("parameters", "required_approving_review_count").number() or 0 for rule in rules]
    checks = [1 for rule in rules for _ in rule.at("parameters", "required_status_checks").rows()]
    return {
        "direct_push_blocked": "pull_request" in kinds,
        "deletion_blocked": "deletion" in kinds,
        "status_checks_required": bool(checks),
        "required_approvals": int(max(approvals, default=0)),
    }


def _of_protection(old: Shape | None) -> Any:
    """Read the older kind of protection; administrators it does not bind may push past it."""
    if old is None:
        return None
    reviews, checks = old.get("required_pull_request_reviews"), old.get("required_status_checks")
    return {
        "direct_push_blocked": reviews.value is not None and old.at("enforce_admins", "enabled").flag(),
        "deletion_blocked": bool(old.value) and not old.at("allow_deletions", "enabled").flag(),
        "status_checks_required": bool(checks.get("contexts").texts() or list(checks.get("checks").rows())),
        "required_approvals": int(reviews.get("required_approving_review_count").number() or 0),
    }


def _reviews(get: Get, root: str, branch: str) -> Facts:
    """Look at the merged among the last closed pull requests."""
    closed = Shape(get(f"{root}/pulls?state=closed&base={branch}&sort=updated&direction=desc&per_page={SAMPLE}"))
    merged = [pull for pull in closed.rows() if pull.get("merged_at").value is not None]
    reviewed = sum(_is_reviewed(get, root, pull) for pull in merged)
    return {"changes_sampled": len(merged), "changes_reviewed": reviewed}


def _is_reviewed(get: Get, root: str, pull: Shape) -> bool:
    """Say whether the last word of a person other than the author approves."""
    author = pull.at("user", "login").text()
    last: dict[str, str] = {}
    for review in _rows(get, f"{root}/pulls/{int(pull.get('number').number() or 0)}/reviews"):
        who, state = review.get("user"), review.get("state").text()
        if state in _DECISIONS and who.value is not None and who.get("type").text() != "Bot":
            last[who.get("login").text()] = state
    return any(state == "APPROVED" and login != author for login, state in last.items())


def _build(get: Get, root: str, branch: str) -> Facts:
    """Tell how the checks of the branch's tip ended; nothing while none has failed and some still run."""
    runs = []
    for page in range(1, MAX_PAGES + 1):
        said = Shape(get(f"{root}/commits/{branch}/check-runs?per_page={PAGE}&page={page}"))
        rows = list(said.get("check_runs").rows())
        runs += [run.get("conclusion").text() if run.get("status").text() == "completed" else "" for run in rows]
        if len(rows) < PAGE:
            break
    status = _ask(get, f"{root}/commits/{branch}/status")
    if status is not None and status.get("total_count").number():
        state = status.get("state").text()
        runs.append("" if state == "pending" else state)
    if any(run and run not in _PASSED for run in runs):
        return {"last_main_build_passed": False}
    return {"last_main_build_passed": True} if "success" in runs and "" not in runs else {}


def _push_protection(repository: Shape) -> Facts:
    said = repository.at("security_and_analysis", "secret_scanning_push_protection", "status").text()
    return {"push_protection": said == "enabled"} if said else {}


def _people(get: Get, root: str, repository: Shape) -> Facts:
    """Count who has access; with a second factor are all that the organisation does not list as being without."""
    people = {person.get("login").text() for person in _rows(get, f"{root}/collaborators")}
    facts: Facts = {"collaborators": len(people)}
    if repository.at("owner", "type").text() != "Organization":
        return facts
    owner = f"/orgs/{quote(repository.at('owner', 'login').text())}"
    organisation = _ask(get, owner)
    if organisation is not None and organisation.get("two_factor_requirement_enabled").value is True:
        return {**facts, "collaborators_with_mfa": len(people)}
    try:
        lists = [_rows(get, f"{owner}/{kind}?filter=2fa_disabled") for kind in ("members", "outside_collaborators")]
        without = {person.get("login").text() for rows in lists for person in rows}
    except ProblemError:
        return facts
    return {**facts, "collaborators_with_mfa": len(people - without)}
