from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from core.learning.train.utterances import Utterance, read_utterances
from core.meaning import Intent
from core.nlu.lexicon import Lexicon
from core.safety import LABELS
from tests.core.nlu.examples import LEXICON

DATA = Path(__file__).parents[3] / "data" / "nlu"
FOLDER, DANGER = DATA / "utterances", DATA / "safety"
NEAR = 0.7
FOOD_WORDS = re.compile(r"먹|밥|배고|음식|메뉴|맛|식당|분식|간식|국|면|빵|고기|치킨|떡|김밥|카페|굶|끼")


@pytest.fixture(scope="module")
def said() -> list[Utterance]:
    return read_utterances(FOLDER)


def test_enough_people_say_enough(said: list[Utterance]) -> None:
    assert len(said) >= 6_000
    assert len({one.author for one in said}) >= 80


def test_many_messages_have_no_word_of_food(said: list[Utterance]) -> None:
    dishes = re.compile("|".join(map(re.escape, sorted(Lexicon.load(LEXICON).foods, key=len, reverse=True))))
    without = [one for one in said if not FOOD_WORDS.search(one.text) and not dishes.search(one.text)]

    assert len(without) >= 0.15 * len(said)


def test_every_label_of_danger_is_spoken_and_as_much_that_only_looks_like_it() -> None:
    signs = Counter(one.sign.label if one.sign else None for one in read_utterances(DANGER))

    assert min(signs[label] for label in LABELS) >= 50
    assert signs[None] >= 200


def test_the_same_words_mean_the_same() -> None:
    meant = defaultdict(set)
    for one in read_utterances(FOLDER, DANGER):
        meant[" ".join(one.text.split()), one.previous].add((one.intent, one.sign))

    assert {said: intents for said, intents in meant.items() if len(intents) > 1} == {}


def test_every_author_speaks_of_every_intent(said: list[Utterance]) -> None:
    spoken = defaultdict(set)
    for one in said:
        spoken[one.author].add(one.intent)

    assert {author: set(Intent) - intents for author, intents in spoken.items()} == {author: set() for author in spoken}


@pytest.mark.parametrize(
    "path", [*sorted(FOLDER.glob("*.tsv")), *sorted(DANGER.glob("*.tsv"))], ids=lambda path: path.stem
)
def test_every_file_says_who_is_speaking(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("# persona: ")


def test_no_two_messages_say_nearly_the_same() -> None:
    """Also none of those that the finished understanding is measured on, and was never trained on."""
    paths = (DATA / "held_out").glob("*.jsonl")
    lines = [line for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    held_out = [json.loads(line)["text"] for line in lines]
    texts = [one.text for one in read_utterances(FOLDER, DANGER)] + held_out
    grams = [_grams(text) for text in texts]
    holders: defaultdict[str, list[int]] = defaultdict(list)
    near: list[tuple[str, str]] = []
    for place, mine in enumerate(grams):
        shared = Counter(other for gram in mine for other in holders[gram])
        near += [
            (texts[place], texts[other])
            for other, common in shared.items()
            if common / (len(mine) + len(grams[other]) - common) > NEAR
        ]
        for gram in mine:
            holders[gram].append(place)

    assert near == []


def _grams(text: str) -> set[str]:
    text = " ".join(text.lower().split())
    return {text[start : start + 3] for start in range(max(1, len(text) - 2))}


@pytest.mark.parametrize(
    "line",
    [
        "FOOD_REQUEST",
        "HUNGRY\t밥 줘",
        "GENERAL_CHAT\t무서워\tsafety=fear/crisis",
        "FOOD_REQUEST\t밥 줘\tFOOD_REQUEST",
        "FOOD_REQUEST\t밥\tafter=FOOD_REQUEST\t더",
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "someone.tsv").write_text(f"# persona: someone\n{line}\n", encoding="utf-8")

    with pytest.raises(ValueError, match=r"someone\.tsv:2"):
        read_utterances(tmp_path)


def test_an_answer_within_a_dialogue_knows_what_it_answers(tmp_path: Path) -> None:
    lines = (
        "# persona: someone\nFOOD_REQUEST\t그걸로\tafter=FOOD_REQUEST\nTIME_INQUIRY\t몇 시까지 해\tafter=FOOD_REQUEST\n"
    )
    (tmp_path / "someone.tsv").write_text(lines, encoding="utf-8")

    kept, turned = read_utterances(tmp_path)

    assert kept.continues
    assert not turned.continues
    assert turned.previous is Intent.FOOD_REQUEST
