"""What ranks in this installation: the wide part, and the deep part in shadow until a release let it in.

A release is one file in the data dir that names the weights. `./naviyam recommender-eval --logged --release` writes it
when the gate passes; who removes it goes back to the wide part at the next start. New weights need a new release.
"""

from __future__ import annotations

from pathlib import Path

import structlog

from core.recommend.deep import SHIPPED, Deep
from core.recommend.ranker import WIDE_ALONE, Ranker

_log = structlog.get_logger()


def ranker_of(data_dir: Path, weights: Path = SHIPPED) -> Ranker:
    """The ranker; without usable weights the wide part alone, so that nothing keeps the bot from starting."""
    try:
        deep = Deep.load(weights)
    except (OSError, ValueError, KeyError) as error:
        _log.error("deep_part_not_loaded", error=str(error))
        return WIDE_ALONE
    return Ranker(deep=deep, is_released=released(data_dir) == deep.id)


def released(data_dir: Path) -> str | None:
    """The id of the weights that were let in, None where none were."""
    path = _file(data_dir)
    return path.read_text(encoding="utf-8").strip() if path.exists() else None


def release(data_dir: Path, weights_id: str) -> Path:
    """Let the weights in from the next start on; returns the file that says so."""
    path = _file(data_dir)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(weights_id + "\n", encoding="utf-8")
    return path


def _file(data_dir: Path) -> Path:
    return data_dir / "ranking" / "released"
