"""Rules composed of concepts: a sign is an actor, an act and an object standing near one another, in any order. Pure.

A concept (parent, hit, tool …) is written once and serves every rule, so that a word added to it is heard in all of
them. The form of the file is told at its head, `data/lexicon/safety.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import islice, pairwise, product
from operator import or_
from typing import Any

from core.safety.signs import Sign
from core.sieve import Clue, Sieve, grams

NEAR = 20  # letters and spaces between two parts of one sign: about five words
_MOST_PARTS = 3
_MOST_FINDS = 8  # of one part in one message
_NAMED = re.compile(r"\{([a-z_]+)\}")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Part:
    """One of the things that a sign is made of: any of `clues`; `bits` are those of all of them."""

    clues: tuple[Clue, ...]
    bits: int


@dataclass(frozen=True, slots=True)
class Saying:
    """One way to say a sign: `parts` that stand near one another; none where the message says `unless`."""

    sign: Sign
    parts: tuple[Part, ...]
    unless: Part

    def said_in(self, message: Message) -> bool:
        """Whether the parts are found, near enough."""
        found = [message.spans(part) for part in self.parts]
        return all(found) and any(map(_stand_near, product(*found))) and not message.spans(self.unless)


@dataclass(slots=True)
class Message:
    """A normalised message in small letters, with what has been found in it so far.

    `text` has lost what tells of figures of speech, games or food in words of danger (때려치우다, 배고파 죽겠다), and
    `has_figures` says whether there was any. `bits` are the clues it can match and the sayings it can say at all.
    """

    text: str
    has_figures: bool
    bits: int
    _found: dict[int, list[Span]] = field(default_factory=dict)

    def spans(self, part: Part) -> list[Span]:
        """Where the part is found."""
        return [span for clue in part.clues if self.bits & clue.bit for span in self._of(clue)]

    def _of(self, clue: Clue) -> list[Span]:
        if clue.bit not in self._found:
            self._found[clue.bit] = [match.span() for match in islice(clue.pattern.finditer(self.text), _MOST_FINDS)]
        return self._found[clue.bit]


class _Possible:
    """Which sayings have a letter or pair for each of their parts: most messages are done with after this.

    Above the bits of the clues, the sieve's numbers hold a stretch of bits for each part, a bit a saying; the
    stretches are laid over one another.
    """

    def __init__(self, sayings: Sequence[Saying], sieve: Sieve) -> None:
        self._count = len(sayings)
        self._first = len(sieve.clues)
        for place, saying in enumerate(sayings):
            for part in range(_MOST_PARTS):
                clues = saying.parts[part].clues if part < len(saying.parts) else ()
                known = all(clue.needed for clue in clues)
                needed = frozenset[str]().union(*(clue.needed for clue in clues)) if known else frozenset[str]()
                sieve.let_through(1 << (self._first + part * self._count + place), needed)

    def among(self, bits: int) -> Iterator[int]:
        """The places of the sayings that a message with these bits may say, in order."""
        found = bits >> self._first
        return _places(found & (found >> self._count) & (found >> 2 * self._count) & ((1 << self._count) - 1))


class Rules:
    """The rules of `data/lexicon/safety.yaml`, in order: crises stand before concerns there."""

    def __init__(
        self,
        concepts: Mapping[str, Sequence[str]],
        signs: Iterable[Mapping[str, Any]],
        harmless: Iterable[str],
        telling: Iterable[str] = (),
    ) -> None:
        """The parts of `data/lexicon/safety.yaml`. KeyError where one names a concept that is not there."""
        self.sieve = Sieve()
        self._concepts = {name: "|".join(words) for name, words in concepts.items()}
        self._clues: dict[str, Clue] = {}
        self._harmless = self._clue("|".join(harmless))
        self._sayings = tuple(saying for written in signs for saying in self._read(written))
        self._telling = tuple(self._part(f"{{{name}}}") for name in telling)
        self._possible = _Possible(self._sayings, self.sieve)

    def listen(self, text: str) -> Message:
        """The message without its figures of speech, ready to be searched for signs."""
        text = text.lower()  # as the rules are written: a search that heeds letter case is quicker
        bits, figures = self.sieve.sift(grams(text)), 0
        if bits & self._harmless.bit:
            text, figures = self._harmless.pattern.subn(" ", text)
        if figures:
            bits = self.sieve.sift(grams(text))
        return Message(text, figures > 0, bits)

    def sign_in(self, message: Message) -> Sign | None:
        """The first sign that the message says."""
        sayings = map(self._sayings.__getitem__, self._possible.among(message.bits))
        return next((saying.sign for saying in sayings if saying.said_in(message)), None)

    def telling_in(self, message: Message) -> int:
        """How many of the concepts that tell of danger by themselves the message holds."""
        return sum(bool(message.spans(part)) for part in self._telling)

    def _read(self, written: Mapping[str, Any]) -> Iterator[Saying]:
        sign = Sign.parse(f"{written['label']}/{written['level']}")
        unless = self._part(written["unless"])
        for said in written["said"]:
            yield Saying(sign, tuple(map(self._part, said.split(" + "))), unless)

    def _part(self, written: str) -> Part:
        """Alternatives that are whole concepts are looked for as such, so that each concept is searched once."""
        whole: list[Clue] = []
        others: list[str] = []
        for alternative in _alternatives(written):
            named = _NAMED.fullmatch(alternative)
            if named is None:
                others.append(alternative)
            else:
                whole += self._concept(named[1])
        clues = (*whole, *([self._clue("|".join(others))] if others else []))
        return Part(clues, reduce(or_, (clue.bit for clue in clues)))

    def _concept(self, name: str) -> Sequence[Clue]:
        """A concept that is made of others (carer: parent, kin, …) is looked for as those."""
        made_of_others = _NAMED.match(self._concepts[name])
        return self._part(self._concepts[name]).clues if made_of_others else [self._clue(f"{{{name}}}")]

    def _clue(self, written: str) -> Clue:
        if written not in self._clues:
            self._clues[written] = self.sieve.clue(self._spelt_out(written))
        return self._clues[written]

    def _spelt_out(self, written: str) -> str:
        """`{name}` becomes the concept's own pattern, a space one that may be missing."""
        while _NAMED.search(written):
            written = _NAMED.sub(lambda name: f"(?:{self._concepts[name[1]]})", written)
        return written.replace(" ", r"\s?")


def _places(bits: int) -> Iterator[int]:
    """Where the bits are set, lowest first."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def _alternatives(written: str) -> list[str]:
    """The alternatives of `a|b`, also of `(?:a|b)`, as far as no bracket holds them together."""
    inner = written[3:-1] if written.startswith("(?:") and written.endswith(")") else written
    found, depth = [""], 0
    for letter in inner:
        depth += (letter in "([") - (letter in ")]")
        if depth < 0:  # the last bracket is not the first one's
            return [written]
        if letter == "|" and depth == 0:
            found.append("")
        else:
            found[-1] += letter
    return found


def _stand_near(spans: Sequence[Span]) -> bool:
    """Whether no two neighbours overlap or stand further apart than NEAR."""
    return all(0 <= after[0] - before[1] <= NEAR for before, after in pairwise(sorted(spans)))
