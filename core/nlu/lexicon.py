"""The words the readers know, loaded once from `data/lexicon/*.tsv` and handed to them. The one place with I/O."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from core.safety import Safety

_FEELING = "feeling"


@dataclass(frozen=True, slots=True)
class Food:
    """What people eat: standard name, kind of word, the shop category that sells it, and its cuisine ("-": none)."""

    name: str
    kind: str
    category: str
    cuisine: str


@dataclass(frozen=True, slots=True)
class Taste:
    """A taste in its modifier form and in its denied form."""

    name: str
    denied: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Every lexicon, read-only. Keys are the words as people write them.

    `foods` maps each spelling to what it is; `shop_names` each spelling to the shop's canonical name;
    `shop_categories` a canonical name to its category; `places` a place word to known, city, own or not.
    `elsewhere` are the words of what others serve: no meal, no food shop, no meal card.
    """

    whole_words: Mapping[str, str]
    word_parts: Mapping[str, str]
    pictures: Mapping[str, str]
    foods: Mapping[str, Food]
    food_modifiers: frozenset[str]
    shop_names: Mapping[str, str]
    shop_categories: Mapping[str, str]
    not_shops: frozenset[str]
    not_dishes: frozenset[str]
    ordinary: frozenset[str]
    elsewhere: frozenset[str]
    feelings: frozenset[str]
    companions: Mapping[str, str]
    tastes: Mapping[str, Taste]
    diets: Mapping[str, str]
    options: Mapping[str, str]
    coupon_kinds: tuple[str, ...]
    places: Mapping[str, frozenset[str]]
    insults: Mapping[str, str]
    safety: Safety

    @classmethod
    def load(cls, folder: Path) -> Lexicon:
        """Read the lexicons in `folder`.

        Raises:
            FileNotFoundError: a lexicon is missing.
            ValueError: a row has too few columns.
        """
        foods, modifiers = _foods(folder / "foods.tsv")
        shops, categories = _shops(folder / "shops.tsv")
        return cls(
            whole_words={w: m for w, m, scope in _rows(folder / "normalise.tsv", 3) if scope == "word"},
            word_parts={w: m for w, m, scope in _rows(folder / "normalise.tsv", 3) if scope == "part"},
            pictures={w: m for w, m, scope in _rows(folder / "normalise.tsv", 3) if scope == "picture"},
            foods=foods,
            food_modifiers=modifiers,
            shop_names=shops,
            shop_categories=categories,
            not_shops=frozenset(word for (word,) in _rows(folder / "not_shops.tsv", 1)),
            not_dishes=frozenset(word for (word,) in _rows(folder / "not_dishes.tsv", 1)),
            ordinary=frozenset(word for (word,) in _rows(folder / "ordinary.tsv", 1)),
            elsewhere=_of_kinds(folder / "elsewhere.tsv", lambda kind: kind != _FEELING),
            feelings=_of_kinds(folder / "elsewhere.tsv", lambda kind: kind == _FEELING),
            companions=_by_spelling(folder / "companions.tsv"),
            tastes=_tastes(folder / "tastes.tsv"),
            diets=_by_spelling(folder / "diets.tsv"),
            options={word: name for name, words in _rows(folder / "options.tsv", 2) for word in (name, *_split(words))},
            coupon_kinds=tuple(kind for (kind,) in _rows(folder / "coupons.tsv", 1)),
            places={kind: frozenset(_split(names)) for kind, names in _rows(folder / "places.tsv", 2)},
            insults=_by_spelling(folder / "insults.tsv"),
            safety=Safety.load(folder / "safety.yaml"),
        )


def _rows(path: Path, columns: int) -> Iterator[list[str]]:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    for line in lines[1:]:
        cells = line.split("\t")
        if len(cells) < columns:
            message = f"{path.name}: {len(cells)} columns, {columns} wanted: {line!r}"
            raise ValueError(message)
        yield cells[:columns]


def _split(words: str) -> list[str]:
    return [word for word in words.split("|") if word]


def _by_spelling(path: Path) -> dict[str, str]:
    return {word: name for name, words in _rows(path, 2) for word in _split(words)}


def _of_kinds(path: Path, chosen: Callable[[str], bool]) -> frozenset[str]:
    return frozenset(word for kind, words in _rows(path, 2) if chosen(kind) for word in _split(words))


def _foods(path: Path) -> tuple[dict[str, Food], frozenset[str]]:
    foods: dict[str, Food] = {}
    modifiers = set()
    for name, kind, category, cuisine, spellings in _rows(path, 5):
        if kind == "modifier":
            modifiers.add(name)
            continue
        food = Food(name, kind, category, cuisine)
        for word in _split(spellings) if kind == "shop-kind" else (name, *_split(spellings)):
            foods.setdefault(word, food)
    return foods, frozenset(modifiers)


def _shops(path: Path) -> tuple[dict[str, str], dict[str, str]]:
    names: dict[str, str] = {}
    categories: dict[str, str] = {}
    for name, category, spellings in _rows(path, 3):
        categories[name] = category
        for word in (name, *_split(spellings)):
            names.setdefault(word, name)
    return names, categories


def _tastes(path: Path) -> dict[str, Taste]:
    tastes: dict[str, Taste] = {}
    for name, denied, words in _rows(path, 3):
        for word in _split(words):
            tastes.setdefault(word, Taste(name, denied))
        tastes.setdefault(denied.removesuffix(" 않은"), Taste(name, denied))
    return tastes
