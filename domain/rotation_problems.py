"""Each reason to hold a rotation says in one sentence what is wrong, in one what to do."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.membership import Change, UnknownUserGroups, UserGroup
from domain.on_call import UnknownOnCall
from domain.people import Identity
from domain.problem import Problem, ProblemKind
from domain.team import Rotation


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One rotation of one team, and what its user group is called in sentences."""

    team: str
    rotation: Rotation
    handle: str

    def problem(
        self, kind: ProblemKind, sentence: str, remedy: str, *, detail: str = ""
    ) -> Problem:
        """Build the problem; ``{file}`` in the remedy becomes the team's file."""
        return Problem(
            team=self.team,
            subject=self.rotation.name,
            kind=kind,
            detail=detail,
            sentence=sentence,
            remedy=remedy.replace("{file}", f"teams/{self.team}.yaml"),
        )


def unknown_user_groups(case: Case, groups: UnknownUserGroups) -> Problem:
    """Slack did not tell which user groups there are."""
    return case.problem(
        ProblemKind.UNKNOWN_USER_GROUPS,
        f"{case.handle} is left as it is: Slack's user groups could not be read ({groups.why}).",
        groups.remedy,
        detail=groups.remedy,
    )


def missing_user_group(case: Case) -> Problem:
    """The configured user group does not exist."""
    return case.problem(
        ProblemKind.UNUSABLE_USER_GROUP,
        f"{case.handle} does not exist in Slack.",
        "Create it in Slack (People → User groups), or correct `user_group` in {file}.",
        detail="missing",
    )


def disabled_user_group(case: Case) -> Problem:
    """Somebody else disabled the group."""
    return case.problem(
        ProblemKind.UNUSABLE_USER_GROUP,
        f"{case.handle} is disabled in Slack, and not by Goalie.",
        "Enable it in Slack, or take the rotation out of {file}.",
        detail="disabled",
    )


def locked_user_group(case: Case, group: UserGroup) -> Problem:
    """Something else owns the group's members."""
    return case.problem(
        ProblemKind.UNUSABLE_USER_GROUP,
        f"{case.handle} is managed elsewhere ({', '.join(group.locks)}); Goalie never edits it.",
        "Name a user group in {file} that people may edit by hand, or unlock this one.",
        detail="locked",
    )


def unknown_on_call(case: Case, answer: UnknownOnCall) -> Problem:
    """It could not be told who is on call."""
    where = f" in {answer.schedule}" if answer.schedule else ""
    return case.problem(
        ProblemKind.UNKNOWN_ON_CALL,
        f"{case.handle} is left as it is: who is on call{where} is unknown ({answer.why}).",
        answer.remedy,
        detail=f"{answer.schedule}: {answer.remedy}",  # a new remedy is worth telling
    )


def nobody_on_call(case: Case, schedules: Iterable[str]) -> Problem:
    """The schedules were read and name nobody."""
    done = {
        "keep": "keeps its last members",
        "fallback": "has its fallback members",
        "disable": "is disabled until somebody is",
    }[case.rotation.when_nobody_is_on_call]
    return case.problem(
        ProblemKind.NOBODY_ON_CALL,
        f"Nobody is on call in {' or '.join(schedules)}; {case.handle} {done}.",
        "Fill the gap with an override in the schedule.",
    )


def unresolved_person(case: Case, identity: Identity, source: str) -> Problem:
    """A wanted person has no usable Slack account."""
    assert identity.kind is not None  # noqa: S101  an identity without a user has a kind
    article = "an" if source.startswith("e") else "a"
    role = "is on call" if source == "on call" else f"is {article} {source}"
    return case.problem(
        identity.kind,
        f"{case.handle} is left as it is: {identity.person} {role} but {identity.why}.",
        identity.remedy,
        detail=identity.person,
    )


def too_many_members(case: Case, size: int) -> Problem:
    """The change is larger than the rotation allows."""
    return case.problem(
        ProblemKind.TOO_MANY_MEMBERS,
        f"{case.handle} is left as it is: {size} members would change at once,"
        f" more than the {case.rotation.max_members_changed} allowed.",
        "If the schedule is right, raise `max_members_changed` of the rotation in {file}.",
    )


def too_many_user_groups(case: Case, most: int) -> Problem:
    """The run has changed as many groups as it may."""
    return case.problem(
        ProblemKind.TOO_MANY_USER_GROUPS,
        f"{case.handle} waits: this run already changes {most} user groups, the most allowed.",
        "The next runs take the rest; raise `max_groups_changed` of the deployment if it lasts.",
    )


def unconfirmed_takeover(case: Case, members: int, staying: int) -> Problem:
    """The group does not look like this rotation's at first sight."""
    return case.problem(
        ProblemKind.UNCONFIRMED_TAKEOVER,
        f"{case.handle} is left as it is: it may be the wrong group. Goalie has never changed it;"
        f" members now: {members}, of these would stay: {staying}.",
        "If it is the right one, set `takeover_confirmed: true` in the rotation in {file}.",
    )


def shared_user_group(case: Case, claimants: Iterable[str]) -> Problem:
    """More than one rotation claims the group."""
    names = tuple(claimants)
    return case.problem(
        ProblemKind.SHARED_USER_GROUP,
        f"{case.handle} is left as it is: {' and '.join(names)} all claim it.",
        "Leave the group to one rotation and give that one the schedules of all.",
        detail=",".join(names),
    )


def failed_write(change: Change, why: str, remedy: str) -> Problem:
    """Slack refused the write, or the group is not as written."""
    return Problem(
        team=change.team,
        subject=change.rotation,
        kind=ProblemKind.WRITE_FAILED,
        detail=remedy,
        sentence=f"@{change.group.handle} could not be changed: {why}.",
        remedy=remedy,
    )
