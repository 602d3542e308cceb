"""Menus that are alike in all but shop, price and date: each kind is judged once, however many shops sell it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.recommend.packed import Packed
from core.recommend.shop import Menu, pack_menu, unpack_menu

Numbers = NDArray[np.int32]

_KEPT_JUDGEMENTS = 64
_KEPT_UNPACKED = 20_000
_UNJUDGED = -1


class LabelKinds:
    """Numbers labels as menus come; equal ones are one kind. `standing` are those of the snapshot before."""

    def __init__(self, standing: Packed | None = None) -> None:
        self._standing = standing or Packed.of(())
        self._first = len(self._standing)
        self._number_of: dict[bytes, int] = {}

    def of(self, menus: Sequence[Menu]) -> Numbers:
        """The number of each menu's label."""
        told = (_label(menu) for menu in menus)
        numbers = [self._number_of.setdefault(label, self._first + len(self._number_of)) for label in told]
        return np.array(numbers, dtype=np.int32)

    def packed(self) -> Packed:
        """One label a number."""
        if not self._first:
            return Packed.of(list(self._number_of))
        return self._standing.changed({number: label for label, number in self._number_of.items()})


class Labels:
    """The labels of a snapshot, and what was found of them so far."""

    def __init__(self, packed: Packed) -> None:
        self.packed = packed
        self._judged: OrderedDict[Hashable, NDArray[np.int8]] = OrderedDict()
        self._menu = lru_cache(_KEPT_UNPACKED)(lambda number: unpack_menu(packed[number]))

    def judged(self, numbers: Numbers, asked: Hashable, judge: Callable[[Menu], int]) -> NDArray[np.int8]:
        """What `judge` says of each label (0 to 127); of one never asked under `asked` before, it is asked now."""
        known = self._judged.get(asked)
        if known is None:
            known = self._judged[asked] = np.full(len(self.packed), _UNJUDGED, dtype=np.int8)
            if len(self._judged) > _KEPT_JUDGEMENTS:
                self._judged.popitem(last=False)
        self._judged.move_to_end(asked)
        found = known[numbers]
        unknown = numbers[found == _UNJUDGED]
        if len(unknown):
            for number in set(unknown.tolist()):
                known[number] = judge(self._menu(number))
            found = known[numbers]
        return found


def _label(menu: Menu) -> bytes:
    """All of a menu that says whether somebody wants it and may have it."""
    return pack_menu(replace(menu, id=0, price=0, popular=False, price_as_of=None))
