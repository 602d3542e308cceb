"""`./naviyam` itself, in a small copy of the repository whose requirements are empty."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.config import ROOT

pytestmark = pytest.mark.slow

_LIMIT = 120.0
_PROGRAM = "import sys\nprint(*sys.argv[1:], sep='|')\n"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    return _make_clone(tmp_path / "clone")


@pytest.fixture(scope="module")
def first_start(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[int, str, str]]:
    clone = _make_clone(tmp_path_factory.mktemp("first"))
    return clone, _run(clone, "token", "a b", "--x=ㄱ")


@pytest.fixture
def installed(first_start: tuple[Path, tuple[int, str, str]], tmp_path: Path) -> Path:
    return shutil.copytree(first_start[0], tmp_path / "clone", symlinks=True)


def _make_clone(folder: Path) -> Path:
    for name in ("bot", "requirements"):
        (folder / name).mkdir(parents=True)
    for name in ("naviyam", "bot/install.py"):
        shutil.copy(ROOT / name, folder / name)
    for part in ("serve", "train", "dev"):
        (folder / "requirements" / f"{part}.txt").write_text(f"# nothing for {part}\n")
    (folder / "bot" / "__init__.py").touch()
    (folder / "bot" / "__main__.py").write_text(_PROGRAM)
    return folder


def _start(clone: Path, *words: str, path: str | None = None) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - the launcher under test
        [str(clone / "naviyam"), *words],
        cwd="/",
        env=os.environ | {"PATH": path or f"{Path(sys.executable).resolve().parent}:{os.environ['PATH']}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _run(clone: Path, *words: str, path: str | None = None) -> tuple[int, str, str]:
    process = _start(clone, *words, path=path)
    out, err = process.communicate(timeout=_LIMIT)
    return process.returncode, out, err


def test_the_first_start_installs(first_start: tuple[Path, tuple[int, str, str]]) -> None:
    parts = "".join(f"naviyam: installing {part} (0 packages)\n" for part in ("serve", "train", "dev"))
    assert first_start[1] == (0, "token|a b|--x=ㄱ\n", f"naviyam: first start, making .venv\n{parts}")


def test_the_next_start_does_not(installed: Path) -> None:
    assert _run(installed, "again") == (0, "again\n", "")


def test_a_changed_requirement_is_installed_again(installed: Path) -> None:
    (installed / "requirements" / "dev.txt").write_text("# something else\n")
    assert _run(installed, "go") == (0, "go\n", "naviyam: installing dev (0 packages)\n")


def test_an_installation_cut_short_begins_afresh(installed: Path) -> None:
    (installed / ".venv" / "installed-serve.txt").unlink()
    (installed / ".venv" / "installation-unfinished").touch()
    (installed / ".venv" / "half-installed").touch()
    code, out, err = _run(installed, "go")
    assert (code, out) == (0, "go\n")
    assert err.startswith("naviyam: the last installation was cut short; starting afresh\n")
    assert not (installed / ".venv" / "half-installed").exists()


def test_a_killed_first_start_is_mended_by_the_next(clone: Path) -> None:
    first = _start(clone)
    while not (clone / ".venv" / "bin").exists():
        assert first.poll() is None
        time.sleep(0.01)
    first.send_signal(signal.SIGKILL)
    first.communicate(timeout=_LIMIT)
    assert _run(clone, "go")[:2] == (0, "go\n")


def test_two_first_starts_wait_for_each_other(clone: Path) -> None:
    both = [_start(clone, "one"), _start(clone, "two")]
    told = [process.communicate(timeout=_LIMIT) for process in both]
    assert [out for out, _ in told] == ["one\n", "two\n"]
    assert sum("making .venv" in err for _, err in told) == 1


def test_what_cannot_be_installed_is_one_sentence(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (installed / "requirements" / "serve.txt").write_text("no-such-package-of-naviyam==1.0\n")
    (installed / "pip.conf").write_text("[global]\nindex-url = http://127.0.0.1:9/simple\nretries = 0\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(installed / "pip.conf"))
    code, out, err = _run(installed, "go")
    assert (code, out) == (1, "")
    assert "the package index cannot be reached" in err.splitlines()[-1]


@pytest.mark.parametrize(
    ("answer", "said"),
    [("exit 1", "needs Python 3.11"), ('[ "$1" = --version ] && echo Python 3.9.2 || exit 1', "Python 3.9.2")],
)
def test_another_python_is_refused_in_one_sentence(clone: Path, tmp_path: Path, answer: str, said: str) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("python3", "python3.11"):
        (tools / name).write_text(f"#!/bin/sh\n{answer}\n")
        (tools / name).chmod(0o755)
    for name in ("sh", "dirname", "cmp"):
        (tools / name).symlink_to(shutil.which(name) or name)
    code, out, err = _run(clone, "go", path=str(tools))
    assert (code, out) == (1, "")
    assert said in err
    assert err.count("\n") == 1
