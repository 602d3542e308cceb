ALTER TABLE chatbot.card_transactions DROP CONSTRAINT card_transactions_reason_check, DROP COLUMN refusal_reason;
ALTER TABLE chatbot.foodcard_users DROP COLUMN ref_linked_at;
COMMENT ON COLUMN chatbot.card_syncs.changed_since IS 'Everything that changed before this is taken over.';
ALTER TABLE chatbot.card_syncs DROP COLUMN read_whole_at, DROP COLUMN newest_seen, DROP COLUMN is_whole;
