"""What a message means: the one type that understanding returns and deciding reads. Pure values."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import StrEnum


class Intent(StrEnum):
    """The one thing the person wants answered (`spec/domain.md` 2)."""

    FOOD_REQUEST = "FOOD_REQUEST"
    BUDGET_INQUIRY = "BUDGET_INQUIRY"
    LOCATION_INQUIRY = "LOCATION_INQUIRY"
    TIME_INQUIRY = "TIME_INQUIRY"
    MENU_OPTION = "MENU_OPTION"
    COUPON_INQUIRY = "COUPON_INQUIRY"
    GROUP_DINING = "GROUP_DINING"
    BALANCE_CHECK = "BALANCE_CHECK"
    BALANCE_CHARGE = "BALANCE_CHARGE"
    EMERGENCY_FOOD = "EMERGENCY_FOOD"
    GENERAL_CHAT = "GENERAL_CHAT"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Entities:
    """Slots as `annotation.md` defines them; None or empty means not stated. Money in won."""

    food_type: tuple[str, ...] = ()
    budget: int | None = None
    budget_per_person: int | None = None
    people: int | None = None
    companions: tuple[str, ...] = ()
    location: str | None = None
    near_me: bool = False
    time_preference: str | None = None
    menu_options: tuple[str, ...] = ()
    taste: tuple[str, ...] = ()
    dietary: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    shop: str | None = None
    coupon: str | None = None
    urgency: bool = False

    def to_dict(self) -> dict[str, object]:
        """The stated slots only, in the evaluation files' form (lists; one companion as a string)."""
        stated: dict[str, object] = {}
        for slot in fields(self):
            value = getattr(self, slot.name)
            if value is None or value is False or value == ():
                continue
            if slot.name == "companions" and len(value) == 1:
                stated[slot.name] = value[0]
            else:
                stated[slot.name] = list(value) if isinstance(value, tuple) else value
        return stated


NOTHING_STATED = Entities()
CHAT = frozenset({Intent.GENERAL_CHAT, Intent.UNKNOWN})
"""What asks for nothing that the bot looks for."""
BALANCE = frozenset({Intent.BALANCE_CHECK, Intent.BALANCE_CHARGE})
"""What asks of the money on the card."""
NO_ENTITIES = CHAT | BALANCE
"""What states no entities (`annotation.md`)."""


class Wish(StrEnum):
    """Something said about what was shown, or about the talk itself, rather than a new request."""

    CHEAPER = "cheaper"  # 더 싼 데
    NEARER = "nearer"  # 너무 멀어
    BEST_RATED = "best_rated"  # 별점 높은 순으로
    WAY = "way"  # 가는 길, 얼마나 걸려?, 전화번호
    DIFFERENT = "different"  # 다른 데는?, 아까랑 똑같잖아
    ANY = "any"  # 아무거나, 니가 골라
    CHOOSE = "choose"  # 거기로 할래, 첫번째꺼로 할게
    RESTART = "restart"  # 처음부터 다시
    CLOSED = "closed"  # 문 닫았는데
    CARD_REFUSED = "card_refused"  # 카드 안된대
    PRICE_ROSE = "price_rose"  # 가격 올랐어
    DISCREET = "discreet"  # 티 안 나는 데
    TAKES_CARD = "takes_card"  # 여기 카드 돼?
    CARD_PLACES = "card_places"  # 카드 되는 데만 알려줘
    WHO_SEES = "who_sees"  # 엄마한테 말하지 마, 내 얘기 누가 봐?
    JOKING = "joking"  # 장난이야ㅋㅋ
    PARTING = "parting"  # 잘 있어, 안녕히 계세요
    HELP = "help"  # 뭐 할 수 있어?
    PLAN = "plan"  # 다음 충전까지 어떻게 버텨?
    MY_DATA = "my_data"  # 내 정보 보여줘
    LEAVE = "leave"  # 탈퇴, 동의 취소
    ACCOUNT_CODE = "account_code"  # 라인에서도 쓰고 싶어
    AID = "aid"  # 긴급 쿠폰 줘, 긴급지원 돼?
    CLAIM = "claim"  # 받을게, 두 번째 거 받을래, after coupons that can be had
    COUPON_HOW = "coupon_how"  # 쿠폰 어떻게 써?
    VOUCHER = "voucher"  # 교환권 다시 보여줘
    CANCEL_VOUCHER = "cancel_voucher"  # 교환권 취소할래, 쿠폰 안 쓸래
    UNBOOK = "unbook"  # 예약 취소해줘
    ENROL_HOW = "enrol_how"  # 카드 어떻게 연결해?
    NEWS = "news"  # 소식 받을래
    NO_NEWS = "no_news"  # 광고 그만
    NIGHT_NEWS = "night_news"  # 밤에도 소식 보내도 돼
    NO_NIGHT_NEWS = "no_night_news"  # 밤에는 보내지 마


@dataclass(frozen=True, slots=True)
class Meaning:
    """One message, understood. Only what the text states; the dialogue decides what it changes.

    `likely` are the intents that come next to mind, the likeliest first, to ask by where `confidence` is low.
    `reference` is a position in the list shown (1-based) or "last" (거기, 그 집, 그거). `affirms` is True for
    yes, False for no, None otherwise. `more_budget` is money added to what was said before ("2천원 더 있네"),
    `more_people` people added ("한 명 더"; negative where some do not come). `adds_food` is true where dishes join the
    running ones ("우유도 같이"). `doubtful_amount` is an amount that cannot be meant (negative, absurd, contradictory).
    `day` is the day a time belongs to ("내일", "토요일"; "내일 저녁" keeps 저녁 as its time_preference), None for
    today. `birth_year` is set where a bare year or age answers the question for it. `language` is an ISO 639-1 code.
    `told_balance` is what they say is left on their card (won). `plan_place` is where the meals of a plan are to be,
    which a message about the card's money states as no slot.
    `safety` is one of self_harm, abuse, bullying, sexual_harm, missing; `crisis` says it is immediate.
    """

    text: str
    intent: Intent
    confidence: float
    entities: Entities = field(default_factory=Entities)
    reference: int | str | None = None
    wish: Wish | None = None
    affirms: bool | None = None
    more_budget: int | None = None
    more_people: int | None = None
    adds_food: bool = False
    doubtful_amount: str | None = None
    birth_year: int | None = None
    day: str | None = None
    convenience_store: bool = False
    told_balance: int | None = None
    plan_place: str | None = None
    safety: str | None = None
    crisis: bool = False
    insult: bool = False
    language: str = "ko"
    likely: tuple[Intent, ...] = ()
