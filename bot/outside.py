"""The systems outside that a conversation may ask, as far as the settings name them."""

from __future__ import annotations

from dataclasses import dataclass, field

from aiohttp import ClientSession

from adapters import foodcard, llm
from adapters.outside import OutsideClient, OutsideMetrics
from bot.config import Settings
from bot.embedding import Chosen, encoder_of
from bot.ground import Ground
from bot.reservations import tables
from core.encoder import Encoder
from core.nlu.second import NobodyElse, SecondReader
from core.orders.card_holding import CardHolding
from core.orders.holding import Holding, NoHolding
from core.reservations.booking import NoTables
from core.reservations.provider import Tables


@dataclass(frozen=True, slots=True)
class Outside:
    """Who is asked; by default nobody.

    `tables` takes reservations, `holding` keeps amounts for vouchers, `second` reads what our own understanding is not
    sure of, `encoder` runs a model that is no table here.
    """

    tables: Tables = field(default_factory=NoTables)
    holding: Holding = field(default_factory=NoHolding)
    second: SecondReader = field(default_factory=NobodyElse)
    encoder: Encoder | None = None


def outside_of(settings: Settings, ground: Ground, session: ClientSession, embedding: Chosen) -> Outside:
    """What the settings name."""
    counted = OutsideMetrics(ground.registry)
    return Outside(
        tables=tables(settings, session, counted),
        holding=_holding(settings, ground, session, counted),
        second=_second_reader(settings, session, counted),
        encoder=encoder_of(settings, embedding, session, counted),
    )


def _holding(settings: Settings, ground: Ground, session: ClientSession, counted: OutsideMetrics) -> Holding:
    """A card system that is asked over HTTP, else nobody."""
    if settings.foodcard_provider != "http" or not settings.foodcard_url:
        return NoHolding()
    system = foodcard.service(settings.foodcard_url, settings.foodcard_key.get_secret_value())
    client = foodcard.FoodcardClient(OutsideClient(session, system, counted))
    return CardHolding(ground.database, ground.cipher, client, ground.clock)


def _second_reader(settings: Settings, session: ClientSession, counted: OutsideMetrics) -> SecondReader:
    if not settings.llm_url:
        return NobodyElse()
    server = llm.service(settings.llm_url, settings.llm_key.get_secret_value())
    return llm.LlmReader(OutsideClient(session, server, counted), settings.llm_model)
