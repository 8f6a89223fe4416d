"""The story of the demo: two weeks at Acme, a cycle from planning to retro, and which job runs."""

from dataclasses import dataclass

from cli.demo.happenings import (
    EVERYBODYS_CHANNEL,
    GROUP,
    NEW_ALIASES,
    ON_CALLS,
    P1,
    QUESTION,
    TRIAL,
    UPGRADE,
    Happening,
    add_aliases,
    close_p1,
    override,
    react,
    reply,
    report_p1,
    together,
    write,
)

EDITS = {
    "\nmembers: []": """
members:
  - {email: ada@acme.example, github: ada}
  - {email: ben@acme.example, github: ben}
  - {email: chidi@acme.example, github: chidi}
  - {email: dana@acme.example, github: dana}
  - {email: eva@acme.example, github: eva}
  - {email: frida@acme.example, role: em}
  - {email: gus@acme.example, role: pm}""",
    "  dates: []": '  dates: ["2026-11-12"]  # the team is away together on Thursday',
    "missing_label: {enabled: true, fix: false}": "missing_label: {enabled: true, fix: true}",
    "    aliases: {}": "    aliases: {Doing: In Progress}",
    "  retro_prompts: []": '  retro_prompts: ["What should we try for one cycle?"]',
}
"""What Acme wrote into its copy of the shipped team file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One instant: what happened before it, and the job that runs then.

    ``happens`` gets the stand-ins and the folder of the team files.
    """

    at: str
    story: str
    job: str = "sync-rotation"
    happens: Happening = lambda _standins, _teams: None


SCENES = (
    Scene(at="2026-11-09T08:55+01:00", story="Ada's week ends in five minutes."),
    Scene(
        at="2026-11-09T08:56+01:00",
        story="Goalie sees the rotation for the first time: it notes who is on call, silently.",
        job="hand-off-rotation",
    ),
    Scene(at="2026-11-09T09:05+01:00", story="The handoff: Ben's week has begun."),
    Scene(
        at="2026-11-09T09:06+01:00",
        story="It is handed over warmly: to the channel, to Ben, to Ada.",
        job="hand-off-rotation",
    ),
    Scene(
        at="2026-11-09T09:10+01:00",
        story="Five minutes later nothing is new for the group. Hana reports a p1.",
        happens=report_p1,
    ),
    Scene(
        at="2026-11-09T09:34+01:00",
        story="24 of 30 minutes are over, and nobody has taken the p1.",
        job="check-sla",
    ),
    Scene(
        at="2026-11-09T10:00+01:00",
        story="An hour before planning: six cycles of the board, and what to decide.",
        job="post-digest",
    ),
    Scene(
        at="2026-11-09T10:15+01:00",
        story="Still nobody: half an hour past due.",
        job="check-sla",
    ),
    Scene(
        at="2026-11-09T10:20+01:00",
        story="Ben replies: “On it, ETA 14:00.” Ivan asks how to rotate a token.",
        job="check-sla",
        happens=together(reply("U0BEN", "On it, ETA 14:00.", P1), write("U0IVAN", QUESTION)),
    ),
    Scene(
        at="2026-11-09T11:30+01:00",
        story="Ben has put a 👋 under the handoff: nobody reminds him.",
        job="hand-off-rotation",
        happens=react("U0BEN", "wave", "Handoff of support"),
    ),
    Scene(
        at="2026-11-09T12:10+01:00",
        story="Planning is over: how the board is ranked now is kept, for GitHub forgets it.",
        job="post-digest",
    ),
    Scene(
        at="2026-11-09T12:50+01:00",
        story="Ben keeps his ETA: he explains the fix. Ivan's question gets a ✅ from Dana.",
        job="check-sla",
        happens=together(
            reply("U0BEN", "The proxy dropped idle clones; a new limit is live.", P1),
            react("U0DANA", "white_check_mark", QUESTION),
        ),
    ),
    Scene(
        at="2026-11-10T10:00+01:00",
        story="Ben closes the issue and tells Hana. Jo asks the team in #ask-engineering.",
        job="check-sla",
        happens=together(
            close_p1,
            reply("U0BEN", "Fixed and verified with them; I closed the issue.", P1),
            write("U0JO", TRIAL, EVERYBODYS_CHANNEL),
        ),
    ),
    Scene(
        at="2026-11-10T14:00+01:00",
        story="OpsGenie breaks: every request is answered with an error page.",
        happens=lambda s, _: s.add_fault("opsgenie", ON_CALLS, "html_500", times=-1),
    ),
    Scene(
        at="2026-11-10T14:05+01:00",
        story="OpsGenie is back.",
        happens=lambda s, _: s.clear_faults(),
    ),
    Scene(
        at="2026-11-10T15:00+01:00",
        story="Ivan links an issue without label and card; Dana: “I'll look, ETA Friday.”",
        job="check-sla",
        happens=together(
            write("U0IVAN", UPGRADE),
            reply("U0DANA", "I'll look into it, ETA Friday.", "Globex"),
        ),
    ),
    Scene(
        at="2026-11-10T16:00+01:00",
        story="Jo writes “bump?” below his own question. That is no answer.",
        job="check-sla",
        happens=reply("U0JO", "bump?", "trial include", EVERYBODYS_CHANNEL),
    ),
    Scene(
        at="2026-11-11T10:10+01:00",
        story="A working day is over, and Jo still waits.",
        job="check-sla",
    ),
    Scene(
        at="2026-11-11T12:00+01:00",
        story="Ben sees a doctor: Dana takes his afternoon with an override.",
        happens=override("dana@acme.example", "2026-11-11T11:00:00Z", "2026-11-11T17:00:00Z"),
    ),
    Scene(at="2026-11-11T18:05+01:00", story="The override is over."),
    Scene(
        at="2026-11-12T10:00+01:00",
        story="A holiday of the team: the daily sweep is silent.",
        job="sweep-questions",
    ),
    Scene(
        at="2026-11-12T10:05+01:00",
        story="Somebody adds Gus to the group by hand, in Slack.",
        happens=lambda s, _: s.change_user_group(GROUP, members=["U0BEN", "U0GUS"]),
    ),
    Scene(
        at="2026-11-13T09:30+01:00",
        story="Friday's sweep: the missing label is added; the rest is for people.",
        job="sweep-questions",
    ),
    Scene(
        at="2026-11-13T22:00+01:00",
        story="Nobody covers this night: an override to nobody.",
        happens=override(None, "2026-11-13T21:00:00Z", "2026-11-14T07:00:00Z"),
    ),
    Scene(at="2026-11-14T08:05+01:00", story="The night is over."),
    Scene(
        at="2026-11-14T11:00+01:00",
        story="Saturday: Dana's ETA has passed, but nobody is told at the weekend.",
        job="check-sla",
    ),
    Scene(
        at="2026-11-16T09:05+01:00",
        story="Chidi's week begins. OpsGenie knows him by an address that Slack does not.",
    ),
    Scene(
        at="2026-11-16T09:05:30+01:00",
        story="So nobody can be handed anything: the ops channel is told instead, with the remedy.",
        job="hand-off-rotation",
    ),
    Scene(
        at="2026-11-16T09:06+01:00",
        story="Monday: Dana, who promised Friday, is told first.",
        job="check-sla",
    ),
    Scene(
        at="2026-11-16T09:10+01:00",
        story=f"The team adds to its file: {NEW_ALIASES}",
        happens=add_aliases,
    ),
    Scene(
        at="2026-11-16T09:15+01:00",
        story="Now Chidi can be told: what is open, how the week was, who comes next.",
        job="hand-off-rotation",
    ),
    Scene(
        at="2026-11-16T10:00+01:00",
        story="An hour before the sync: what to talk about first, what changed since planning.",
        job="post-digest",
    ),
    Scene(
        at="2026-11-16T11:30+01:00",
        story="Two working hours later Chidi has not confirmed: he is reminded in the thread.",
        job="hand-off-rotation",
    ),
    Scene(
        at="2026-11-16T15:30+01:00",
        story="Six hours, and still nothing: EM and PM are told.",
        job="hand-off-rotation",
    ),
    Scene(
        at="2026-11-18T09:15+01:00",
        story="Dana takes a day of Chidi's week: a day is a handoff, an afternoon is not.",
        job="hand-off-rotation",
    ),
    Scene(
        at="2026-11-20T14:00+01:00",
        story="An hour before the retro. Slack refuses charts today: pictures come instead.",
        job="post-digest",
        happens=lambda s, _: s.change_workspace(charts=False),
    ),
)
