"""The import contracts hold, and would be broken by what they forbid."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from bot.config import ROOT

_ROOMS = ("adapters", "bot", "core", "db", "scheduler")

VIOLATIONS = {
    "db/pool.py": ("import core.messages", "db knows nothing of ours"),
    "core/messages.py": ("import aiohttp", "core knows no platform and no web framework"),
    "core/dialogue/state.py": ("import db.pool", "understanding, deciding, scoring and composing are pure"),
    "core/conversation.py": ("import torch", "nothing that serves imports what trains"),
    "adapters/kakao/render.py": ("import adapters.line.limits", "a platform knows no other platform"),
    "adapters/line/payload.py": ("import db.people", "adapters meet the bot at messages, channel and the inbox only"),
    "scheduler/clock.py": ("import bot.config", "the scheduler is wired by the program"),
    "bot/api/chat.py": ("import bot.embedded.servers", "the doors of the API stand on core and db"),
    "bot/standins/line.py": ("import core.messages", "stand-ins know nothing of ours"),
}


def test_every_contract_would_notice(tmp_path: Path) -> None:
    for room in _ROOMS:
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name, (line, _) in VIOLATIONS.items():
        path = tmp_path / name
        path.write_text(f"{path.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    report = _lint(tmp_path)
    for _, contract in VIOLATIONS.values():
        assert contract in report
    broken = [line for line in report.splitlines() if " BROKEN" in line]
    assert len(broken) == len(VIOLATIONS), report


def _lint(folder: Path) -> str:
    finished = subprocess.run(  # noqa: S603 - our own tool
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 1, finished.stderr
    return finished.stdout
