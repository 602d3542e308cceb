"""What a log line holds of an event: no words, no platform ids, no secrets, at any depth."""

from dataclasses import dataclass
from uuid import UUID

from core.messages import Account
from core.privacy import redact

_TURN = UUID("8c1f6a34-52e6-4f0e-9a7a-0f4b7a3f9d11")


def _redacted(**event: object) -> dict[str, object]:
    return dict(redact(None, "info", dict(event)))


def test_strings_are_masked() -> None:
    assert _redacted(event="import_row", shop="김밥천국", error="bad value 010-1234-5678") == {
        "event": "import_row",
        "shop": "김밥천국",
        "error": "bad value [PHONE]",
    }


def test_raw_words_and_secrets_are_dropped() -> None:
    raw = dict.fromkeys(
        ["text", "body", "payload", "utterance", "external_id", "token", "Authorization", "signature"], "배고파"
    )

    assert _redacted(event="webhook", **raw) == {"event": "webhook"}


def test_the_database_id_of_a_person_stays_and_a_platform_id_goes() -> None:
    assert _redacted(event="turn", user_id=7) == {"event": "turn", "user_id": 7}
    assert _redacted(event="turn", user_id="Ufc9a1b2c3d4e5f6") == {"event": "turn"}


def test_nested_values_are_masked_and_dropped_too() -> None:
    event = _redacted(event="turn", details={"text": "민수야", "notes": ["minsu@naver.com"], "shops": (1, 2)})

    assert event == {"event": "turn", "details": {"notes": ["[EMAIL]"], "shops": [1, 2]}}


def test_an_object_shows_its_type_only() -> None:
    assert _redacted(event="turn", who=Account("kakao", "02e5abcd")) == {"event": "turn", "who": "<Account>"}


def test_an_error_is_told_without_its_data() -> None:
    error = ValueError("no such person: 김민수 학생")

    assert _redacted(event="failed", error=error) == {
        "event": "failed",
        "error": "ValueError: no such person: [NAME] 학생",
    }


def test_numbers_ids_of_turns_and_absent_values_stay() -> None:
    event = {
        "event": "turn",
        "turn_id": _TURN,
        "request_id": str(_TURN),
        "milliseconds": 12.5,
        "ok": True,
        "shop": None,
    }

    assert _redacted(**event) == event


@dataclass(frozen=True)
class _Odd:
    phone: str = "010-1234-5678"


def test_an_unknown_object_does_not_leak_through_its_repr() -> None:
    assert "1234" not in str(_redacted(event="odd", value=_Odd(), values=[_Odd()]))
