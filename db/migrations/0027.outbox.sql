-- Messages to people that nobody has asked for just now: each sent once, or known not to be.
-- depends: 0020.operators

CREATE TABLE chatbot.outbox (
    id BIGSERIAL PRIMARY KEY,
    dedupe_key VARCHAR(200) NOT NULL,
    user_id INTEGER NOT NULL REFERENCES chatbot.users (id) ON DELETE CASCADE,
    region_id INTEGER REFERENCES chatbot.regions (id),
    channel VARCHAR(20) NOT NULL,
    fallback_channels TEXT[] NOT NULL DEFAULT '{}',
    kind VARCHAR(20) NOT NULL,
    is_advertisement BOOLEAN NOT NULL,
    payload BYTEA,
    state VARCHAR(10) NOT NULL DEFAULT 'new',
    attempts INTEGER NOT NULL DEFAULT 0,
    leased_until TIMESTAMPTZ,
    retry_key UUID NOT NULL DEFAULT gen_random_uuid(),
    send_after TIMESTAMPTZ NOT NULL DEFAULT now(),
    send_before TIMESTAMPTZ NOT NULL,
    due_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    platform_message_id VARCHAR(100),
    cost NUMERIC(8, 2) NOT NULL DEFAULT 0,
    last_error VARCHAR(200),
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    finished_at TIMESTAMPTZ,
    CONSTRAINT outbox_dedupe_unique UNIQUE (dedupe_key),
    CONSTRAINT outbox_channel_check CHECK (channel IN ('kakao', 'alimtalk', 'line', 'web', 'test')),
    CONSTRAINT outbox_fallback_check CHECK (fallback_channels <@ ARRAY['kakao', 'alimtalk', 'line', 'web', 'test']),
    CONSTRAINT outbox_kind_check CHECK (kind IN ('aid', 'expiry', 'booking', 'guardian', 'consent', 'answer', 'campaign')),
    CONSTRAINT outbox_advertisement_check CHECK (NOT is_advertisement OR kind = 'campaign'),
    CONSTRAINT outbox_state_check CHECK (state IN ('new', 'taken', 'sent', 'unknown', 'dead', 'cancelled')),
    CONSTRAINT outbox_attempts_check CHECK (attempts >= 0),
    CONSTRAINT outbox_lease_check CHECK ((state = 'taken') = (leased_until IS NOT NULL)),
    CONSTRAINT outbox_payload_check CHECK ((state IN ('new', 'taken')) = (payload IS NOT NULL)),
    CONSTRAINT outbox_finished_check CHECK ((state IN ('new', 'taken')) = (finished_at IS NULL)),
    CONSTRAINT outbox_window_check CHECK (send_before > send_after),
    CONSTRAINT outbox_cost_check CHECK (cost >= 0)
);
COMMENT ON TABLE chatbot.outbox IS 'Platform-neutral messages waiting to be rendered and sent. payload is AES-GCM and emptied when done.';
COMMENT ON COLUMN chatbot.outbox.dedupe_key IS 'What makes a repeated message the same one; holds no personal data.';
COMMENT ON COLUMN chatbot.outbox.region_id IS 'Region of the person''s card, for the console; NULL without a card.';
COMMENT ON COLUMN chatbot.outbox.fallback_channels IS 'Channels to be tried next, in this order.';
COMMENT ON COLUMN chatbot.outbox.kind IS 'What it is about; answer is a reply that came too late for its reply token.';
COMMENT ON COLUMN chatbot.outbox.state IS 'unknown: the platform may have it, and asking again might send it twice.';
COMMENT ON COLUMN chatbot.outbox.retry_key IS 'LINE''s X-Line-Retry-Key: a repeated push counts once.';
COMMENT ON COLUMN chatbot.outbox.send_after IS 'Business time, as send_before; due_at and leased_until are real time.';
COMMENT ON COLUMN chatbot.outbox.platform_message_id IS 'The platform''s own id of the sending (Kakao: task id).';
COMMENT ON COLUMN chatbot.outbox.cost IS 'Won that the platform charges, without tax.';
CREATE INDEX idx_outbox_due ON chatbot.outbox (due_at, id) WHERE state IN ('new', 'taken');
CREATE INDEX idx_outbox_user ON chatbot.outbox (user_id, created_at DESC);
CREATE INDEX idx_outbox_advertisements ON chatbot.outbox (user_id, finished_at) WHERE is_advertisement;
CREATE INDEX idx_outbox_dead ON chatbot.outbox (finished_at) WHERE state IN ('dead', 'unknown');
