"""The forms of the files under `data/sample/`: what a place, a coupon and the member must be like."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from bot.sample.hours import BusinessHours, business_hours

Won = Annotated[int, Field(ge=0, le=10_000_000)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Category = Literal[
    "한식", "중식", "일식", "양식", "치킨", "피자", "패스트푸드", "분식", "카페/디저트",
    "도시락/죽", "프랜차이즈", "기타음식", "편의점",
]  # fmt: skip
Goods = Literal[
    "삼각김밥", "김밥", "도시락", "샌드위치", "라면", "우유", "두유", "요거트", "주스", "물", "과일", "빵", "계란",
    "닭가슴살", "즉석밥", "어묵", "탄산음료", "에너지음료", "커피", "과자", "사탕", "아이스크림", "생활용품",
]  # fmt: skip
Allergen = Literal[
    "계란", "우유", "메밀", "땅콩", "대두", "밀", "고등어", "게", "새우", "돼지고기", "복숭아", "토마토", "아황산",
    "호두", "닭고기", "쇠고기", "오징어", "조개", "잣",
]  # fmt: skip
Month = Annotated[date, BeforeValidator(lambda text: f"{text}-01")]
Hours = Annotated[BusinessHours, BeforeValidator(business_hours)]


class Row(BaseModel):
    """A row of a data file: no field too many, none too few."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Option(Row):
    """One choice of a menu; `price` is the difference in won."""

    name: Name
    price: Won


class Menu(Row):
    """One menu or article; `allergens` left out is unknown."""

    name: Name
    price: Won
    kind: Literal["메인메뉴", "세트메뉴", "사이드메뉴", "음료", "디저트", "기타"]
    popular: bool = False
    allergens: tuple[Allergen, ...] | None = None
    dietary: tuple[Literal["채식", "비건", "할랄", "글루텐프리"], ...] = ()
    goods: Goods | None = None
    options: dict[Literal["size", "spicy", "extras"], tuple[Option, ...]] | None = None


class Review(Row):
    """What somebody might have said of a visit."""

    rating: Annotated[int, Field(ge=1, le=5)]
    text: Annotated[str, Field(min_length=1, max_length=200)]
    month: Month


class Shop(Row):
    """One shop of a place."""

    name: Name
    category: Category
    address: str
    road_address: str
    latitude: float = Field(ge=33, le=39)
    longitude: float = Field(ge=124, le=132)
    phone: str | None = Field(pattern=r"^0\d{1,2}-000-\d{4}$")
    card: Literal["Y", "N", "P", "U"]
    card_note: str | None
    good_influence: bool
    partner: bool
    kiosk: bool
    seats: Annotated[int, Field(ge=0)] | None
    rooms: Annotated[int, Field(ge=0)]
    max_group: Annotated[int, Field(ge=1)]
    reservable: bool
    baby_chair: bool
    parking: bool
    hours: Hours | None
    popularity: Annotated[float, Field(ge=0, le=1)]
    owner_message: str | None
    menus: Annotated[tuple[Menu, ...], Field(min_length=1)]
    reviews: tuple[Review, ...]

    @model_validator(mode="after")
    def _note_belongs_to_partly(self) -> Self:
        if (self.card == "P") != (self.card_note is not None):
            raise ValueError("card_note says how a card is taken partly (P), and nothing else")
        return self

    @model_validator(mode="after")
    def _menus_are_distinct(self) -> Self:
        if len({menu.name for menu in self.menus}) < len(self.menus):
            raise ValueError("two menus have one name")
        return self


class Place(Row):
    """One place with the shops around it."""

    place: str
    region: str
    latitude: float
    longitude: float
    shops: tuple[Shop, ...]


class Coupon(Row):
    """A sample coupon, valid for `valid_days` from the day it is loaded: exactly one of an amount off (won), a
    percentage, an item for free, and two for one.
    """

    id: str = Field(pattern=r"^SAMPLE_[A-Z_]+$")
    name: str = Field(pattern=r"^예시 ")
    description: Name
    amount: Won | None = None
    percent: Annotated[int, Field(ge=1, le=100)] | None = None
    free_item: str | None = None
    two_for_one: bool = False
    most: Won | None = None
    stackable: bool = False
    given_for: Literal["welcome", "first_order", "loyalty"] | None = None
    minimum: Won
    scope: Literal["ALL", "SHOP", "CATEGORY", "FOODCARD", "NEW_USER", "LOYALTY"]
    categories: tuple[Category, ...] = ()
    shops: tuple[str, ...] = ()
    valid_days: Annotated[int, Field(ge=1)]
    priority: Annotated[float, Field(ge=0, le=1)]

    @property
    def kind(self) -> str:
        """The `coupon_type`."""
        kinds = {"PERCENTAGE": self.percent, "FREEBIE": self.free_item, "BOGO": self.two_for_one}
        return next((kind for kind, given in kinds.items() if given), "FIXED_AMOUNT")

    @model_validator(mode="after")
    def _takes_off_one_thing(self) -> Self:
        given = (self.amount, self.percent, self.free_item, self.two_for_one or None)
        if sum(one is not None for one in given) != 1:
            raise ValueError("exactly one of amount, percent, free_item, two_for_one")
        return self

    @model_validator(mode="after")
    def _scope_has_its_list(self) -> Self:
        if (self.scope == "CATEGORY") != bool(self.categories) or (self.scope == "SHOP") != bool(self.shops):
            raise ValueError("categories belong to scope CATEGORY, shops to scope SHOP")
        return self


class MemberCard(Row):
    """The member's meal card; balance in won."""

    region: str
    balance: Won
    charge_day: Annotated[int, Field(ge=1, le=31)]
    age_group: Literal["초등학생", "중학생", "고등학생", "대학생", "청년", "기타"]


class DemoCard(Row):
    """A card that the card system's stand-in knows; won."""

    ref: str = Field(pattern=r"^DEMO-\d+$")
    balance: Won
    charge_day: Annotated[int, Field(ge=1, le=31)]
    charge_amount: Won


class MemberCoupon(Row):
    """A coupon in the member's wallet that lives `days` days."""

    id: str
    days: Annotated[int, Field(ge=1)]


class Member(Row):
    """Who the web chat's member is."""

    birth_year: int
    card: MemberCard
    coupons: tuple[MemberCoupon, ...]
