"""Finds the foods of a message: longest match, compounds whole, with what kind of dish it is. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from core.nlu.foods.found import Found
from core.nlu.foods.standing import heads, stands
from core.nlu.foods.unseen import Unseen
from core.nlu.lexicon import Food
from core.nlu.text import Match, Page, Words

_LETTER = re.compile(r"[가-힣]")
_TWO = 2
_HEADS = frozenset({
    "우동", "파스타", "스파게티", "볶음밥", "리조또", "샐러드", "샌드위치", "토스트", "그라탕",
    "핫도그", "빙수", "라떼", "스무디", "에이드", "케이크", "정식", "백반", "뷔페", "칼국수", "전골", "덮밥",
    "국밥", "비빔밥", "쌈밥", "찌개", "튀김", "샤브샤브", "세트", "도시락",
})  # fmt: skip
_SET_MEALS = frozenset({"정식", "백반", "덮밥", "볶음밥", "전골"})
"""What a dish before it, with a space between, is served as: 생선구이 정식."""
_TASTE_MODIFIERS = frozenset({"매운", "손", "생", "왕", "통"})


class Names:
    """Finds every food that is named; its letters are claimed."""

    def __init__(self, foods: Mapping[str, Food], modifiers: frozenset[str], unseen: Unseen) -> None:
        self._foods = foods
        self._unseen = unseen
        self._modifiers = modifiers
        self._words = Words({word: word for word in foods})
        self._longest_modifier = max(len(modifier) for modifier in modifiers)

    def find(self, page: Page) -> list[Found]:
        """The foods of the page, left to right."""
        said: list[Found] = []
        for match in self._words.find(page):
            food = self._foods[match.value]
            if not (stands(page, match, food) or heads(page, match, food, said)):
                continue
            start, name = self._with_modifiers(page, match, food)
            page.claim(start, match.end)
            item = Found(start, match.end, food, name)
            while said and self._grows_together(page.clean, said[-1], item):
                item = self._compound(page, said.pop(), item)
            said.append(item)
        found = [
            self._with_unknown_start(page, item, before) for before, item in zip([None, *said], said, strict=False)
        ]
        found = [
            item for item in found if not any(other.start <= item.start and item.end < other.end for other in found)
        ]
        unknown = [
            item
            for item in self._unseen.dishes(page)
            if not any(item.start < s.end and s.start < item.end for s in found)
        ]
        return sorted([*found, *unknown], key=lambda item: item.start)

    def _with_unknown_start(self, page: Page, item: Found, before: Found | None) -> Found:
        """용가리치킨: letters before a dish in the same word that mean nothing else are of its name."""
        if item.food.kind not in {"dish", "dessert", "drink"} or item.end - item.start < _TWO:
            return item
        start = item.start
        while start and _LETTER.match(page.clean[start - 1]) and page.free(start - 1, start):
            start -= 1
        stem = page.clean[start : item.start]
        if stem and before is not None and before.end == start and before.food.kind in {"ingredient", "generic"}:
            start, stem = before.start, before.name + stem  # 치즈 + 폭탄 + 볶음밥
        if not stem or not page.begins_word(start) or not self._unseen.is_name(stem):
            return item
        page.claim(start, item.start)
        return Found(start, item.end, item.food, stem + item.name)

    @staticmethod
    def _grows_together(text: str, before: Found, after: Found) -> bool:
        """소고기 + 볶음, 순두부 + 백반 written as one word are one dish; 김밥라면 are two."""
        if after.name in _SET_MEALS and text[before.end : after.start] == " ":
            return before.food.kind in {"dish", "ingredient"} and before.name not in _SET_MEALS
        if before.end != after.start or after.food.kind in {"ingredient", "shop-kind", "cuisine"}:
            return False
        return before.food.kind in {"ingredient", "generic"} or after.food.kind == "generic" or after.name in _HEADS

    def _compound(self, page: Page, before: Found, after: Found) -> Found:
        apart = page.clean[before.end : after.start]
        written = before.name if apart else page.clean[before.start : after.start]
        start, name = self._modified(page, before.start, written + after.name)
        return Found(start, after.end, after.food, self._standard(name))

    def _with_modifiers(self, page: Page, match: Match, food: Food) -> tuple[int, str]:
        """로제 + 떡볶이, 눈꽃치즈 + 돈가스: what kind of dish belongs to its name."""
        if food.kind in {"generic", "ingredient", "cuisine", "shop-kind"} and food.name not in _HEADS:
            return match.start, food.name
        return self._modified(page, match.start, food.name)

    def _modified(self, page: Page, start: int, name: str) -> tuple[int, str]:
        while True:
            found = self._modifier_before(page.clean, start)
            if found is None or not page.free(found[0], start):
                return start, self._standard(name)
            start, name = found[0], found[1] + name

    def _standard(self, name: str) -> str:
        known = self._foods.get(name)
        return known.name if known is not None else name

    def _modifier_before(self, text: str, start: int) -> tuple[int, str] | None:
        end = start - 1 if start > 1 and text[start - 1] == " " else start
        for length in range(min(self._longest_modifier, end), 0, -1):
            word = text[end - length : end]
            before = text[end - length - 1] if end > length else " "
            spaced = end != start
            if word not in self._modifiers or (
                spaced and (length == 1 or word in _TASTE_MODIFIERS or _LETTER.match(before))
            ):
                continue
            if (
                not spaced
                and _LETTER.match(before)
                and length == 1
                and text[end - length - 1 : end] not in self._modifiers
            ):
                continue
            return end - length, word
        return None
