"""What is wrong with an answer, judged by the rows of the database and the text of the cards alone."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.messages import Answer, Card
from tests.validity.hours import is_open
from tests.validity.world import World, year_of_stale

_FAMILIES = {
    "견과류": ("땅콩", "호두", "잣"),
    "갑각류": ("새우", "게"),
    "우유": ("우유",),
    "계란": ("계란",),
    "밀": ("밀",),
    "대두": ("대두",),
    "땅콩": ("땅콩",),
}
_MEAT = {"돼지고기", "쇠고기", "닭고기", "고등어", "게", "새우", "오징어", "조개"}
_WON = re.compile(r"(\d{1,3}(?:,\d{3})*)원")
_REACH = re.compile(r"(\d)km 안")


@dataclass(frozen=True)
class Asked:
    """What somebody asked for, in the plainest terms. `allergies` as words, `diets` as tags, money in won."""

    at: datetime
    latitude: float
    longitude: float
    budget: int | None = None
    people: int = 1
    pays_by_card: bool = False
    allergies: tuple[str, ...] = ()
    diets: tuple[str, ...] = ()
    coupons: tuple[str, ...] = ()
    wish: str | None = None
    samples: bool = True


@dataclass
class Oracle:
    """Checks answers against a world."""

    world: World
    _strict: dict[str, int] = field(default_factory=dict)

    def faults(self, asked: Asked, answer: Answer) -> list[str]:
        """Every way in which the answer misleads; empty where it is valid."""
        words = " ".join(answer.lines)
        found = [f"{card.title}: {fault}" for card in answer.cards for fault in self._of_card(asked, card, words)]
        if len({card.shop_id for card in answer.cards}) != len(answer.cards):
            found.append("a shop is shown twice")
        gave_up = not answer.cards or _REACH.search(words) or "없" in words or "못 찾았" in words
        if gave_up and asked.wish is None and (missed := self._fully_right(asked)):
            found.append(f"gave something up although {missed} is as asked")
        return found

    def _of_card(self, asked: Asked, card: Card, words: str) -> Iterator[str]:
        shop = self.world.shops[card.shop_id or 0]
        text = "\n".join((card.subtitle, card.price, *card.badges, *card.lines))
        if not shop["is_listed"]:
            yield "left the catalogue"
        if shop["data_source"] == "sample" and not (asked.samples and "예시 데이터" in text):
            yield "a made-up shop is not marked as one"
        yield from self._reach(asked, shop, card, words)
        yield from _hours(asked, shop, text, words)
        yield from _card(asked, shop, text)
        yield from self._money(asked, shop, card, words)
        yield from self._food(asked, shop, card)

    def _reach(self, asked: Asked, shop: dict[str, Any], card: Card, words: str) -> Iterator[str]:
        metres = _metres(asked, shop)
        told = _REACH.search(words)
        if metres is None or metres > (int(told[1]) * 1000 if told else 1000) + 1:
            yield f"is {metres} m off, which nobody said"
        walk = re.search(r"걸어서 (\d+)분", card.subtitle)
        if (shop["geo_precision"] == "address") != bool(walk):
            yield "walking minutes where there is no address, or none where there is one"
        if walk and metres is not None and abs(int(walk[1]) - max(1, metres * 1.3 / 67)) > 1:
            yield "the walk is longer or shorter than told"

    def _money(self, asked: Asked, shop: dict[str, Any], card: Card, words: str) -> Iterator[str]:
        menu = self._menu_of(shop, card.price)
        if menu is None:
            yield f"does not sell {card.price!r} at that price"
            return
        won = [int(amount.replace(",", "")) for amount in _WON.findall(card.price)]
        full = menu["price"] * asked.people
        least = self._least(asked, shop, full)
        if won[0] != full or won[-1] != least:
            yield f"costs {full}, with the best coupon {least}, not {won}"
        year = year_of_stale(menu["price_as_of"], asked.at.date())
        if "price" in shop["doubted"]:
            if "확인 필요" not in card.price:
                yield "a doubted price is not marked"
        elif year and f"{year}년 값" not in card.price:
            yield "an old price does not show its year"
        slack = 1.15 if year or "price" in shop["doubted"] else 1.0
        if (
            asked.budget is not None
            and least * slack > asked.budget
            and not re.search("되는 데는 없|값도|값·음식", words)
        ):
            yield f"costs {least} of {asked.budget}"

    def _food(self, asked: Asked, shop: dict[str, Any], card: Card) -> Iterator[str]:
        others = [part for line in card.lines for part in line.split(" · ") if _WON.search(part)]
        for place, part in enumerate([card.price, *others]):
            menu = self._menu_of(shop, part, people=1 if place else asked.people)
            if menu is None:
                yield f"does not sell {part!r}"
                continue
            year = year_of_stale(menu["price_as_of"], asked.at.date())
            if place and year and f"({year}년)" not in part:
                yield f"{part!r} has an old price that does not show its year"
            verdict = _safe(asked, menu)
            said = "확인 필요" in (part if place else " ".join(card.lines))
            if verdict is False:
                yield f"{part!r} must not be eaten"
            elif verdict is None and not said:
                yield f"nobody knows whether {part!r} may be eaten, and it is not said"

    def _menu_of(self, shop: dict[str, Any], told: str, people: int | None = None) -> dict[str, Any] | None:
        """The menu that a line of a card names, with a price it may cost for somebody."""
        known = [menu for menu in self.world.menus[shop["id"]] if menu["is_available"] and menu["menu_name"] in told]
        priced = [
            menu
            for menu in known
            if any(f"{menu['price'] * count:,}원" in told for count in ([people] if people else range(1, 7)))
        ]
        return max(priced, key=lambda menu: len(menu["menu_name"]), default=None)

    def _least(self, asked: Asked, shop: dict[str, Any], full: int) -> int:
        """The least to pay with one of the coupons, which all are of plain kinds."""
        prices = [full]
        for coupon in (self.world.coupons[one] for one in asked.coupons if shop["is_coupon_partner"]):
            if full < coupon["min_order_amount"]:
                continue
            off = (
                coupon["discount_amount"]
                if coupon["coupon_type"] == "FIXED_AMOUNT"
                else (int(full * coupon["discount_rate"]))
            )
            most = coupon["max_discount_amount"]
            prices.append(full - min(full, off if most is None else min(off, most)))
        return min(prices)

    def _fully_right(self, asked: Asked) -> str | None:
        """A shop within 1 km of which everything is known to be as asked."""
        for shop in self.world.shops.values():
            metres = _metres(asked, shop)
            if (
                not shop["is_listed"]
                or metres is None
                or metres > 999
                or (shop["data_source"] == "sample") > asked.samples
            ):
                continue
            if "closed" in shop["doubted"] or is_open(shop["business_hours"], asked.at) is not True:
                continue
            if asked.pays_by_card and shop["is_food_card_shop"] != "Y":
                continue
            if any(self._suits(asked, shop, menu) for menu in self.world.menus[shop["id"]]):
                return str(shop["shop_name"])
        return None

    def _suits(self, asked: Asked, shop: dict[str, Any], menu: dict[str, Any]) -> bool:
        slack = 1.15 if year_of_stale(menu["price_as_of"], asked.at.date()) or "price" in shop["doubted"] else 1.0
        pays = asked.budget is None or self._least(asked, shop, menu["price"] * asked.people) * slack <= asked.budget
        is_meal = menu["category"] in {"메인메뉴", "세트메뉴"} and not menu["goods_kind"]
        return bool(menu["is_available"] and is_meal and pays and _safe(asked, menu))


def _hours(asked: Asked, shop: dict[str, Any], text: str, words: str) -> Iterator[str]:
    known = None if "closed" in shop["doubted"] else is_open(shop["business_hours"], asked.at)
    if known is None and "여는 시간은 확인 필요해요" not in text:
        yield "nobody knows whether it is open, and it is not said"
    if known is False and not ("연 데가 없어요" in words and ("닫았어요" in text or "쉬는 시간이에요" in text)):
        yield "is closed"
    if known is True and not ("열어요" in text and "닫았어요" not in text):
        yield "is open, which is not said"


def _card(asked: Asked, shop: dict[str, Any], text: str) -> Iterator[str]:
    taken = shop["is_food_card_shop"]
    if taken == "N" and asked.pays_by_card:
        yield "does not take the card"
    label = {"Y": "결제 OK", "U": "결제 확인 필요", "N": "카드 안 돼요", "P": shop["food_card_note"] or "일부만"}[taken]
    if label not in text:
        yield f"lacks {label!r}"


def _safe(asked: Asked, menu: dict[str, Any]) -> bool | None:
    """Whether nothing forbids a menu, None where nobody knows."""
    known = menu["allergens"]
    unknown = False
    for allergy in asked.allergies:
        family = _FAMILIES[allergy]
        if any(len(word) > 1 and word in menu["menu_name"] for word in (allergy, *family)):
            return False
        if known is None:
            unknown = True
        elif set(known) & set(family):
            return False
    for diet in asked.diets:
        tags, never = {
            "할랄": ({"할랄", "비건"}, {"돼지고기"}),
            "채식": ({"채식", "비건"}, _MEAT),
            "비건": ({"비건"}, _MEAT | {"계란", "우유"}),
        }[diet]
        if set(menu["dietary_tags"]) & tags:
            continue
        if known and set(known) & never:
            return False
        unknown = True
    return None if unknown else True


def _metres(asked: Asked, shop: dict[str, Any]) -> float | None:
    if shop["latitude"] is None:
        return None
    lat, lng = math.radians(asked.latitude), math.radians(asked.longitude)
    lat2, lng2 = math.radians(float(shop["latitude"])), math.radians(float(shop["longitude"]))
    cosine = math.sin(lat) * math.sin(lat2) + math.cos(lat) * math.cos(lat2) * math.cos(lng2 - lng)
    return 6_371_000 * math.acos(min(1.0, cosine))
