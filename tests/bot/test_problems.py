from __future__ import annotations

import re

import pytest

from bot.problems import FieldError, Kind, Problem, Problems

WORDS = {"field": "message", "header": "Idempotency-Key", "sentence": "이 쿠폰은 이미 썼어요."}


@pytest.mark.parametrize("kind", Kind)
def test_every_problem_is_told_in_kind_korean(kind: Kind) -> None:
    document = Problems.load().document(Problem(kind, retry_after=7, words=WORDS), "id")
    assert re.search(r"[가-힣]", document["detail"])
    assert re.search(r"(요|세요)\.$", document["detail"])
    assert "{" not in document["detail"]
    assert document["title"].isascii()
    assert document["status"] == kind.status


def test_a_problem_says_when_to_come_back() -> None:
    problem = Problem(Kind.RATE_LIMITED, code="rate_limited", retry_after=12)
    assert problem.headers == {"Retry-After": "12"}
    assert "12초" in Problems.load().document(problem, "id")["detail"]


def test_a_problem_lists_its_fields() -> None:
    problem = Problem(Kind.INVALID_FIELD, errors=(FieldError("location.lat", "too far north"),), words=WORDS)
    assert Problems.load().document(problem, "id")["errors"] == [{"field": "location.lat", "reason": "too far north"}]
