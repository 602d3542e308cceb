"""Rules of migrations 6 to 8: turns, recommendations, times, inbox, repeated requests, reference loads."""

from __future__ import annotations

from tests.db.foundation.rule import Rule, at_least, between, leads_to, one_of, share, unique

_INTENTS = (
    "FOOD_REQUEST", "BUDGET_INQUIRY", "COUPON_INQUIRY", "LOCATION_INQUIRY", "TIME_INQUIRY", "GENERAL_CHAT",
    "MENU_OPTION", "EMERGENCY_FOOD", "GROUP_DINING", "BALANCE_CHECK", "BALANCE_CHARGE", "UNKNOWN",
)  # fmt: skip
_ID, _OTHER = "'00000000-0000-0000-0000-000000000001'", "'00000000-0000-0000-0000-000000000002'"
_AT, _LATER = "'2026-11-23 12:00+09'", "'2026-11-23 12:01+09'"
_TAKEN = {"state": "'taken'", "leased_until": "now()"}
_DONE = {"state": "'done'", "payload": "NULL"}
_TIMES = ("processing_time_ms", "nlu_time_ms", "rag_time_ms", "response_time_ms")

TURNS = (
    one_of("conversations", "extracted_intent", *_INTENTS),
    one_of("conversations", "user_strategy", "ONBOARDING", "DATA_BUILDING", "NORMAL", "URGENT"),
    share("conversations", "intent_confidence"),
    share("conversations", "response_quality_score"),
    share("conversations", "user_satisfaction_inferred"),
    share("conversations", "conversation_coherence"),
    at_least("conversations", "conversation_turn", 1),
    Rule(
        "conversations",
        "conversations_metrics_check",
        [dict.fromkeys(_TIMES, "0"), {}],
        [{name: "-1"} for name in _TIMES],
    ),
    Rule(
        "conversations", "conversations_user_id_fkey", [{"user_id": "101"}, {"user_id": "NULL"}], [{"user_id": "999"}]
    ),
    leads_to("conversations", "selected_shop_id", "101"),
    unique("conversations", "conversations_pkey", {"id": "7", "timestamp": _AT}, {"timestamp": _LATER}),
    unique("conversations", "conversations_turn_unique", {"turn_id": _ID, "timestamp": _AT}, {"timestamp": _LATER}),
    leads_to("conversation_contexts", "user_id", "101"),
    unique("conversation_contexts", "conversation_contexts_pkey", {"session_id": _ID}, {"session_id": _OTHER}),
    at_least("recommendations_log", "recommendation_count"),
    one_of(
        *("recommendations_log", "recommendation_method"),
        *("WIDE_DEEP", "RAG", "HYBRID", "EMERGENCY", "COUPON_BASED", "FALLBACK"),
    ),
    share("recommendations_log", "confidence_score"),
    at_least("recommendations_log", "total_candidates"),
    at_least("recommendations_log", "time_to_decision_ms"),
    between("recommendations_log", "feedback_rating", "1", "5", "0", "6"),
    leads_to("recommendations_log", "user_id", "101"),
    leads_to("recommendations_log", "user_final_selection", "101"),
    unique("recommendations_log", "recommendations_log_pkey", {"id": "7"}, {"id": "8"}),
    unique(
        "recommendations_log",
        "recommendations_log_recommendation_id_key",
        {"recommendation_id": _ID},
        {"recommendation_id": _OTHER},
    ),
    at_least("performance_logs", "total_time_ms"),
    at_least("performance_logs", "nlu_time_ms"),
    at_least("performance_logs", "rag_time_ms"),
    at_least("performance_logs", "recommendation_time_ms"),
    unique("performance_logs", "performance_logs_pkey", {"id": "7"}, {"id": "8"}),
)

QUEUES = (
    Rule(
        "inbox",
        "inbox_state_check",
        [{}, _TAKEN, _DONE, _DONE | {"state": "'dead'"}],
        [_DONE | {"state": "'lost'"}],
    ),
    at_least("inbox", "attempts"),
    Rule("inbox", "inbox_lease_check", [_TAKEN, {}], [{"leased_until": "now()"}, {"state": "'taken'"}]),
    Rule(
        "inbox",
        "inbox_payload_check",
        [_DONE, {}],
        [{"payload": "NULL"}, _TAKEN | {"payload": "NULL"}, {"state": "'done'"}, {"state": "'dead'"}],
    ),
    unique("inbox", "inbox_pkey", {"id": "7"}, {"id": "8", "event_id": "'f'"}),
    unique("inbox", "inbox_event_unique", {"event_id": "'g'"}, {"platform": "'web'"}),
    unique("idempotency_keys", "idempotency_keys_pkey", {"idempotency_key": "'a'"}, {"caller": "'\\x02'"}),
    unique("reference_loads", "reference_loads_pkey", {"reference_name": "'a'"}, {"reference_name": "'b'"}),
)

BURSTS = (
    Rule(
        "inbox",
        "inbox_burst_check",
        [{"merge_until": "now()", "merged_into": "1"}, {"merge_until": "now()"}],
        [{"merged_into": "1"}],
    ),
)
"""Rules that a later migration laid over these tables."""
