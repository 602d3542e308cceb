"""Rules of what waits, broken."""

from __future__ import annotations

from tests.db.checks.faults.fault import Fault, without

_ADVERTISEMENT = """
INSERT INTO chatbot.outbox (id, dedupe_key, user_id, channel, kind, is_advertisement, payload, send_before)
VALUES (90, 'ad', 1, 'line', 'campaign', TRUE, '\\x01', now() + INTERVAL '1 day')
"""
_RECIPIENT = "INSERT INTO chatbot.campaign_recipients (id, campaign_id, user_id, variant, state, outbox_id, sent_at)"

QUEUES = (
    Fault(
        "inbox_done_with_payload",
        "UPDATE chatbot.inbox SET payload = '\\x01' WHERE event_id = 'done'",
        "2",
        without("chatbot.inbox", "inbox_payload_check"),
    ),
    Fault("inbox_left_waiting", "UPDATE chatbot.inbox SET due_at = now() - INTERVAL '2 hours'", "1"),
    Fault("lanes_unhashed", "UPDATE chatbot.inbox SET lane = 'U1234' WHERE id = 1", "1"),
    Fault(
        "outbox_done_with_payload",
        "UPDATE chatbot.outbox SET state = 'sent', finished_at = now()",
        "1",
        without("chatbot.outbox", "outbox_payload_check"),
    ),
    Fault(
        "outbox_past_its_time",
        "UPDATE chatbot.outbox SET send_after = now() - INTERVAL '2 hours', send_before = now() - INTERVAL '1 hour'",
        "1",
    ),
    Fault("advertisements_without_consent", _ADVERTISEMENT, "90"),
    Fault(
        "recipients_left_in_finished_campaigns",
        f"UPDATE chatbot.campaigns SET status = 'CANCELLED', ended_at = now(); "
        f"{_RECIPIENT} VALUES (90, 1, 1, 'a', 'PENDING', NULL, NULL)",
        "90",
    ),
    Fault("recipients_against_the_outbox", f"{_RECIPIENT} VALUES (90, 1, 1, 'a', 'SENT', 1, now())", "90"),
    Fault("experiments_over_a_hundred", 'UPDATE chatbot.experiments SET variants = \'{"a": 60, "b": 41}\'', "1"),
    Fault("experiments_over_a_hundred", 'UPDATE chatbot.experiments SET variants = \'{"a": "half"}\'', "1"),
    Fault("jobs_left_running", "UPDATE chatbot.job_runs SET leased_until = now() - INTERVAL '2 hours'", "1"),
    Fault(
        "answers_kept_too_long",
        "INSERT INTO chatbot.idempotency_keys (caller, idempotency_key, request_hash, created_at) "
        "VALUES ('\\x01', 'k', '\\x01', now() - INTERVAL '3 days')",
        "01 k",
    ),
)
