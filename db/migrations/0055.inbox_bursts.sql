-- An event knows which message it is or takes back, which turn answers it, and what it was merged into.
-- depends: 0007.inbox

ALTER TABLE chatbot.inbox
    ADD COLUMN turn_id UUID,
    ADD COLUMN message_hash BYTEA,
    ADD COLUMN retracts_hash BYTEA,
    ADD COLUMN merge_until TIMESTAMPTZ,
    ADD COLUMN merged_into BIGINT,
    ADD COLUMN may_be_answered BOOLEAN NOT NULL DEFAULT FALSE,
    ADD CONSTRAINT inbox_burst_check CHECK (merged_into IS NULL OR merge_until IS NOT NULL);
COMMENT ON COLUMN chatbot.inbox.turn_id IS 'The turn that answers the event; of a burst that of its first event.';
COMMENT ON COLUMN chatbot.inbox.message_hash IS 'Keyed hash of the platform''s id of the message, by which it can be taken back.';
COMMENT ON COLUMN chatbot.inbox.retracts_hash IS 'Keyed hash of the message that this event takes back.';
COMMENT ON COLUMN chatbot.inbox.merge_until IS 'Words that the same person wrote until then are answered together with these.';
COMMENT ON COLUMN chatbot.inbox.merged_into IS 'The first event of the burst that this one is answered with.';
COMMENT ON COLUMN chatbot.inbox.may_be_answered IS 'An answer was begun to be sent, and nobody knows whether it arrived.';
COMMENT ON COLUMN chatbot.inbox.lane IS 'Keyed hash of the account; events of one lane run one after another. Random bytes once that is over.';
CREATE INDEX idx_inbox_message ON chatbot.inbox (message_hash) WHERE message_hash IS NOT NULL;
CREATE INDEX idx_inbox_retracts ON chatbot.inbox (retracts_hash) WHERE retracts_hash IS NOT NULL;
