-- How a card system is read so that nothing is missed, whatever its clock; and why a card was refused.
-- depends: 0025.card_money

ALTER TABLE chatbot.card_syncs
    ADD COLUMN is_whole BOOLEAN NOT NULL DEFAULT FALSE,
    ADD COLUMN newest_seen TIMESTAMPTZ,
    ADD COLUMN read_whole_at TIMESTAMPTZ;
COMMENT ON COLUMN chatbot.card_syncs.changed_since IS 'The newest updated_at (the card system''s own clock) of the runs before: everything older is taken over.';
COMMENT ON COLUMN chatbot.card_syncs.is_whole IS 'Whether the run in hand reads every card: the first run, and one after a card was linked.';
COMMENT ON COLUMN chatbot.card_syncs.newest_seen IS 'The newest updated_at of the run in hand.';
COMMENT ON COLUMN chatbot.card_syncs.read_whole_at IS 'Start of the last finished run that read every card; real time, as run_started_at.';

ALTER TABLE chatbot.foodcard_users ADD COLUMN ref_linked_at TIMESTAMPTZ NOT NULL DEFAULT now();
COMMENT ON COLUMN chatbot.foodcard_users.ref_linked_at IS 'When the card system''s reference was linked; real time. A card newer than the last whole reading makes the next one whole.';

ALTER TABLE chatbot.card_transactions
    ADD COLUMN refusal_reason VARCHAR(20),
    ADD CONSTRAINT card_transactions_reason_check CHECK (
        refusal_reason IS NULL
        OR (status = 'REFUSED' AND refusal_reason IN ('MERCHANT', 'BALANCE', 'LIMIT', 'HOURS', 'CARD')));
COMMENT ON COLUMN chatbot.card_transactions.refusal_reason IS 'Why it was refused, where the card system tells; only MERCHANT speaks against the shop.';
