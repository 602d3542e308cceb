"""What is wished for at a shop, and how a button carries it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote

from core.messages import Action, ActionName

_ITEM = re.compile(r"(\d{1,9})x(\d{1,2})(?::(.+))?")

_WRITTEN = str.maketrans({sign: quote(sign) for sign in "%,:"})


@dataclass(frozen=True, slots=True)
class Wish:
    """So many of one menu, with the options named."""

    menu_id: int
    quantity: int = 1
    options: tuple[str, ...] = ()


def use_action(shop_id: int, wishes: Sequence[Wish], coupon_ids: Sequence[str]) -> Action:
    """The button "쿠폰 쓰기" for these menus with these coupons."""
    items = ",".join(map(_item, wishes))
    return Action(ActionName.USE, {"shop": str(shop_id), "items": items, "coupons": ",".join(coupon_ids)})


def wishes_of(arguments: Mapping[str, str]) -> tuple[Wish, ...]:
    """The menus that a pressed button names; what cannot be read is passed over."""
    found = (_ITEM.fullmatch(item) for item in arguments.get("items", "").split(","))
    return tuple(Wish(int(item[1]), int(item[2]), _options(item[3])) for item in found if item and int(item[2]))


def coupon_ids_of(arguments: Mapping[str, str]) -> tuple[str, ...]:
    """The coupons that a pressed button names."""
    return tuple(coupon_id for coupon_id in arguments.get("coupons", "").split(",") if coupon_id)


def _item(wish: Wish) -> str:
    """A menu as `wishes_of` reads it; in names only what parts items is written otherwise."""
    named = ":".join(option.translate(_WRITTEN) for option in wish.options)
    return f"{wish.menu_id}x{wish.quantity}:{named}" if named else f"{wish.menu_id}x{wish.quantity}"


def _options(named: str | None) -> tuple[str, ...]:
    return tuple(unquote(option) for option in named.split(":")) if named else ()
