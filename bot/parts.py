"""The conversation and everything it is built from, made once and handed over as constructor arguments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from prometheus_client import CollectorRegistry
from redis.asyncio import Redis

from bot.config import ROOT
from core.actions.balance import BalanceCharge, BalanceCheck
from core.actions.budget_inquiry import BudgetInquiry
from core.actions.coupon_inquiry import CouponInquiry
from core.actions.emergency_food import EmergencyFood
from core.actions.food_request import FoodRequest
from core.actions.group_dining import GroupDining
from core.actions.helps import Helps
from core.actions.location_inquiry import LocationInquiry
from core.actions.menu_option import MenuOption
from core.actions.refine import Refine
from core.actions.remember import Age, Consent
from core.actions.search import Search
from core.actions.talk import Clarify, GeneralChat, Safety, Unknown
from core.actions.time_inquiry import TimeInquiry
from core.actions.turn import Act
from core.actions.visit import Rate, Report, Select
from core.clock import Clock
from core.compose import Composer
from core.conversation import Conversation
from core.dialogue.decide import Act as ActName
from core.knowledge import Knowledge
from core.nlu import Lexicon, Understanding
from core.nlu.classifier import IntentClassifier
from core.people.people import People
from core.people.sessions import Sessions
from core.recommend.wishes import FoodGroups
from core.telemetry import Telemetry
from db.crypto import Cipher
from db.pool import Database
from db.turns import TurnWriter

LEXICON = ROOT / "data" / "lexicon"
MODELS = ROOT / "models"
WORDS = ROOT / "templates" / "text"


@dataclass(frozen=True, slots=True)
class Parts:
    """What the doors need of the core."""

    conversation: Conversation
    writer: TurnWriter
    knowledge: Knowledge


async def assemble(
    database: Database, redis: Redis, cipher: Cipher, clock: Clock, registry: CollectorRegistry
) -> Parts:
    """Read what the bot knows and build the conversation on it; `writer` has still to be started.

    Raises:
        DatabaseUnavailableError: PostgreSQL does not answer.
    """
    knowledge = await Knowledge.read(database, LEXICON, clock.now().date())
    foods = FoodGroups.load(LEXICON / "food_groups.tsv")
    search = Search(knowledge.catalogue, knowledge.gazetteer, foods)
    people = People(database, clock, knowledge.regions)
    writer = TurnWriter(database)
    conversation = Conversation(
        people=people,
        sessions=Sessions(redis, database, cipher),
        understanding=understanding(knowledge.gazetteer.names),
        actions=actions(search, foods, Helps(knowledge.helps), people),
        search=search,
        composer=Composer(WORDS),
        writer=writer,
        clock=clock,
        telemetry=Telemetry(registry),
    )
    return Parts(conversation, writer, knowledge)


def understanding(place_names: frozenset[str]) -> Understanding:
    """The understanding with the shipped lexicons and weights."""
    return Understanding(IntentClassifier.load(MODELS / "nlu"), Lexicon.load(LEXICON), place_names)


def actions(search: Search, foods: FoodGroups, helps: Helps, people: People) -> Mapping[ActName, Act]:
    """What answers each act."""
    return {
        ActName.FOOD_REQUEST: FoodRequest(search),
        ActName.BUDGET_INQUIRY: BudgetInquiry(search),
        ActName.LOCATION_INQUIRY: LocationInquiry(search),
        ActName.TIME_INQUIRY: TimeInquiry(search),
        ActName.MENU_OPTION: MenuOption(search, foods),
        ActName.COUPON_INQUIRY: CouponInquiry(search),
        ActName.GROUP_DINING: GroupDining(search),
        ActName.BALANCE_CHECK: BalanceCheck(),
        ActName.BALANCE_CHARGE: BalanceCharge(),
        ActName.EMERGENCY_FOOD: EmergencyFood(search, helps),
        ActName.GENERAL_CHAT: GeneralChat(),
        ActName.UNKNOWN: Unknown(),
        ActName.SAFETY: Safety(helps),
        ActName.REFINE: Refine(search),
        ActName.REPORT: Report(search),
        ActName.SELECT: Select(search),
        ActName.RATE: Rate(),
        ActName.AGE: Age(),
        ActName.CONSENT: Consent(people),
        ActName.CLARIFY: Clarify(),
    }
