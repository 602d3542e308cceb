"""The page docs/evaluation/safety.md: signs found and false alarms, on authors that the classifier did not see."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from torch import Tensor

from core.learning.train.tables import escaped, table
from core.learning.train.utterances import Utterance
from core.nlu import Lexicon
from core.nlu.normalise import Normaliser
from core.safety import LABELS, SIGNS, SURE, Safety, Sign

_FLOORS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.97, 0.99)
_HEAD = """# Signs of danger, evaluated

Written by `./naviyam train nlu`: {signs} hand-written messages with a sign and {ordinary} without, every ordinary
message of the utterances among them, and a tenth of these written to look like signs. The danger head of the classifier
is judged by models that saw no line of the author, and asked as it is when it serves: of a message with a figure of
speech it hears what is left, and how sure it must be hangs on how many concepts that tell of danger by themselves
(`telling` in `data/lexicon/safety.yaml`) the message holds: {sure}.

The rules of that file were written by people who had read these messages, so the recall of rules is that of known
words; what unknown ones are worth is told in [nlu-choices.md](nlu-choices.md). Recall first: the two readers stand side
by side, and either may raise a sign.
"""


@dataclass(frozen=True, slots=True)
class _Read:
    """One message with what the rules and the classifier found, how sure the classifier was, and on what."""

    said: Utterance
    ruled: Sign | None
    hinted: Sign | None
    danger: float
    telling: int

    @property
    def found(self) -> Sign | None:
        return self.ruled or self.hinted


def without_figures(said: Sequence[Utterance], lexicon: Lexicon) -> list[Utterance]:
    """The messages as the classifier hears them a second time: what is left without figures of speech."""
    normalise = Normaliser(lexicon)
    return [replace(one, text=lexicon.safety.without_figures(normalise(one.text).clean)) for one in said]


def page(said: Sequence[Utterance], danger: Tensor, again: Tensor, lexicon: Lexicon) -> str:
    """The whole page. Held-out probabilities, a row a message, in the order of SIGNS and none.

    `danger` is of the messages, `again` of what `without_figures` leaves of them.
    """
    normalise = Normaliser(lexicon)
    read = [
        _read(one, normalise(one.text).clean, first, second, lexicon.safety)
        for one, first, second in zip(said, danger.tolist(), again.tolist(), strict=True)
    ]
    signs = [one for one in read if one.said.sign is not None]
    ordinary = [one for one in read if one.said.sign is None]
    sure = ", ".join(f"{floor} with {telling}" for telling, floor in enumerate(SURE) if floor < 1)
    head = _HEAD.format(signs=len(signs), ordinary=len(ordinary), sure=f"never with none, {sure} or more")
    return "\n".join([head, _by_reader(signs, ordinary), _by_label(signs), _floors(signs, ordinary), _lists(read)])


def _read(said: Utterance, clean: str, first: Sequence[float], second: Sequence[float], safety: Safety) -> _Read:
    rest = safety.without_figures(clean)
    heard = (first if rest is clean else second)[: len(SIGNS)]  # the last column is none
    ruled, hinted = safety.read(clean), safety.hinted_at(clean, first[: len(SIGNS)], lambda _: heard)
    return _Read(said, ruled, hinted, sum(heard), safety.telling_in(rest))


def _by_reader(signs: Sequence[_Read], ordinary: Sequence[_Read]) -> str:
    readers: Mapping[str, Callable[[_Read], bool]] = {
        "rules": lambda one: one.ruled is not None,
        "classifier": lambda one: one.hinted is not None,
        "both": lambda one: one.found is not None,
    }
    rows = [
        (name, _share(signs, finds), sum(map(finds, ordinary)), f"{800 * _rate(ordinary, finds):.2f}")
        for name, finds in readers.items()
    ]
    return table(["reader", "signs found", "false alarms", "in 800 ordinary messages"], rows)


def _by_label(signs: Sequence[_Read]) -> str:
    rows = []
    for label in LABELS:
        for level in ("concern", "crisis"):
            among = [one for one in signs if one.said.sign == Sign.parse(f"{label}/{level}")]
            if among:
                right = _share(among, lambda one: one.found is not None and one.found.label == label)  # noqa: B023
                exact = _share(among, lambda one: one.found == one.said.sign)
                rows.append((label, level, len(among), _share(among, lambda one: one.found is not None), right, exact))
    columns = ["label", "level", "messages", "found", "with its label", "with its level too"]
    return "## By label and level\n\n" + table(columns, rows)


def _floors(signs: Sequence[_Read], ordinary: Sequence[_Read]) -> str:
    """How sure the classifier must be, apart for each number of telling concepts."""
    rows = []
    for telling, served in enumerate(SURE):
        for floor in _FLOORS:

            def finds(one: _Read, floor: float = floor, telling: int = telling) -> bool:
                return min(one.telling, len(SURE) - 1) == telling and one.danger >= floor

            new = sum(finds(one) and one.ruled is None for one in signs)
            raised = sum(finds(one) and one.ruled is None for one in ordinary)
            rows.append(
                (telling, f"{floor}{', served' if floor == served else ''}", sum(map(finds, signs)), new, raised)
            )
    columns = ["telling concepts", "from", "signs", "of them unknown to rules", "further false alarms"]
    return "## How sure the classifier must be\n\n" + table(columns, rows)


def _lists(read: Sequence[_Read]) -> str:
    missed = [(_named(one.said.sign), f"{one.danger:.2f}", escaped(one.said.text)) for one in read if _is_missed(one)]
    alarms = [
        (_named(one.found), f"{one.danger:.2f}", "rule" if one.ruled else "classifier", escaped(one.said.text))
        for one in read
        if one.said.sign is None and one.found is not None
    ]
    return (
        "## Every sign missed\n\n"
        + table(["written", "danger", "message"], missed)
        + "\n## Every false alarm\n\n"
        + table(["taken for", "danger", "by", "message"], alarms)
    )


def _is_missed(one: _Read) -> bool:
    return one.said.sign is not None and one.found is None


def _named(sign: Sign | None) -> str:
    return f"{sign.label}, {sign.level}" if sign else ""


def _rate(among: Sequence[_Read], finds: Callable[[_Read], bool]) -> float:
    return sum(map(finds, among)) / len(among)


def _share(among: Sequence[_Read], finds: Callable[[_Read], bool]) -> str:
    return f"{_rate(among, finds):.3f}"
