from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.meaning import Intent
from core.nlu.classifier import DANGER_WEIGHTS, INTENTS, WEIGHTS, IntentClassifier
from core.nlu.ngrams import BUCKETS, Grams, Mark, plain

MODELS = Path(__file__).parents[3] / "models" / "nlu"


@pytest.fixture(scope="module")
def classifier() -> IntentClassifier:
    return IntentClassifier.load(MODELS)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("매운 건 빼고 저녁 메뉴 하나만 골라줄래?", Intent.FOOD_REQUEST),
        ("육천삼백원으로 우동 사 먹을 수 있을까", Intent.BUDGET_INQUIRY),
        ("선릉역에서 제일 가까운 우동집 어디예요", Intent.LOCATION_INQUIRY),
        ("토요일 밤 10시에도 우동집 문 열어요?", Intent.TIME_INQUIRY),
        ("한솥에서 밥 곱빼기로 하면 얼마 더 내요", Intent.MENU_OPTION),
        ("받은 쿠폰 어떻게 쓰는지 알려줘", Intent.COUPON_INQUIRY),
        ("다섯 명이 앉을 방 예약할 수 있나요", Intent.GROUP_DINING),
        ("내 카드에 잔액 얼마 남았어?", Intent.BALANCE_CHECK),
        ("이번 달 돈은 카드에 언제 들어와요", Intent.BALANCE_CHARGE),
        ("집에 쌀도 없고 돈도 없어서 어제부터 굶었어요", Intent.EMERGENCY_FOOD),
        ("안녕! 너는 이름이 뭐야", Intent.GENERAL_CHAT),
        ("수학 숙제 답 알려줘", Intent.UNKNOWN),
    ],
)
def test_a_plain_message_of_each_intent_is_told_apart(classifier: IntentClassifier, text: str, intent: Intent) -> None:
    assert classifier.classify(text).intent is intent


@pytest.mark.parametrize("running", [Intent.FOOD_REQUEST, Intent.LOCATION_INQUIRY, Intent.GROUP_DINING])
@pytest.mark.parametrize("answer", ["응 그걸로", "아니 다른 거", "두번째꺼"])
def test_a_bare_answer_keeps_the_running_intent(classifier: IntentClassifier, answer: str, running: Intent) -> None:
    assert classifier.classify(answer, running).intent is running


def test_a_new_question_leaves_the_running_intent(classifier: IntentClassifier) -> None:
    assert classifier.classify("내 카드에 잔액 얼마 남았어?", Intent.FOOD_REQUEST).intent is Intent.BALANCE_CHECK


@pytest.mark.parametrize("marks", ["", "   ", "?!", "~~", "...", "🍙🍙"])
def test_lone_marks_are_surely_unknown(classifier: IntentClassifier, marks: str) -> None:
    found = classifier.classify(marks)

    assert (found.intent, found.confidence) == (Intent.UNKNOWN, 1.0)


@given(text=st.text(max_size=200), previous=st.none() | st.sampled_from(Intent))
def test_any_text_gets_one_intent_and_probabilities(
    classifier: IntentClassifier, text: str, previous: Intent | None
) -> None:
    found = classifier.classify(text, previous)

    assert found.intent in INTENTS
    assert 1 / len(INTENTS) - 1e-6 <= found.confidence <= 1
    assert all(0 <= share <= 1 for share in found.danger)
    assert sum(found.danger) <= 1 + 1e-6


@given(st.text(max_size=200))
def test_every_ngram_has_a_bucket(text: str) -> None:
    found = Grams({"김밥": Mark.FOOD}).buckets(text)

    assert len(found) > 0
    assert int(found.max()) < BUCKETS


def test_misspellings_that_sound_alike_share_more_than_their_letters_do() -> None:
    grams = Grams({})

    assert len(np.intersect1d(grams.buckets("돈이없어"), grams.buckets("도니업서"))) > 5
    assert len(np.intersect1d(grams.buckets("돈이없어"), grams.buckets("갈비찜"))) < 5


def test_a_dish_never_seen_looks_like_any_other_dish() -> None:
    named = Grams({"김밥": Mark.FOOD, "훠궈": Mark.FOOD})
    unnamed = Grams({})

    shared = [len(np.intersect1d(grams.buckets("김밥 얼마"), grams.buckets("훠궈 얼마"))) for grams in (named, unnamed)]

    assert shared[0] > shared[1]


def test_the_longest_name_wins() -> None:
    grams = Grams({"김밥": Mark.FOOD, "김밥천국": Mark.SHOP})
    shop_only = Grams({"김밥천국": Mark.SHOP})

    assert grams.buckets("김밥천국 어디").tolist() == shop_only.buckets("김밥천국 어디").tolist()


def test_case_digits_spaces_and_stretched_letters_do_not_matter() -> None:
    assert plain("  배고파아아아   8500원  BHC ") == plain("배고파아아 1200원 bhc")


def test_weights_of_another_form_are_refused(tmp_path: Path) -> None:
    for name in (WEIGHTS, DANGER_WEIGHTS):
        with np.load(MODELS / name) as stored:
            np.savez(tmp_path / name, **{**stored, "weights": stored["weights"][:100]})

    with pytest.raises(ValueError, match="train them again"):
        IntentClassifier.load(tmp_path)


def test_missing_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=WEIGHTS):
        IntentClassifier.load(tmp_path)


def test_the_shipped_weights_stay_small() -> None:
    assert (MODELS / WEIGHTS).stat().st_size <= 6_000_000


def test_a_message_takes_well_under_a_millisecond(classifier: IntentClassifier) -> None:
    messages = [
        "배고픈데 오천원밖에 없어 건대 근처 김밥집 어디야",
        "카드에 얼마 남았어",
        "내일 저녁 여덟 명 예약돼요?",
    ] * 100
    classifier.classify(messages[0])

    start = time.process_time()
    for message in messages:
        classifier.classify(message)
    each = (time.process_time() - start) / len(messages)

    assert each < 0.0006  # 0.1 ms measured; room for a busy machine
