-- Events that a platform handed over and that must be answered, and keys of requests already answered.
-- depends: 0001.schemas

CREATE TABLE chatbot.inbox (
    id BIGSERIAL PRIMARY KEY,
    platform VARCHAR(50) NOT NULL,
    event_id VARCHAR(100) NOT NULL,
    lane BYTEA NOT NULL,
    payload BYTEA,
    state VARCHAR(10) NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'taken', 'done', 'dead')),
    attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    occurred_at TIMESTAMPTZ NOT NULL,
    received_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    due_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    leased_until TIMESTAMPTZ,
    finished_at TIMESTAMPTZ,
    last_error VARCHAR(200),
    CONSTRAINT inbox_event_unique UNIQUE (platform, event_id),
    CONSTRAINT inbox_lease_check CHECK ((state = 'taken') = (leased_until IS NOT NULL)),
    CONSTRAINT inbox_payload_check CHECK ((state IN ('new', 'taken')) = (payload IS NOT NULL))
);
COMMENT ON TABLE chatbot.inbox IS 'Events accepted with a 200. Payload is AES-GCM and emptied when done.';
COMMENT ON COLUMN chatbot.inbox.lane IS 'Keyed hash of the account; events of one lane run one after another.';
CREATE INDEX idx_inbox_due ON chatbot.inbox (due_at, id) WHERE state IN ('new', 'taken');
CREATE INDEX idx_inbox_lane ON chatbot.inbox (lane, id) WHERE state IN ('new', 'taken');

CREATE TABLE chatbot.idempotency_keys (
    caller BYTEA NOT NULL,
    idempotency_key VARCHAR(200) NOT NULL,
    request_hash BYTEA NOT NULL,
    status SMALLINT,
    response BYTEA,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (caller, idempotency_key)
);
COMMENT ON TABLE chatbot.idempotency_keys IS 'Answers of POST requests by Idempotency-Key, kept 24 hours; response is AES-GCM, NULL while running.';
CREATE INDEX idx_idempotency_keys_created ON chatbot.idempotency_keys (created_at);
