"""Raw personal data, written."""

from __future__ import annotations

from tests.db.checks.faults.fault import Fault

_LABEL = (
    "INSERT INTO ml_training.nlu_training_data (id, input_text, true_intent, is_used_for_training, training_job_ids)"
)
_TALK = "UPDATE chatbot.conversations SET"
_PHONE = "제 번호는 010-1234-5678이에요"

_ENTITIES = (
    "INSERT INTO ml_training.nlu_training_data (id, input_text, true_intent, {column}) "
    f"VALUES (90, '배고파', 'UNKNOWN', '{{{{\"shop\": \"{_PHONE}\"}}}}')"
)

RAW = (
    Fault("raw_conversations_input_text", f"{_TALK} input_text = '{_PHONE}'", "1"),
    Fault("raw_conversations_response_text", f"{_TALK} response_text = '{_PHONE}'", "1"),
    Fault("raw_conversations_extracted_entities", f'{_TALK} extracted_entities = \'{{"shop": "{_PHONE}"}}\'', "1"),
    Fault(
        "raw_recommendations_log_request_entities",
        f'UPDATE chatbot.recommendations_log SET request_entities = \'{{"taste": ["{_PHONE}"]}}\'',
        "1",
    ),
    Fault("raw_reviews_review_text", f"UPDATE chatbot.reviews SET review_text = '{_PHONE}'", "1"),
    Fault(
        "raw_safety_cases_masked_text",
        "INSERT INTO chatbot.safety_cases (id, turn_id, label, level, masked_text) "
        f"VALUES (90, gen_random_uuid(), 'abuse', 'crisis', '{_PHONE}')",
        "90",
    ),
    Fault("raw_nlu_training_data_input_text", f"{_LABEL} VALUES (90, '{_PHONE}', 'UNKNOWN', FALSE, '{{}}')", "90"),
    Fault(
        "raw_nlu_training_data_normalized_text",
        "INSERT INTO ml_training.nlu_training_data (id, input_text, normalized_text, true_intent) "
        f"VALUES (90, '배고파', '{_PHONE}', 'UNKNOWN')",
        "90",
    ),
    Fault("raw_nlu_training_data_true_entities", _ENTITIES.format(column="true_entities"), "90"),
    Fault("raw_nlu_training_data_predicted_entities", _ENTITIES.format(column="predicted_entities"), "90"),
    Fault(
        "raw_conversation_contexts_context_data_slots",
        f'UPDATE chatbot.conversation_contexts SET context_data = \'{{"slots": {{"location": "{_PHONE}"}}}}\'',
        "00000000-0000-0000-0000-000000000002",
    ),
    Fault(
        "raw_conversations_archive_turns",
        "INSERT INTO chatbot.conversations_archive (month, chunk, turn_count, turns) "
        f"VALUES ('2026-01-01', 1, 1, '[{{\"input_text\": \"{_PHONE}\"}}]')",
        "2026-01-01 1",
    ),
    Fault(
        "raw_audit_log_reason",
        "INSERT INTO chatbot.audit_log (id, action, subject_type, subject_id, reason) "
        f"VALUES (90, 'unmask', 'users', '1', '{_PHONE}')",
        "90",
    ),
)
