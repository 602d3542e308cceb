"""The whole understanding on held-out authors: readers, rules and classifier together, and with parts left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from core.dialogue.state import Shown, State
from core.learning.train.evaluation import Judged
from core.learning.train.folds import HeldOut
from core.learning.train.linear_model import LinearModel
from core.learning.train.utterances import Utterance
from core.meaning import Intent
from core.nlu import Lexicon, Understanding
from core.nlu.classifier import Classified, IntentClassifier
from core.nlu.intents import Classifier
from core.nlu.ngrams import Grams, Mark
from core.safety import Sign

_SHOWN = tuple(Shown(number, f"가게 {number}", 5_000, 300) for number in range(1, 6))
_SHOWS_NOTHING = {
    Intent.BALANCE_CHECK,
    Intent.BALANCE_CHARGE,
    Intent.EMERGENCY_FOOD,
    Intent.GENERAL_CHAT,
    Intent.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Words:
    """What the understanding knows beside its weights."""

    lexicon: Lexicon
    places: frozenset[str]
    names: Mapping[str, Mark]


class _NoClassifier:
    """Knows nothing: what the rules alone make of a message."""

    def classify(self, text: str, previous: Intent | None = None) -> Classified:  # noqa: ARG002 - the protocol's form
        return Classified(Intent.UNKNOWN, 0.0, ())


def judge_whole(said: Sequence[Utterance], held_out: HeldOut, words: Words, temperature: float) -> list[Judged]:
    """Each message as the product would have understood it, had its author been a stranger."""
    return _judged(said, _parts(held_out, words, temperature), words.lexicon, words.places)


def left_out(
    said: Sequence[Utterance], held_out: HeldOut, words: Words, temperature: float
) -> Mapping[str, list[Judged]]:
    """The same with one part taken away, by the part's name."""
    parts = list(_parts(held_out, words, temperature))
    everything = list(range(len(said)))
    unrepaired = replace(words.lexicon, whole_words={}, word_parts={})
    wordless = replace(words.lexicon, foods={}, shop_names={})
    return {
        "classifier": _judged(said, [(_NoClassifier(), everything)], words.lexicon, words.places),
        "short forms and typo repair": _judged(said, parts, unrepaired, words.places),
        "lexicon of foods, shops, places": _judged(said, parts, wordless, frozenset()),
    }


def _parts(held_out: HeldOut, words: Words, temperature: float) -> Iterable[tuple[Classifier, list[int]]]:
    grams = Grams(words.names)
    for model, places in held_out.parts():
        yield _serving(model, grams, temperature), places


def _serving(model: LinearModel, grams: Grams, temperature: float) -> IntentClassifier:
    return IntentClassifier(grams, model.table.weight.detach().numpy(), model.bias.detach().numpy(), temperature)


def _judged(
    said: Sequence[Utterance],
    parts: Iterable[tuple[Classifier, list[int]]],
    lexicon: Lexicon,
    known_places: frozenset[str],
) -> list[Judged]:
    found: dict[int, Judged] = {}
    for classifier, places in parts:
        understanding = Understanding(classifier, lexicon, known_places)
        for place in places:
            one = said[place]
            meaning = understanding.understand(one.text, _before(one))
            sign = Sign(meaning.safety, meaning.crisis) if meaning.safety else None
            found[place] = Judged(one, meaning.intent, meaning.confidence, sign)
    return [found[place] for place in range(len(said))]


def _before(one: Utterance) -> State | None:
    """What stood before a message that answers: its running intent, and places shown where that intent shows them."""
    if one.previous is None:
        return None
    shown = () if one.previous in _SHOWS_NOTHING else _SHOWN
    return State(UUID(int=1), turn=1, intent=one.previous, shown=shown)
