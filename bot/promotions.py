"""Promotions, wired: who speaks in them, and by which words they are kept back."""

from __future__ import annotations

from bot.config import Settings
from bot.embedded.reached import address_of
from bot.parts import WORDS
from bot.understanding import LEXICON
from core.campaigns.campaigns import Campaigns
from core.campaigns.messages import Voice
from core.compose import Composer
from core.notifications.gate import Gate
from core.notifications.stigma import teller
from db.pool import Database

SENDER, REFUSE = "나비얌", "그만"
"""Who an advertisement is from, and what ends them: both stand in every one (정보통신망법 50조 4항)."""


def gate() -> Gate:
    """The one gate that every message passes."""
    return Gate(teller(LEXICON / "stigma.yaml"), sender=SENDER, refuse=REFUSE)


def voice(settings: Settings) -> Voice:
    """Who speaks in campaigns, and where their links lead."""
    return Voice(Composer(WORDS), SENDER, REFUSE, address_of(settings))


def campaigns(settings: Settings, database: Database) -> Campaigns:
    """What operators do with campaigns."""
    telling, promotional = teller(LEXICON / "stigma.yaml"), teller(LEXICON / "promotion.yaml")
    return Campaigns(database, voice(settings), telling, promotional, settings.business_clock().now)
