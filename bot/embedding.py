"""Which embedding serves: the shipped one, or the one that EMBEDDING_MODEL names, exported by `train embedding`."""

from __future__ import annotations

import re
from pathlib import Path

from bot.config import ConfigurationError, Settings
from core.recommend.embed import ARRAYS, SHIPPED

_NO_NAME = re.compile(r"[^\w.-]+")


def folder_of(settings: Settings) -> Path:
    """The folder of arrays that the settings ask for; another model's is in the data dir."""
    if not settings.embedding_model:
        return SHIPPED
    return settings.data_dir / "embeddings" / _NO_NAME.sub("--", settings.embedding_model)


def exported(settings: Settings) -> Path:
    """The same, once it is there.

    Raises:
        ConfigurationError: it was not exported yet.
    """
    folder = folder_of(settings)
    if not (folder / ARRAYS).exists():
        raise ConfigurationError(
            f"NAVIYAM_EMBEDDING_MODEL is {settings.embedding_model!r}, which is not exported yet: "
            "run `./naviyam train embedding` once"
        )
    return folder
