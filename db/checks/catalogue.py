"""Rules of the catalogue: shops, menus, reviews, regions and what their cards pay."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from db.checks.check import Check

ALLERGENS = (
    "계란", "우유", "메밀", "땅콩", "대두", "밀", "고등어", "게", "새우", "돼지고기", "복숭아", "토마토", "아황산",
    "호두", "닭고기", "쇠고기", "오징어", "조개", "잣",
)  # fmt: skip
"""The 19 that Korean law has declared on every dish."""

DIETS = ("채식", "비건", "할랄", "글루텐프리")

_Time = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")]
_Won = Annotated[int, Field(ge=0, le=10_000_000)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Closed(_Shape):
    closed: Literal[True]


class _Opening(_Shape):
    open: _Time
    close: _Time
    break_start: _Time | None = None
    break_end: _Time | None = None
    last_order: _Time | None = None
    closed: Literal[False] = False


class _Hours(_Shape):
    monday: _Closed | _Opening
    tuesday: _Closed | _Opening
    wednesday: _Closed | _Opening
    thursday: _Closed | _Opening
    friday: _Closed | _Opening
    saturday: _Closed | _Opening
    sunday: _Closed | _Opening
    holiday: _Closed | _Opening | None = None


class _Option(_Shape):
    name: Annotated[str, Field(min_length=1)]
    price: _Won


_HOURS: TypeAdapter[Any] = TypeAdapter(_Hours)
_OPTIONS: TypeAdapter[Any] = TypeAdapter(dict[Literal["size", "spicy", "extras"], list[_Option]])


def does_not_fit(shape: TypeAdapter[Any], value: object) -> bool:
    """Whether a JSON value is not of that shape."""
    try:
        shape.validate_python(value)
    except ValidationError:
        return True
    return False


def _quoted(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


CATALOGUE = (
    Check(
        "menus_without_shop",
        "Every menu belongs to a shop.",
        """
        SELECT m.id FROM chatbot.menus m LEFT JOIN chatbot.shops s ON s.id = m.shop_id WHERE s.id IS NULL
        """,
    ),
    Check(
        "shops_without_name_or_address",
        "Every shop has a name and an address that say something.",
        "SELECT id FROM chatbot.shops WHERE normalised_name = '' OR normalised_address = ''",
    ),
    Check(
        "shops_twice",
        "No shop stands twice under two addresses: the same name with the same road address or the same phone.",
        """
        SELECT b.id FROM chatbot.shops a JOIN chatbot.shops b ON b.normalised_name = a.normalised_name AND b.id > a.id
        WHERE regexp_replace(b.road_address_name, '\\s', '', 'g') = regexp_replace(a.road_address_name, '\\s', '', 'g')
           OR regexp_replace(b.phone, '\\D', '', 'g') = regexp_replace(a.phone, '\\D', '', 'g')
        """,
    ),
    Check(
        "shops_outside_korea",
        "Every point lies in Korea (33 to 39 degrees north, 124 to 132 east).",
        """
        SELECT id FROM chatbot.shops
        WHERE latitude NOT BETWEEN 33 AND 39 OR longitude NOT BETWEEN 124 AND 132
        """,
    ),
    Check(
        "shops_from_the_future",
        "No shop was fetched in the future.",
        "SELECT id FROM chatbot.shops WHERE fetched_at > now() + INTERVAL '1 day'",
    ),
    Check(
        "hours_of_no_known_shape",
        "Opening hours tell every weekday as HH:MM or closed; unknown hours are NULL.",
        "SELECT id, business_hours AS value FROM chatbot.shops WHERE business_hours IS NOT NULL",
        lambda value: does_not_fit(_HOURS, value),
    ),
    Check(
        "doubted_shops_still_taken",
        "A shop whose card was refused by two independent people is no longer said to take it (Y).",
        """
        SELECT s.id FROM chatbot.shops s JOIN chatbot.shop_reports r ON r.shop_id = s.id
        WHERE r.kind = 'card_refused' AND r.state = 'open' AND s.is_food_card_shop = 'Y'
        GROUP BY s.id HAVING count(*) >= 2
        """,
    ),
    Check(
        "menus_without_name",
        "Every menu has a name that says something.",
        "SELECT id FROM chatbot.menus WHERE btrim(menu_name) = ''",
    ),
    Check(
        "menus_twice",
        "No menu of a shop stands twice under names that differ in spacing only.",
        """
        SELECT max(id) AS id FROM chatbot.menus
        GROUP BY shop_id, lower(regexp_replace(menu_name, '\\s', '', 'g')) HAVING count(*) > 1
        """,
    ),
    Check(
        "menus_of_absurd_price",
        "No menu costs more than a million won.",
        "SELECT id FROM chatbot.menus WHERE price > 1000000",
    ),
    Check(
        "prices_from_the_future",
        "No price is as of a day to come.",
        "SELECT id FROM chatbot.menus WHERE price_as_of > (now() AT TIME ZONE 'Asia/Seoul')::date + 1",
    ),
    Check(
        "options_of_no_known_shape",
        "Menu options are lists of {name, price} under size, spicy and extras.",
        "SELECT id, options AS value FROM chatbot.menus WHERE options IS NOT NULL",
        lambda value: does_not_fit(_OPTIONS, value),
    ),
    Check(
        "allergens_unknown",
        "Every allergen is one of the 19 that must be declared.",
        f"SELECT id FROM chatbot.menus WHERE NOT allergens <@ ARRAY[{_quoted(ALLERGENS)}]",
    ),
    Check(
        "diets_unknown",
        f"Every dietary tag is one of {', '.join(DIETS)}.",
        f"SELECT id FROM chatbot.menus WHERE NOT dietary_tags <@ ARRAY[{_quoted(DIETS)}]",
    ),
    Check(
        "reviews_from_the_future",
        "A review is of a month, its first day, that has begun.",
        """
        SELECT id FROM chatbot.reviews
        WHERE extract(day FROM visited_month) <> 1 OR visited_month > (now() AT TIME ZONE 'Asia/Seoul')::date
        """,
    ),
    Check(
        "regions_without_rule",
        "Every region that has a linked card has a rule of what the card pays today.",
        """
        SELECT DISTINCT f.region_id AS id FROM chatbot.foodcard_users f
        WHERE NOT EXISTS (
            SELECT FROM chatbot.region_card_rules r
            WHERE r.region_id = f.region_id AND r.valid_from <= (now() AT TIME ZONE 'Asia/Seoul')::date)
        """,
    ),
    Check(
        "imports_without_end",
        "No import has been running for more than an hour.",
        "SELECT id FROM chatbot.import_batches WHERE state = 'running' AND started_at < now() - INTERVAL '1 hour'",
    ),
)
