-- The payments of a week, whatever shop they were at: every process reads them when new ones were matched.
-- depends: 0080.card_reading

CREATE INDEX idx_card_transactions_paid ON chatbot.card_transactions (occurred_at)
    WHERE shop_id IS NOT NULL AND status = 'APPROVED';
