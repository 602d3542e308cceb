"""Rules of what waits to be done: inbox, outbox, campaigns, jobs, answered requests."""

from __future__ import annotations

from db.checks.check import Check

QUEUES = (
    Check(
        "inbox_done_with_payload",
        "An event that is done or dead holds no payload any more.",
        "SELECT id FROM chatbot.inbox WHERE state IN ('done', 'dead') AND payload IS NOT NULL",
    ),
    Check(
        "inbox_left_waiting",
        "No event has waited an hour beyond its time.",
        "SELECT id FROM chatbot.inbox WHERE state IN ('new', 'taken') AND due_at < now() - INTERVAL '1 hour'",
    ),
    Check(
        "lanes_unhashed",
        "A lane is a keyed hash of 32 bytes, never an account.",
        "SELECT id FROM chatbot.inbox WHERE octet_length(lane) <> 32",
    ),
    Check(
        "outbox_done_with_payload",
        "A message that is sent, unknown, dead or cancelled holds no payload any more.",
        "SELECT id FROM chatbot.outbox WHERE state NOT IN ('new', 'taken') AND payload IS NOT NULL",
    ),
    Check(
        "outbox_past_its_time",
        "No message still waits that may not be sent any more.",
        """
        SELECT id FROM chatbot.outbox
        WHERE state IN ('new', 'taken') AND send_before < now() - INTERVAL '10 minutes'
        """,
    ),
    Check(
        "advertisements_without_consent",
        "An advertisement waits or went only to people who agreed to marketing.",
        """
        SELECT o.id FROM chatbot.outbox o
        WHERE o.is_advertisement AND o.state <> 'cancelled' AND NOT coalesce((
            SELECT c.is_granted FROM chatbot.consents c
            WHERE c.user_id = o.user_id AND c.kind = 'marketing' AND c.created_at <= coalesce(o.finished_at, now())
            ORDER BY c.id DESC LIMIT 1), FALSE)
        """,
    ),
    Check(
        "recipients_left_in_finished_campaigns",
        "Nobody of a finished or cancelled campaign is still pending.",
        """
        SELECT r.id FROM chatbot.campaign_recipients r JOIN chatbot.campaigns c ON c.id = r.campaign_id
        WHERE c.status IN ('FINISHED', 'CANCELLED') AND r.state = 'PENDING'
        """,
    ),
    Check(
        "recipients_against_the_outbox",
        "A recipient counts as sent only if the outbox sent the message, or does not know.",
        """
        SELECT r.id FROM chatbot.campaign_recipients r JOIN chatbot.outbox o ON o.id = r.outbox_id
        WHERE r.state = 'SENT' AND o.state NOT IN ('sent', 'unknown')
        """,
    ),
    Check(
        "experiments_over_a_hundred",
        "The shares of an experiment's variants add up to 100 percent at most.",
        """
        SELECT e.id FROM chatbot.experiments e CROSS JOIN jsonb_each_text(e.variants) AS share (variant, percent)
        GROUP BY e.id
        HAVING sum(CASE WHEN percent ~ '^[0-9]+(\\.[0-9]+)?$' THEN percent::numeric ELSE 101 END) > 100
        """,
    ),
    Check(
        "jobs_left_running",
        "No job is still running an hour after its lease ran out.",
        "SELECT id FROM chatbot.job_runs WHERE status = 'RUNNING' AND leased_until < now() - INTERVAL '1 hour'",
    ),
    Check(
        "answers_kept_too_long",
        "The answers of repeated requests are kept for 24 hours, a day of grace for the job that drops them.",
        """
        SELECT encode(caller, 'hex') || ' ' || idempotency_key AS id FROM chatbot.idempotency_keys
        WHERE created_at < now() - INTERVAL '48 hours'
        """,
    ),
)
