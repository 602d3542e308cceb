-- Money of meal cards in motion: holds, what was paid where, and how far the card system has been read.
-- depends: 0021.orders

CREATE TABLE chatbot.foodcard_holds (
    id BIGSERIAL PRIMARY KEY,
    card_id INTEGER NOT NULL REFERENCES chatbot.foodcard_users (id) ON DELETE CASCADE,
    order_id BIGINT NOT NULL REFERENCES chatbot.orders (id),
    hold_key UUID NOT NULL DEFAULT gen_random_uuid(),
    amount INTEGER NOT NULL,
    status VARCHAR(20) NOT NULL DEFAULT 'REQUESTED',
    provider_hold_id VARCHAR(100),
    finished_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT foodcard_holds_order_unique UNIQUE (order_id),
    CONSTRAINT foodcard_holds_key_unique UNIQUE (hold_key),
    CONSTRAINT foodcard_holds_provider_unique UNIQUE (provider_hold_id),
    CONSTRAINT foodcard_holds_amount_check CHECK (amount > 0),
    CONSTRAINT foodcard_holds_status_check CHECK (status IN ('REQUESTED', 'HELD', 'CAPTURED', 'CANCELLED', 'REFUSED')),
    CONSTRAINT foodcard_holds_provider_check CHECK (status NOT IN ('HELD', 'CAPTURED') OR provider_hold_id IS NOT NULL),
    CONSTRAINT foodcard_holds_finished_check CHECK ((status IN ('REQUESTED', 'HELD')) = (finished_at IS NULL))
);
COMMENT ON TABLE chatbot.foodcard_holds IS 'Amounts (won) that the card system keeps for vouchers. REQUESTED: its answer is not known yet.';
COMMENT ON COLUMN chatbot.foodcard_holds.hold_key IS 'Sent with the request, so that a retry holds once.';
CREATE INDEX idx_foodcard_holds_card ON chatbot.foodcard_holds (card_id, finished_at);
CREATE INDEX idx_foodcard_holds_open ON chatbot.foodcard_holds (created_at) WHERE status IN ('REQUESTED', 'HELD');
CREATE TRIGGER foodcard_holds_updated_at BEFORE UPDATE ON chatbot.foodcard_holds
    FOR EACH ROW EXECUTE FUNCTION chatbot.set_updated_at();

CREATE VIEW chatbot.card_money WITH (security_invoker = true) AS
SELECT c.id AS card_id, c.user_id, c.balance, c.last_sync_at,
       coalesce(h.held, 0)::INTEGER AS held,
       greatest(c.balance - coalesce(h.held, 0), 0)::INTEGER AS available
FROM chatbot.foodcard_users c
LEFT JOIN LATERAL (
    SELECT sum(amount) AS held
    FROM chatbot.foodcard_holds
    WHERE card_id = c.id
      AND (status IN ('REQUESTED', 'HELD') OR (status = 'CAPTURED' AND finished_at > coalesce(c.last_sync_at, '-infinity')))
) h ON TRUE;
COMMENT ON VIEW chatbot.card_money IS 'What a person is shown (won): the balance less open holds, and less captured ones that the last sync cannot know.';

CREATE TABLE chatbot.card_transactions (
    id BIGSERIAL PRIMARY KEY,
    card_id INTEGER NOT NULL REFERENCES chatbot.foodcard_users (id) ON DELETE CASCADE,
    transaction_hash BYTEA NOT NULL,
    status VARCHAR(20) NOT NULL,
    amount INTEGER NOT NULL,
    merchant_name VARCHAR(200) NOT NULL,
    shop_id INTEGER REFERENCES chatbot.shops (id) ON DELETE SET NULL,
    match_method VARCHAR(20),
    match_score NUMERIC(4, 3),
    occurred_at TIMESTAMPTZ NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT card_transactions_hash_unique UNIQUE (transaction_hash),
    CONSTRAINT card_transactions_status_check CHECK (status IN ('APPROVED', 'REFUSED', 'CANCELLED')),
    CONSTRAINT card_transactions_amount_check CHECK (amount >= 0),
    CONSTRAINT card_transactions_method_check CHECK (match_method IN ('name', 'name_address', 'operator')),
    CONSTRAINT card_transactions_score_check CHECK (match_score BETWEEN 0 AND 1),
    CONSTRAINT card_transactions_match_check CHECK (shop_id IS NULL OR (match_method IS NOT NULL AND match_score IS NOT NULL))
);
COMMENT ON TABLE chatbot.card_transactions IS 'Payments that the card system reported (won), matched to shops: evidence of where the card is taken.';
COMMENT ON COLUMN chatbot.card_transactions.transaction_hash IS 'Keyed hash of the card system''s own id: each is kept once.';
COMMENT ON COLUMN chatbot.card_transactions.merchant_name IS 'The shop as the card system names it.';
CREATE INDEX idx_card_transactions_card ON chatbot.card_transactions (card_id, occurred_at DESC);
CREATE INDEX idx_card_transactions_shop ON chatbot.card_transactions (shop_id, occurred_at DESC) WHERE shop_id IS NOT NULL;
CREATE INDEX idx_card_transactions_unmatched ON chatbot.card_transactions (id) WHERE match_method IS NULL;

CREATE TABLE chatbot.card_syncs (
    provider VARCHAR(20) PRIMARY KEY,
    changed_since TIMESTAMPTZ,
    run_started_at TIMESTAMPTZ,
    next_cursor TEXT,
    finished_at TIMESTAMPTZ,
    pages INTEGER NOT NULL DEFAULT 0,
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT card_syncs_provider_check CHECK (provider IN ('http', 'file')),
    CONSTRAINT card_syncs_cursor_check CHECK (next_cursor IS NULL OR run_started_at IS NOT NULL),
    CONSTRAINT card_syncs_pages_check CHECK (pages >= 0)
);
COMMENT ON TABLE chatbot.card_syncs IS 'How far each card system has been read; an interrupted run goes on at its next page.';
COMMENT ON COLUMN chatbot.card_syncs.changed_since IS 'Everything that changed before this is taken over.';
COMMENT ON COLUMN chatbot.card_syncs.run_started_at IS 'Start of the run in hand; NULL when none is.';
COMMENT ON COLUMN chatbot.card_syncs.pages IS 'Pages taken over in the run in hand.';
CREATE TRIGGER card_syncs_updated_at BEFORE UPDATE ON chatbot.card_syncs
    FOR EACH ROW EXECUTE FUNCTION chatbot.set_updated_at();

ALTER TABLE chatbot.foodcard_users
    ADD COLUMN balance_alert_sent_at TIMESTAMPTZ,
    ADD COLUMN provider_updated_at TIMESTAMPTZ,
    ADD COLUMN transactions_read_until TIMESTAMPTZ,
    ADD CONSTRAINT foodcard_users_alert_check CHECK (balance_alert_sent OR balance_alert_sent_at IS NULL);
COMMENT ON COLUMN chatbot.foodcard_users.balance_alert_sent_at IS 'When balance_alert_sent was set; the hourly job takes both back after 24 hours.';
COMMENT ON COLUMN chatbot.foodcard_users.provider_updated_at IS 'updated_at of the card system''s newest row that was taken over; an older one changes nothing.';
COMMENT ON COLUMN chatbot.foodcard_users.transactions_read_until IS 'The card''s transactions before this are in card_transactions.';
CREATE INDEX idx_foodcard_alerts ON chatbot.foodcard_users (balance_alert_sent_at) WHERE balance_alert_sent;
