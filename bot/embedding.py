"""Which embedding serves: the shipped table, another exported by `train embedding`, or a model that an encoder runs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import structlog
from aiohttp import ClientSession

from adapters import encoder
from adapters.outside import OutsideClient, OutsideMetrics
from bot.config import Settings
from core.encoder import Encoder
from core.recommend.embed import ARRAYS, SHIPPED, Embedding

_NO_NAME = re.compile(r"[^\w.-]+")

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Chosen:
    """`folder` holds the table to start with. `needs_encoder`: the setting names a model that is no table here."""

    folder: Path
    needs_encoder: bool = False


def folder_of(settings: Settings) -> Path:
    """The folder of arrays that the settings ask for; another model's is in the data dir."""
    if not settings.embedding_model:
        return SHIPPED
    return settings.data_dir / "embeddings" / _NO_NAME.sub("--", settings.embedding_model)


def chosen(settings: Settings) -> Chosen:
    """What there is of it. A folder that cannot be read is told and never stops a start: the shipped table serves."""
    folder = folder_of(settings)
    if folder == SHIPPED:
        return Chosen(SHIPPED)
    if not (folder / ARRAYS).exists():
        return Chosen(SHIPPED, needs_encoder=True)
    try:
        Embedding.load(folder)
    except (OSError, ValueError, KeyError) as error:
        _log.warning("embedding_unreadable", folder=str(folder), error=str(error), mend="./naviyam train embedding")
        return Chosen(SHIPPED)
    return Chosen(folder)


def encoder_of(
    settings: Settings, embedding: Chosen, session: ClientSession, counted: OutsideMetrics
) -> Encoder | None:
    """Who is asked for vectors, where the settings name a model that is no table and somebody runs it."""
    if not embedding.needs_encoder:
        return None
    if not settings.encoder_url:
        _log.warning("nobody_runs_the_model", model=settings.embedding_model, mend="./naviyam encoder, ENCODER_URL")
        return None
    return encoder.EncoderClient(OutsideClient(session, encoder.service(settings.encoder_url), counted))
