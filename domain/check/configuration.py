"""Team files, environment and ledger must be usable before anything can be checked with them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.check.finding import Finding, Result
from domain.team import Team

ENVIRONMENT = "Environment"
TEAM_FILES = "Team files"
LEDGER = "Ledger"
_PLACED = re.compile(r"(?P<where>\S+\.yaml(:\d+)?):? (?P<what>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentFacts:
    """How one service is configured.

    Attributes:
        service: What the service is called.
        address: Where it is, as configured.
        error: Why the variables cannot be used, as "what: what to do", or empty.
    """

    service: str
    address: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerFacts:
    """The state of the ledger.

    Attributes:
        shown: How to name it in a sentence.
        version: Its schema's version, or None where there is none yet.
        wanted: The version this program works with; versions sort as text.
        error: Why it cannot be used, as a sentence that says what to do, or empty.
        is_bad_input: Whether the configuration has to be corrected for it.
    """

    shown: str = ""
    version: str | None = None
    wanted: str = ""
    error: str = ""
    is_bad_input: bool = False


def check_environment(services: Sequence[EnvironmentFacts]) -> list[Finding]:
    """Judge the variables of each service that the teams use."""
    return [_environment(one) for one in services]


def check_team_files(teams: Mapping[str, Team], refused: Sequence[str]) -> list[Finding]:
    """Judge the team files.

    Args:
        teams: Those that can be used.
        refused: A sentence for everything that is wrong, as ``file:line: what and what to do``.
    """
    return [*map(_refused, refused), *(_team(name, team) for name, team in teams.items())]


def check_ledger(ledger: LedgerFacts) -> Finding:
    """Judge the ledger."""
    if ledger.error:
        what, _, remedy = ledger.error.partition("; ")
        return _ledger(
            what,
            Result.FAILED if ledger.is_bad_input else Result.UNKNOWN,
            _sentence(remedy) or "Correct GOALIE_DATABASE_URL.",
            is_bad_input=ledger.is_bad_input,
        )
    if ledger.version is None:
        return _ledger(f"{ledger.shown} is not there yet; the first run prepares it")
    if ledger.version == ledger.wanted:
        return _ledger(f"{ledger.shown} can be read, version {ledger.version}")
    if ledger.version < ledger.wanted:
        change = f"from version {ledger.version} to {ledger.wanted}"
        return _ledger(f"{ledger.shown} can be read; the next run takes it {change}")
    return _ledger(
        f"{ledger.shown} was written by a newer Goalie (version {ledger.version})",
        Result.FAILED,
        "Upgrade this program, or use another database.",
        is_bad_input=True,
    )


def _environment(one: EnvironmentFacts) -> Finding:
    if not one.error:
        return Finding(
            area=ENVIRONMENT,
            subject=one.service,
            result=Result.OK,
            detail=f"variables are set; address {one.address}",
        )
    what, _, remedy = one.error.partition(": ")
    return Finding(
        area=ENVIRONMENT,
        subject=one.service,
        result=Result.FAILED,
        detail=what,
        remedy=_sentence(remedy),
        is_bad_input=True,
    )


def _refused(sentence: str) -> Finding:
    placed = _PLACED.fullmatch(sentence)
    if placed is None:
        what, _, remedy = sentence.partition(": ")
        return _bad_file("files", what, _sentence(remedy))
    remedy = "Correct it there; `goalie schema` lets an editor check the file as you write."
    return _bad_file(placed["where"], placed["what"], remedy)


def _bad_file(subject: str, detail: str, remedy: str) -> Finding:
    return Finding(
        area=TEAM_FILES,
        subject=subject,
        result=Result.FAILED,
        detail=detail,
        remedy=remedy,
        is_bad_input=True,
    )


def _team(name: str, team: Team) -> Finding:
    count = len(team.rotations)
    return Finding(
        area=TEAM_FILES,
        subject=f"{name}.yaml",
        result=Result.OK,
        detail=f"{team.name}, {count} rotation{'' if count == 1 else 's'}",
    )


def _ledger(
    detail: str, result: Result = Result.OK, remedy: str = "", *, is_bad_input: bool = False
) -> Finding:
    return Finding(
        area=LEDGER,
        subject="database",
        result=result,
        detail=detail,
        remedy=remedy,
        is_bad_input=is_bad_input,
    )


def _sentence(clause: str) -> str:
    return clause[:1].upper() + clause[1:]
