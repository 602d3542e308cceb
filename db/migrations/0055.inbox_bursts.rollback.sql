DROP INDEX chatbot.idx_inbox_retracts;
DROP INDEX chatbot.idx_inbox_message;
ALTER TABLE chatbot.inbox
    DROP COLUMN may_be_answered,
    DROP COLUMN merged_into,
    DROP COLUMN merge_until,
    DROP COLUMN retracts_hash,
    DROP COLUMN message_hash,
    DROP COLUMN turn_id;
COMMENT ON COLUMN chatbot.inbox.lane IS 'Keyed hash of the account; events of one lane run one after another.';
