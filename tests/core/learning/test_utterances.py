from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import pytest

from core.learning.train.utterances import Utterance, read_utterances
from core.meaning import Intent

FOLDER = Path(__file__).parents[3] / "data" / "nlu" / "utterances"
NEAR = 0.7


@pytest.fixture(scope="module")
def said() -> list[Utterance]:
    return read_utterances(FOLDER)


def test_enough_people_say_enough(said: list[Utterance]) -> None:
    assert len(said) >= 2_400
    assert len({one.author for one in said}) >= 24


def test_every_author_speaks_of_every_intent(said: list[Utterance]) -> None:
    spoken = defaultdict(set)
    for one in said:
        spoken[one.author].add(one.intent)

    assert {author: set(Intent) - intents for author, intents in spoken.items()} == {author: set() for author in spoken}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.tsv")), ids=lambda path: path.stem)
def test_every_file_says_who_is_speaking(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("# persona: ")


def test_no_two_messages_say_nearly_the_same(said: list[Utterance]) -> None:
    grams = [_grams(one.text) for one in said]
    holders: defaultdict[str, list[int]] = defaultdict(list)
    near: list[tuple[str, str]] = []
    for place, mine in enumerate(grams):
        shared = Counter(other for gram in mine for other in holders[gram])
        near += [
            (said[place].text, said[other].text)
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
    ["FOOD_REQUEST", "HUNGRY\t밥 줘", "FOOD_REQUEST\t밥 줘\tFOOD_REQUEST", "FOOD_REQUEST\t밥\tafter=FOOD_REQUEST\t더"],
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
