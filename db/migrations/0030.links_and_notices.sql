-- Links whose clicks are counted, and what operators have the bot say in its replies.
-- depends: 0029.campaigns

CREATE TABLE chatbot.tracked_links (
    id BIGSERIAL PRIMARY KEY,
    code VARCHAR(22) NOT NULL,
    target_url TEXT NOT NULL,
    recipient_id BIGINT REFERENCES chatbot.campaign_recipients (id) ON DELETE CASCADE,
    expires_at TIMESTAMPTZ NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT tracked_links_code_unique UNIQUE (code),
    CONSTRAINT tracked_links_code_check CHECK (code ~ '^[A-Za-z0-9_-]{8,22}$'),
    CONSTRAINT tracked_links_target_check CHECK (target_url ~ '^https?://'),
    CONSTRAINT tracked_links_expiry_check CHECK (expires_at > created_at)
);
COMMENT ON TABLE chatbot.tracked_links IS 'Short links /r/{code} of messages.';
COMMENT ON COLUMN chatbot.tracked_links.recipient_id IS 'Whose message carries it; NULL for a link that is the same for all.';
CREATE INDEX idx_tracked_links_recipient ON chatbot.tracked_links (recipient_id) WHERE recipient_id IS NOT NULL;

CREATE TABLE chatbot.link_clicks (
    id BIGSERIAL PRIMARY KEY,
    link_id BIGINT NOT NULL REFERENCES chatbot.tracked_links (id) ON DELETE CASCADE,
    clicked_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
COMMENT ON TABLE chatbot.link_clicks IS 'When a tracked link was opened; neither address nor browser is kept.';
CREATE INDEX idx_link_clicks_link ON chatbot.link_clicks (link_id, clicked_at);

CREATE TABLE chatbot.notices (
    id SERIAL PRIMARY KEY,
    region_id INTEGER REFERENCES chatbot.regions (id) ON DELETE CASCADE,
    notice_text VARCHAR(200) NOT NULL,
    link_url TEXT,
    intents TEXT[] NOT NULL DEFAULT '{}',
    shown_from TIMESTAMPTZ NOT NULL,
    shown_until TIMESTAMPTZ NOT NULL,
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    created_by INTEGER REFERENCES chatbot.operators (id),
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT notices_text_check CHECK (btrim(notice_text) <> ''),
    CONSTRAINT notices_link_check CHECK (link_url ~ '^https://'),
    CONSTRAINT notices_intents_check CHECK (intents <@ ARRAY[
        'FOOD_REQUEST', 'BUDGET_INQUIRY', 'COUPON_INQUIRY', 'LOCATION_INQUIRY', 'TIME_INQUIRY', 'GENERAL_CHAT',
        'MENU_OPTION', 'EMERGENCY_FOOD', 'GROUP_DINING', 'BALANCE_CHECK', 'BALANCE_CHARGE', 'UNKNOWN'
    ]),
    CONSTRAINT notices_window_check CHECK (shown_until > shown_from)
);
COMMENT ON TABLE chatbot.notices IS 'Sentences shown in replies for a while ("추석 급식카드 안내").';
COMMENT ON COLUMN chatbot.notices.region_id IS 'Only to people whose card is of this region; NULL is everybody.';
COMMENT ON COLUMN chatbot.notices.intents IS 'Only under these intents; empty is every intent.';
CREATE INDEX idx_notices_shown ON chatbot.notices (shown_until) WHERE is_active;
CREATE TRIGGER notices_updated_at BEFORE UPDATE ON chatbot.notices
    FOR EACH ROW EXECUTE FUNCTION chatbot.set_updated_at();
