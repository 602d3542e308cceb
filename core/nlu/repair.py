"""Dishes mistyped by one key: 햄보거, 짜징면. Judged by the keys of the 두벌식 keyboard, not by syllables. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from rapidfuzz.distance import OSA

_ROWS = ("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ", "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ", "ㅋㅌㅊㅍㅠㅜㅡ")
_SHIFTED = {"ㅃ": "ㅂ", "ㅉ": "ㅈ", "ㄸ": "ㄷ", "ㄲ": "ㄱ", "ㅆ": "ㅅ", "ㅒ": "ㅐ", "ㅖ": "ㅔ"}
_HEARD_ALIKE = ("ㅐㅔ", "ㅗㅜ", "ㅓㅗ", "ㅡㅜ", "ㄱㅋ", "ㄷㅌ", "ㅂㅍ", "ㅈㅊ", "ㅓㅡ")
_ONSETS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_CODAS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_DOUBLE_VOWELS = {"ㅘ": "ㅗㅏ", "ㅙ": "ㅗㅐ", "ㅚ": "ㅗㅣ", "ㅝ": "ㅜㅓ", "ㅞ": "ㅜㅔ", "ㅟ": "ㅜㅣ", "ㅢ": "ㅡㅣ"}
_DOUBLE_CODAS = {
    "ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ", "ㄼ": "ㄹㅂ", "ㄽ": "ㄹㅅ", "ㄾ": "ㄹㅌ",
    "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ",
}  # fmt: skip
_TWO_KEYS = str.maketrans({**_DOUBLE_VOWELS, **_DOUBLE_CODAS, " ": ""})
_FIRST, _LAST = ord("가"), ord("힣")
_SHORTEST, _LONGEST = 3, 8
_MOST_WORDS = 12
_KEPT_WORDS = 8192  # most words of a message were in one before
_WORD = re.compile(r"(?<![가-힣ㄱ-ㅣA-Za-z0-9])[가-힣]{2,11}(?![ㄱ-ㅣA-Za-z0-9])")
_PARTICLE = re.compile(
    r"(?:이랑|하고|으로|이나|라도|에서|까지|말고|빼고|같은|먹을래|먹고|먹자|땡겨|추천|랑|을|를|은|는|이|가|도|만|로|나|요|에|집)$"
)
_EATING = re.compile(
    r"\s?(?:먹|묵|땡|당기|시켜|시킬|시키|ㄱ|각|콜|추천|파는|집|맛집|얼마|하나|세트|한\s?그릇|한\s?마리|사\s?먹|말고|빼고)"
)


def keys(word: str) -> str:
    """The keys of the 두벌식 keyboard that write `word`, in order."""
    return "".join(map(_keys_of, word))


@lru_cache(maxsize=4096)
def _keys_of(letter: str) -> str:
    if not _FIRST <= ord(letter) <= _LAST:
        return letter
    index = ord(letter) - _FIRST
    return (_ONSETS[index // 588] + _VOWELS[index % 588 // 28] + _CODAS[index % 28]).translate(_TWO_KEYS)


def _neighbours() -> frozenset[str]:
    """Pairs of keys side by side, one key with and without shift, and vowels heard alike."""
    pairs = set()
    places = {key: (row, column) for row, keys_of_row in enumerate(_ROWS) for column, key in enumerate(keys_of_row)}
    for one, (row, column) in places.items():
        for other, (other_row, other_column) in places.items():
            if one != other and abs(row - other_row) <= 1 and abs(column - other_column) <= 1:
                pairs.add(one + other)
    for one, other in [*_SHIFTED.items(), *_HEARD_ALIKE]:
        pairs |= {one + other, other + one}
    return frozenset(pairs)


_NEIGHBOURS = _neighbours()


@dataclass(frozen=True, slots=True)
class _Meant:
    """What a word is meant to be; `if_eaten`: only before a word of eating, as it is too short to be sure alone."""

    name: str
    if_eaten: bool


class Repair:
    """Puts right a whole word that is one key away from exactly one name, and is no word itself."""

    def __init__(self, names: Mapping[str, str], words: Collection[str]) -> None:
        """`names` maps each spelling to the standard one; `words` are other words, never a mistyped name."""
        self._words = frozenset(words) | frozenset(names)
        self._names = dict(names)
        self._by_rest: dict[str, list[str]] = {}
        self._meant: dict[str, str] = {}
        for name in names:
            if len(name) > 1 and len(name) <= _LONGEST and all(_FIRST <= ord(letter) <= _LAST for letter in name):
                self._meant.setdefault(keys(name), name)
        for typed in self._meant:
            for rest in _one_left_out(typed):
                self._by_rest.setdefault(rest, []).append(typed)
        self._meant_by = lru_cache(_KEPT_WORDS)(self._judged)

    def __call__(self, text: str) -> str:
        """The text with mistyped names put right; at most a dozen words are looked at."""
        pieces, index = [], 0
        for word in islice(_WORD.finditer(text), _MOST_WORDS):
            meant = self._meant_by(word.group())
            if meant is not None and (not meant.if_eaten or _EATING.match(text, word.end())):
                pieces += [text[index : word.start()], meant.name]
                index = word.end()
        return "".join([*pieces, text[index:]]) if pieces else text

    def _judged(self, word: str) -> _Meant | None:
        if word in self._words or self._is_compound(word):
            return None
        name = self._nearest(word)
        if name is not None:
            return _Meant(name, if_eaten=len(word) < _SHORTEST)
        particle = _PARTICLE.search(word)
        if particle is None or word[: particle.start()] in self._words:
            return None
        name = self._nearest(word[: particle.start()])
        return None if name is None else _Meant(name + particle.group(), if_eaten=particle.start() < _SHORTEST)

    def _is_compound(self, word: str) -> bool:
        """소고기야채죽 ends in a dish, so it is one of its own."""
        return len(word) > _SHORTEST and any(word[start:] in self._names for start in range(1, len(word)))

    def _nearest(self, word: str) -> str | None:
        if len(word) < _SHORTEST - 1:
            return None
        typed = keys(word)
        near = {name for rest in self._by_rest.keys() & _one_left_out(typed) for name in self._by_rest[rest]}
        found = {
            self._names[self._meant[name]]
            for name in near
            if (len(name) == len(typed) or len(word) >= _SHORTEST)
            and (name[:2] == typed[:2] or name[-2:] == typed[-2:])  # one slip leaves one end of a word whole
            and OSA.distance(typed, name, score_cutoff=1) <= 1
            and _slipped(typed, name)
        }
        return found.pop() if len(found) == 1 else None


def _one_left_out(typed: str) -> set[str]:
    """The keys, and the keys with each one left out: two words one slip apart have one of these in common.

    The deletion index of SymSpell (W. Garbe, 2012): a look-up each in place of a distance to every name.
    """
    return {typed, *[typed[:place] + typed[place + 1 :] for place in range(len(typed))]}


def _slipped(typed: str, meant: str) -> bool:
    """Whether one stroke explains the difference: a neighbouring key, a key twice or missing, two keys swapped."""
    if len(typed) != len(meant):
        return True
    places = [place for place, (one, other) in enumerate(zip(typed, meant, strict=True)) if one != other]
    return len(places) > 1 or typed[places[0]] + meant[places[0]] in _NEIGHBOURS
