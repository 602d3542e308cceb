"""The conversation and everything it is built from, made once and handed over as constructor arguments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from redis.asyncio import Redis

from bot.config import ROOT
from bot.ground import Ground
from bot.outside import Outside
from bot.understanding import LEXICON, load_understanding
from core.actions.balance import BalanceCharge, BalanceCheck
from core.actions.book import Book, Unbook
from core.actions.budget_inquiry import BudgetInquiry
from core.actions.card_questions import CardQuestions
from core.actions.coupon_inquiry import CouponInquiry
from core.actions.emergency_food import EmergencyFood
from core.actions.enrol import AccountCode, EnrolHow, Link
from core.actions.food_request import FoodRequest
from core.actions.group_dining import GroupDining
from core.actions.helps import Helps
from core.actions.location_inquiry import LocationInquiry
from core.actions.menu_option import MenuOption
from core.actions.mine import Leave, MyData
from core.actions.news import News
from core.actions.plan import PlanMeals
from core.actions.redeem import CancelVoucher, Claim, ConfirmByPin, ShowVoucher, Use
from core.actions.refine import Refine
from core.actions.remember import Age, Consent
from core.actions.search import Search
from core.actions.takes_card import TakesCard
from core.actions.talk import Clarify, GeneralChat, Safety, Unknown
from core.actions.taste import Taste
from core.actions.time_inquiry import TimeInquiry
from core.actions.turn import Perform, Reply
from core.actions.visit import Rate, Report, Select
from core.compose import Composer
from core.conversation import Conversation
from core.dialogue.acts import Act, TalkAct
from core.foodcard.aid import Aid
from core.knowledge import Live
from core.meaning import Intent
from core.nlu import Understanding
from core.notifications.live import LiveNotices
from core.notifications.message import to_payload
from core.orders.till import Till
from core.people.enrolment import Enrolment
from core.people.newcomers import Newcomers
from core.people.notices import Notices
from core.people.people import People
from core.people.sessions import Sessions
from core.presses import Presses
from core.recommend.catalogue import Shop
from core.recommend.ranker import Ranker
from core.recommend.wishes import FoodGroups
from core.reservations.booking import Bookings
from core.telemetry import Telemetry
from core.witness import Witnesses
from db.crypto import Cipher
from db.outbox import Outbox
from db.pool import Database
from db.turns import TurnWriter

WORDS = ROOT / "templates" / "text"


@dataclass(frozen=True, slots=True)
class Parts:
    """What the doors need of the core."""

    conversation: Conversation
    writer: TurnWriter
    live: Live
    understanding: Understanding
    people: People
    till: Till
    live_notices: LiveNotices
    notices: Notices


async def assemble(ground: Ground, outside: Outside, *, embedding: Path, ranker: Ranker, samples: bool) -> Parts:
    """Read what the bot knows and build the conversation on it; `writer` has to be stopped.

    `embedding`: the folder of the one to search by, until the encoder has its model ready. `ranker`: what orders
    places. `samples`: this is the embedded mode, where people and money are made up.

    Raises:
        DatabaseUnavailableError: PostgreSQL does not answer.
    """
    database, redis, cipher, clock = ground.database, ground.redis, ground.cipher, ground.clock
    live = await Live.read(database, LEXICON, clock.now().date(), embedding, ranker, outside.encoder)
    understanding = load_understanding(live.current.gazetteer.names)
    people = People(database, clock, live.current.regions)
    sessions = Sessions(redis, database, cipher)
    writer = TurnWriter(database)
    till = _till(ground, outside, live, samples=samples)
    composer, foods = Composer(WORDS), FoodGroups.load(LEXICON / "food_groups.tsv")
    search = Search(live, foods)
    conversation = Conversation(
        people=people,
        sessions=sessions,
        presses=Presses(redis, cipher),
        understanding=understanding,
        second=outside.second,
        card_questions=CardQuestions(live),
        actions={
            **actions(
                search,
                foods,
                Helps(live.current.helps),
                people,
                witnesses(redis, cipher, composer),
                aid(database, cipher, composer),
                Bookings(database, outside.tables),
            ),
            **money_matters(till, people, search),
            **own_matters(database, sessions, foods, Enrolment(database, cipher, till.benefits)),
        },
        search=search,
        composer=composer,
        writer=writer,
        clock=clock,
        telemetry=Telemetry(ground.registry),
        capacity=ground.capacity,
    )
    notices = Notices(database, sessions, clock)
    return Parts(conversation, writer, live, understanding, people, till, LiveNotices(redis, cipher), notices)


def _till(ground: Ground, outside: Outside, live: Live, *, samples: bool) -> Till:
    def shop_of(shop_id: int) -> Shop | None:
        return live.current.catalogue.shop(shop_id)

    stores = ground.database, ground.redis, ground.cipher, ground.clock
    return Till.make(*stores, outside.holding, shop_of, samples=samples)


def aid(database: Database, cipher: Cipher, composer: Composer) -> Aid:
    """Emergency aid with the words of its notice."""
    notice = composer.notice("friendly", "aid_notice", {}, (Reply("my_coupons"),))
    return Aid(database, cipher, Outbox(database, cipher), to_payload(notice))


def witnesses(redis: Redis, cipher: Cipher, composer: Composer) -> Witnesses:
    """Those who report a shop, with the words for one whose card was refused."""
    return Witnesses(redis, cipher, " ".join(composer.line("friendly", "card_doubted")))


def actions(
    search: Search, foods: FoodGroups, helps: Helps, people: People, witnesses: Witnesses, aid: Aid, bookings: Bookings
) -> Mapping[Act, Perform]:
    """What answers each act."""
    return {
        Intent.FOOD_REQUEST: FoodRequest(search),
        Intent.BUDGET_INQUIRY: BudgetInquiry(search),
        Intent.LOCATION_INQUIRY: LocationInquiry(search),
        Intent.TIME_INQUIRY: TimeInquiry(search),
        Intent.MENU_OPTION: MenuOption(search, foods),
        Intent.GROUP_DINING: GroupDining(search, bookings),
        TalkAct.BOOK: Book(search, bookings),
        TalkAct.UNBOOK: Unbook(search, bookings),
        Intent.BALANCE_CHECK: BalanceCheck(people),
        Intent.BALANCE_CHARGE: BalanceCharge(),
        Intent.EMERGENCY_FOOD: EmergencyFood(search, helps, aid, people),
        TalkAct.PLAN: PlanMeals(search),
        Intent.GENERAL_CHAT: GeneralChat(),
        Intent.UNKNOWN: Unknown(),
        TalkAct.SAFETY: Safety(helps),
        TalkAct.TAKES_CARD: TakesCard(search),
        TalkAct.REFINE: Refine(search),
        TalkAct.REPORT: Report(search, people, witnesses),
        TalkAct.SELECT: Select(search),
        TalkAct.RATE: Rate(),
        TalkAct.AGE: Age(),
        TalkAct.CLARIFY: Clarify(),
    }


def money_matters(till: Till, people: People, search: Search) -> Mapping[Act, Perform]:
    """What answers acts about coupons and vouchers."""
    return {
        Intent.COUPON_INQUIRY: CouponInquiry(search, till.claims, people),
        TalkAct.CONSENT: Consent(Newcomers(till.lane, till.benefits)),  # who agrees is welcomed
        TalkAct.CLAIM: Claim(till),
        TalkAct.USE: Use(till, search),
        TalkAct.VOUCHER: ShowVoucher(till),
        TalkAct.CANCEL: CancelVoucher(till),
        TalkAct.PIN: ConfirmByPin(till),
    }


def own_matters(
    database: Database, sessions: Sessions, foods: FoodGroups, enrolment: Enrolment
) -> Mapping[Act, Perform]:
    """What answers acts about a person's own card, accounts and data."""
    return {
        TalkAct.LINK: Link(enrolment),
        TalkAct.ENROL_HOW: EnrolHow(),
        TalkAct.ACCOUNT_CODE: AccountCode(enrolment),
        TalkAct.MY_DATA: MyData(database),
        TalkAct.LEAVE: Leave(database, sessions),
        TalkAct.NEWS: News(database),
        TalkAct.TASTE: Taste(database, foods),
    }
