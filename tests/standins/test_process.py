"""``python -m standins`` starts at once, says where, ends when told, and teaches."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread

import httpx
import pytest

from standins.control import StandIns, StandInsError


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "standins", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)


def test_help_teaches_addresses_and_examples() -> None:
    done = run("--help")

    assert done.returncode == 0
    for word in ("/slack/api/", "/opsgenie", "/jsm", "/site", "/control/", "--seed", "--port"):
        assert word in done.stdout


@pytest.mark.parametrize("word", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_at_once_when_told_even_while_answering(word: signal.Signals) -> None:
    command = [sys.executable, "-m", "standins"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    url = process.stdout.readline().split()[-1]
    httpx.post(f"{url}/control/latency", json={"seconds": 20})
    waiting = Thread(target=call_in_vain, args=(f"{url}/slack/api/auth.test",))
    waiting.start()
    time.sleep(0.2)
    start = time.monotonic()
    process.send_signal(word)
    said = process.communicate(timeout=10)
    waiting.join()

    assert time.monotonic() - start < 2
    assert (process.returncode, said) == (0, ("", ""))


def test_it_ends_with_the_program_that_started_it() -> None:
    starter = (
        "import os, signal\n"
        "from standins.control import StandIns\n"
        "print(StandIns.start().url, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", starter], capture_output=True, text=True, timeout=30, check=False
    )
    time.sleep(0.5)

    with pytest.raises(httpx.ConnectError):
        httpx.get(done.stdout.strip(), timeout=2)


def call_in_vain(url: str) -> None:
    with pytest.raises(httpx.TransportError):
        httpx.get(url, timeout=15)


def test_it_listens_on_loopback_only(standins: StandIns) -> None:
    port = int(standins.url.rpartition(":")[2])
    with socket.socket() as other:
        other.settimeout(1)
        assert other.connect_ex(("127.0.0.2", port)) != 0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "cannot be read"),
        ("clock: [", "no valid YAML: mend line 1"),
        ("- just\n- a list\n", "holds no mapping"),
        ("clock: tomorrow\n", "no ISO time"),
        ("clock: 2026-11-09T07:55:00Z\nteams: []\n", "unknown keys teams"),
        ("clock: 2026-11-09T07:55:00Z\nuser_groups: [{id: S1}]\n", "S1 has no handle"),
    ],
)
def test_a_wrong_seed_is_told_in_one_sentence(
    tmp_path: Path, content: str | None, sentence: str
) -> None:
    seed = tmp_path / "seed.yaml"
    if content is not None:
        seed.write_text(content, encoding="utf-8")

    done = run("--seed", str(seed))

    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_taken_port_is_told_in_one_sentence(standins: StandIns) -> None:
    done = run("--port", standins.url.rpartition(":")[2])

    assert done.returncode == 2
    assert "cannot be used" in done.stderr
    assert done.stderr.count("\n") == 1


def test_who_starts_it_hears_why_it_did_not(tmp_path: Path) -> None:
    with pytest.raises(StandInsError, match="cannot be read"):
        StandIns.start(tmp_path / "none.yaml")
