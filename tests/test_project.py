"""Documents are tested: README, prefect.yaml, the flows, the commands and the lock agree."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from typer.main import get_command

from cli.deploy import read_deployments
from cli.main import Job, app
from cli.run import REPORTS
from domain.errors import BadInputError

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()
JOBS = {path.stem.replace("_", "-") for path in (ROOT / "flows").glob("*.py")} - {"--init--"}


def test_every_flow_is_a_deployment_a_command_and_a_row_of_the_readme() -> None:
    deployments = {d["name"] for d in read_deployments(ROOT / "prefect.yaml")}
    table = set(re.findall(r"^\| `([a-z-]+)` \| every|^\| `([a-z-]+)` \|", README, re.MULTILINE))
    rows = {name for pair in table for name in pair if name} & JOBS
    assert deployments == JOBS
    assert {job.value for job in Job} == JOBS
    assert set(REPORTS) == JOBS
    assert rows == JOBS


def test_every_command_is_in_the_readme() -> None:
    commands = set(get_command(app).commands)  # type: ignore[attr-defined]
    assert commands == {c for c in commands if re.search(rf"`(goalie )?{c}\b", README)}


def test_every_environment_variable_is_documented() -> None:
    source = (ROOT / "tasks" / "settings.py").read_text()
    names = set(re.findall(r'"((?:OPSGENIE|JSM|SLACK|GITHUB|GOALIE)_[A-Z_]+)"', source))
    documented = README + (ROOT / "docs" / "configuration.md").read_text()
    assert names
    assert not {name for name in names if name not in documented}


def test_the_readme_fits_two_minutes() -> None:
    assert len(README.split()) < 1150


def test_the_lock_has_hashes_and_no_index() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    assert "://" not in lock
    packages = re.findall(r"^[a-z0-9].*==.*$", lock, re.MULTILINE)
    assert packages
    assert all(package.rstrip(" \\").count("==") >= 1 for package in packages)
    assert lock.count("--hash=sha256:") >= len(packages)


def test_the_lock_keeps_the_bounds_that_prefect_needs() -> None:
    lock = (ROOT / "requirements.lock").read_text()

    def version(name: str) -> tuple[int, ...]:
        found = re.search(rf"^{name}==([\d.]+)", lock, re.MULTILINE)
        assert found, name
        return tuple(map(int, found[1].split(".")))

    assert (3, 8, 8) <= version("prefect") < (4,)
    assert version("fastapi") < (0, 151)
    assert version("sqlalchemy") < (2, 1)


@pytest.mark.parametrize(
    ("written", "instead", "says"),
    [
        ("    parameters:", "    paramters:", "paramters"),
        ("apply: false", "aply: false", "aply"),
        ("apply: false", "apply: perhaps", "apply"),
        ("flows/sync_rotation.py:sync_rotation", "flows/sync_rotation.py:sync", "sync"),
        ("        timezone: UTC\n", "", "timezone"),
        ("      - slug: every-five-minutes\n        cron", "      - cron", "slug"),
    ],
)
def test_a_register_that_would_mislead_prefect_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str, instead: str, says: str
) -> None:
    monkeypatch.chdir(ROOT)
    text = (ROOT / "prefect.yaml").read_text()
    assert written in text
    (tmp_path / "prefect.yaml").write_text(text.replace(written, instead, 1))
    with pytest.raises(BadInputError, match=r"^prefect\.yaml: ") as caught:
        read_deployments(tmp_path / "prefect.yaml")
    assert says in str(caught.value)


def test_the_shipped_register_only_plans() -> None:
    register = yaml.safe_load((ROOT / "prefect.yaml").read_text())
    assert all(d["parameters"]["apply"] is False for d in register["deployments"])


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        *([name, "--help"] for name in ("run", "why", "compare-sources", "replay")),
        ["schema"],
    ],
)
def test_help_and_schema_do_not_import_prefect(arguments: list[str]) -> None:
    script = (
        "import sys, cli.main\n"
        f"sys.argv = ['goalie', *{arguments!r}]\n"
        "try:\n    cli.main.main()\n"
        "except SystemExit as end:\n    assert not end.code\n"
        "heavy = {'prefect', 'sqlalchemy', 'slack_sdk', 'httpx', 'aiohttp'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_no_file_names_a_package_index_or_this_machine() -> None:
    listed = subprocess.run(
        ["git", "ls-files"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("This is no git checkout, so its files cannot be listed.")
    hosts = ("pypi" + ".org", "python" + "hosted", "npmjs" + ".org", "debian" + ".org")
    for name in listed.stdout.splitlines():
        file = ROOT / name
        if file.is_file():
            text = file.read_text(errors="replace")
            assert not [host for host in hosts if host in text], name
            assert f"{ROOT}/" not in text, name
