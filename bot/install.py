"""Fills `.venv` with the pinned requirements; run by the launcher, before anything is installed.

Each part is marked done by a copy of its requirement file, so a changed file is installed again. An environment
in which an installation was cut short is thrown away: nobody knows what is whole in it.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
PARTS = ("serve", "train", "dev")

# PyTorch's own index has a build without gigabytes of CUDA; whoever cannot reach it gets the ordinary one.
_CPU_TORCH = ("--no-deps", "--index-url", "https://download.pytorch.org/whl/cpu", "--timeout", "5", "--retries", "0")

_MEANINGS = {
    "No space left on device": "the disk is full; free some space (a full .venv takes 1.8 GB) and start again",
    "NewConnectionError": "the package index cannot be reached; start again with a network",
    "NameResolutionError": "the package index cannot be reached; start again with a network",
    "ReadTimeoutError": "the package index does not answer; start again with a better network",
    "ConnectTimeoutError": "the package index does not answer; start again with a better network",
    "from versions: none": "the package index cannot be reached or lacks a package; start again with a network",
}


class InstallError(Exception):
    """Why it did not work, in one sentence."""


def main() -> int:
    """Install what is missing; 0 if the program can serve, even where training and testing are not complete."""
    try:
        with _one_at_a_time():
            _throw_away_broken()
            _make_environment()
            for part in PARTS:
                if not _is_done(part):
                    _install(part)
    except InstallError as error:
        _say(f"naviyam: {error}\n")
    except OSError as error:
        _say(f"naviyam: {error.strerror}: {error.filename}\n")
    return 0 if _is_done("serve") else 1


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """The system frees the lock when its owner dies, however it dies."""
    with (ROOT / ".venv.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("naviyam: waiting for another first start to finish installing\n")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _throw_away_broken() -> None:
    has_pip = PYTHON.exists() and _run(PYTHON, "-m", "pip", "--version").returncode == 0
    if VENV.exists() and (_unfinished().exists() or not has_pip):
        _say("naviyam: the last installation was cut short; starting afresh\n")
        shutil.rmtree(VENV)


def _make_environment() -> None:
    if VENV.exists():
        return
    _say("naviyam: first start, making .venv\n")
    made = _run(sys.executable, "-m", "venv", VENV)
    if made.returncode != 0:
        raise InstallError(_meaning(made.stdout))


def _install(part: str) -> None:
    wanted = (ROOT / "requirements" / f"{part}.txt").read_text(encoding="utf-8")
    packages = [line for line in wanted.splitlines() if line and not line.lstrip().startswith("#")]
    _unfinished().touch()
    torch = next((package for package in packages if package.startswith("torch==")), None)
    if torch is not None:
        _pip([*_CPU_TORCH, torch], f"{part}: torch", 1)
    failure = _pip(["-r", str(ROOT / "requirements" / f"{part}.txt")], part, len(packages))
    _unfinished().unlink()
    if failure is not None:
        raise InstallError(f"installing requirements/{part}.txt failed: {_meaning(failure)}")
    draft = VENV / f".installed-{part}"
    draft.write_text(wanted, encoding="utf-8")
    draft.replace(_mark(part))


def _pip(arguments: list[str], what: str, total: int) -> str | None:
    """Run pip with a line of progress; what it said if it failed."""
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off", *arguments]
    said = []
    done = 0
    _say(f"naviyam: installing {what} ({total} packages)\n")
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:  # noqa: S603
        for line in pip.stdout or ():
            said.append(line)
            if line.startswith(("Collecting ", "Requirement already satisfied: ")):
                done = min(done + 1, total)
                _show(f"  {done} of {total}: {line.split()[-1]}")
            elif line.startswith("Installing collected packages"):
                _show("  unpacking")
    _show("")
    return None if pip.returncode == 0 else "".join(said)


def _run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )


def _is_done(part: str) -> bool:
    try:
        return _mark(part).read_bytes() == (ROOT / "requirements" / f"{part}.txt").read_bytes()
    except FileNotFoundError:
        return False


def _mark(part: str) -> Path:
    return VENV / f"installed-{part}.txt"


def _unfinished() -> Path:
    return VENV / "installation-unfinished"


def _meaning(said: str) -> str:
    for sign, meaning in _MEANINGS.items():
        if sign in said:
            return meaning
    lines = [line.strip() for line in said.splitlines() if line.strip()] or ["pip said nothing"]
    return next((line for line in reversed(lines) if line.startswith("ERROR")), lines[-1])


def _show(text: str) -> None:
    """Rewrite the last line of a terminal; elsewhere the line before says enough."""
    if sys.stderr.isatty():
        _say(f"\r\x1b[K{text}")


def _say(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


if __name__ == "__main__":
    os.umask(0o022)  # as root, PostgreSQL's user must be able to read its own binaries
    sys.exit(main())
