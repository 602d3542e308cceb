"""The form of a story file, and how a story is played. The words are explained in README.md."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from tests.journeys.doors import Door, WebDoor
from tests.journeys.seen import Seen, SeenCard
from tests.journeys.stage import Stage

STORIES = Path(__file__).parent / "stories"
NOON = "2026-11-23T12:30"


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Count = Annotated[tuple[int, int], BeforeValidator(lambda value: (value, value) if isinstance(value, int) else value)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Cards(_Form):
    """What must be true of the cards. Money in won; `cheaper`, `nearer`, `other` compare with the last cards shown."""

    count: Count = (1, 5)
    at_most: int | None = None
    walk: int | None = None
    every: Words = ()
    any: Words = ()
    first: Words = ()
    none: Words = ()
    than_before: Literal["cheaper", "nearer", "other"] | None = None


class Then(_Form):
    """What must be in the answer. `question` and `words` are parts of what is said, `replies` of what can be pressed.

    "a|b" is said where one of them is.
    """

    words: Words = ()
    never: Words = ()
    question: str | None = None
    replies: Words = ()
    calls: Words = ()
    calls_first: bool = False
    cards: Cards | Literal["none"] | None = None
    state: dict[str, Any] | None = None
    rows: dict[str, Any] = Field(default_factory=dict)


class Step(_Form):
    """One message, one press or a position, perhaps hours after the last; then what must be seen.

    `by` names who acts: each name is another account at the same door, None the one the story is about.
    """

    by: str | None = None
    say: str | None = None
    press: str | None = None
    be_at: tuple[float, float] | None = None
    hours_later: int | None = None
    then: Then = Then()


class Story(_Form):
    """A dialogue, played once at each of its doors."""

    story: str
    at: str = NOON
    doors: Words = ("kakao", "line", "web", "api")
    who: Literal["new", "member"] = "new"
    balance: int | None = None
    group: bool = False
    steps: tuple[Step, ...]


def told() -> list[tuple[str, Story]]:
    """Every story of every file with the name of its file."""
    return [
        (path.stem, Story.model_validate(told))
        for path in sorted(STORIES.glob("*.yaml"))
        for told in yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
    ]


async def play(story: Story, stage: Stage, platform: str) -> None:
    """Play a story at one door; the first thing that is not as told fails it, with the whole talk so far."""
    people = {by: await _person(story, stage, platform) for by in dict.fromkeys(step.by for step in story.steps)}
    talk: list[str] = [f"{platform} at {story.at}: {story.story}"]
    last_cards: dict[str | None, tuple[SeenCard, ...]] = {}
    before: dict[str | None, Seen] = {}
    for step in story.steps:
        if step.hours_later is not None:
            await stage.let_pass(step.hours_later)
        door, last = people[step.by], last_cards.get(step.by, ())
        answer = await _act(step, door, before.get(step.by, Seen("")))
        said = step.say or step.press or step.be_at
        talk += [f"{step.by or ''}> {said}", answer.text, *(card.text for card in answer.cards)]
        problems = [*_problems(step.then, answer, last), *await _rows(step.then, stage, door)]
        assert not problems, "\n".join([*talk, f"  [{', '.join(answer.labels)}]", "", "BUT", *problems])
        before[step.by], last_cards[step.by] = answer, answer.cards or last


async def _person(story: Story, stage: Stage, platform: str) -> Door:
    door = stage.door(platform, group=story.group)
    if story.who == "member":
        if isinstance(door, WebDoor):
            door.become_member()
        await stage.make_member(door.account, story.balance)
    return door


async def _act(step: Step, door: Door, before: Seen) -> Seen:
    if step.say is not None:
        return await door.say(step.say)
    if step.press is not None:
        return await door.press(before.press(step.press))
    assert step.be_at is not None, "a step says, presses or stands somewhere"
    return await door.be_at(*step.be_at)


def _problems(then: Then, answer: Seen, last: tuple[SeenCard, ...]) -> list[str]:
    problems = [f"{word!r} is not said" for word in then.words if not _says(answer.text, word)]
    everything = "\n".join((answer.text, *(card.text for card in answer.cards)))
    problems += [f"{word!r} is said" for word in then.never if word in everything]
    if then.question is not None and not _asks(answer, then.question):
        problems.append(f"{then.question!r} is not asked")
    problems += [f"{label!r} cannot be pressed" for label in then.replies if not _offers(answer, label)]
    problems += [f"{number} cannot be called" for number in then.calls if number not in answer.calls]
    if then.calls_first and (not answer.calls or answer.cards):
        problems.append("help does not come first")
    if then.state is not None and answer.state is not None:
        problems += [
            f"{slot} is {answer.state.get(slot)!r}, not {value!r}"
            for slot, value in then.state.items()
            if answer.state.get(slot) != value
        ]
    if then.cards == "none":
        problems += ["there are cards"] if answer.cards else []
    elif then.cards is not None:
        problems += _card_problems(then.cards, answer.cards, last)
    return [*problems, *_manners(answer)]


def _card_problems(wanted: Cards, cards: tuple[SeenCard, ...], last: tuple[SeenCard, ...]) -> list[str]:
    problems = []
    if not wanted.count[0] <= len(cards) <= wanted.count[1]:
        problems.append(f"{len(cards)} cards instead of {wanted.count}")
    for card in cards:
        if wanted.at_most is not None and (card.to_pay is None or card.to_pay > wanted.at_most):
            problems.append(f"{card.title} costs {card.to_pay}")
        if wanted.walk is not None and (card.walk is None or card.walk > wanted.walk):
            problems.append(f"{card.title} is {card.walk} minutes away")
        problems += [f"{card.title} does not say {word!r}" for word in wanted.every if not _says(card.text, word)]
        problems += [f"{card.title} says {word!r}" for word in wanted.none if word in card.text]
    text = "\n".join(card.text for card in cards)
    problems += [f"no card says {word!r}" for word in wanted.any if not _says(text, word)]
    if cards:
        problems += [f"the first card does not say {word!r}" for word in wanted.first if not _says(cards[0].text, word)]
        problems += _comparison(wanted, cards, last)
    return problems


def _comparison(wanted: Cards, cards: tuple[SeenCard, ...], last: tuple[SeenCard, ...]) -> list[str]:
    match wanted.than_before:
        case "cheaper":
            least = min(card.to_pay or 0 for card in last)
            return [f"{card.title} is not cheaper than {least}" for card in cards if (card.to_pay or least) >= least]
        case "nearer":
            near = min(card.walk or 0 for card in last)
            return [f"{card.title} is not nearer than {near} minutes" for card in cards if (card.walk or 99) > near]
        case "other":
            names = {card.title for card in last}
            return [f"{card.title} was shown just before" for card in cards if card.title in names]
        case None:
            return []


def _manners(answer: Seen) -> list[str]:
    """What holds for every answer: something is said, shortly, with one question at most."""
    problems = []
    if not answer.text and not answer.cards:
        problems.append("nothing is said")
    if len(answer.words.splitlines()) > 2 + (answer.below == "" and len(answer.words.splitlines()) == 3):
        problems.append("more than two lines and a question")
    if answer.text.count("?") > 1 and "“" not in answer.text and '"' not in answer.text:
        problems.append("more than one question")
    if "고객" in answer.text:
        problems.append("a customer is addressed")
    return problems


def _says(text: str, words: str) -> bool:
    return any(word in text for word in words.split("|"))


def _asks(answer: Seen, question: str) -> bool:
    return any(question in line and "?" in line for line in answer.text.splitlines())


def _offers(answer: Seen, label: str) -> bool:
    names = [*answer.labels, *(press.label for card in answer.cards for press in card.presses)]
    return any(label in name for name in names)


async def _rows(then: Then, stage: Stage, door: Door) -> list[str]:
    """Each question is SQL that counts or reads one value; {me} in it is the person's id on the platform."""
    return [
        f"{sql}: {found!r} instead of {value!r}"
        for sql, value in then.rows.items()
        if (found := await stage.value(sql.replace("{me}", door.account.external_id))) != value
    ]
