"""A team file that cannot be used is refused in one sentence with its file, line and remedy."""

from pathlib import Path

import pytest

from domain.errors import BadInputError
from tasks.team_files import load_team, load_teams

SHIPPED = Path(__file__).resolve().parents[2] / "teams" / "repo-management.yaml"


def a_folder(tmp_path: Path, **files: str) -> Path:
    folder = tmp_path / "teams"
    folder.mkdir()
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text)
    return folder


def test_the_shipped_team_file_says_what_the_team_says() -> None:
    team = load_team(SHIPPED)
    (rotation,) = team.rotations
    assert rotation.schedules == ("b553cefc-2466-4ad2-ad0c-66937c790bbf",)
    assert rotation.user_group == "@repo-management-support"
    assert team.requests is not None
    watched = {w.channel: w.messages for w in team.requests.watched_channels}
    assert watched == {"#repo-management": "all", "#ask-engineering": "ours"}
    assert team.requests.label == "team/repo-management"
    assert team.requests.issue_repository == "sourcegraph/customer"
    board = team.requests.board
    assert (board.owner, board.number, board.support_list) == (
        "sourcegraph",
        209,
        "Support Issues",
    )


GROUP = '"@repo-management-support"'


@pytest.mark.parametrize(
    ("written", "instead", "line_of", "says"),
    [
        ("zone: Europe/Berlin", "zone: Europe/Berln", "zone:", "no IANA time zone; write one such"),
        ("user_group:", "user_grup:", "user_grup:", "Did you mean `user_group`?"),
        ("identities: {}", "identities: {}\ncolour: blue", "colour:", "Known here: name, zone"),
        (GROUP, "@repo-management-support", "user_group:", "not YAML"),
        (
            '"#repo-management"\n',
            "#repo-management\n",
            "  team:",
            "put values that begin with @, #",
        ),
        ("max_members_changed: 6", "max_members_changed: many", "max_members", "valid integer"),
        (
            "max_members_changed: 6",
            "max_members_changed: 0",
            "max_members",
            "greater than or equal",
        ),
        ("b553cefc-2466-4ad2-ad0c-66937c790bbf", "support", "- support", "is not a schedule id"),
        ("announce: true", "announce: true\n    announce: false", "announce: false", "already on"),
        ("fallback_members: []", "fallback_members: [a@b.co]", "- name: support", "does nothing"),
        (
            "when_nobody_is_on_call: keep",
            "when_nobody_is_on_call: fallback",
            "- name: support",
            "needs `fallback_members`",
        ),
        (
            "when_nobody_is_on_call: keep",
            "when_nobody_is_on_call: kep",
            "when_nobody_is_on_call: kep",
            "'keep', 'fallback' or 'disable'",
        ),
        ("extra_members: []", "extra_members: [Ada]", "extra_members", "'Ada' is not an email"),
        (
            "identities: {}",
            "identities: {ada@b.co: ada}",
            "identities",
            "'ada' is not a Slack user",
        ),
        ("  ops:", "  ups:", "ups:", "Did you mean `ops`?"),
        ("number: 209", "number: none", "number:", "The number in the board's web address."),
    ],
)
def test_each_mistake_gets_one_sentence_with_file_line_and_remedy(
    tmp_path: Path, written: str, instead: str, line_of: str, says: str
) -> None:
    text = SHIPPED.read_text()
    assert written in text
    broken = text.replace(written, instead, 1)
    folder = a_folder(tmp_path, broken=broken, fine=text)
    loaded = load_teams(folder)
    line = next(n for n, shown in enumerate(broken.splitlines(), 1) if line_of in shown)
    (sentence,) = loaded.refused["broken"].splitlines()
    assert sentence.startswith(f"teams/broken.yaml:{line}: ")
    assert says in sentence
    assert list(loaded.teams) == ["fine"], "a bad file stops no other"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no keys"),
        ("- one", "no keys"),
        ("name: [1", "not YAML"),
        ("name: !!python/object:os.system x", "not YAML"),
        ("\x00", "cannot be read"),
    ],
)
def test_a_file_that_is_no_team_file_is_refused(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(BadInputError, match=r"teams/x\.yaml") as caught:
        load_team(a_folder(tmp_path, x=text) / "x.yaml")
    assert says in str(caught.value)


def test_an_empty_folder_and_an_unknown_team_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="There is no team file"):
        load_teams(tmp_path)
    with pytest.raises(BadInputError, match=r"There is no team 'repo'.*known are fine"):
        load_teams(a_folder(tmp_path, fine=SHIPPED.read_text()), "repo")


def test_two_rotations_of_one_name_are_refused(tmp_path: Path) -> None:
    rotation = "  - name: support\n    schedules: [b553cefc-2466-4ad2-ad0c-66937c790bbf]\n"
    rotation += f"    user_group: {GROUP}\n"
    channels = 'channels: {team: "#a", ops: "#b"}\n'
    text = f"name: X\nzone: UTC\n{channels}rotations:\n{rotation * 2}"
    with pytest.raises(BadInputError, match="two rotations are called 'support'; rename one"):
        load_team(a_folder(tmp_path, x=text) / "x.yaml")
