-- The telephone number of a guardian, as the welfare office holds it: on its way to them in the code that they type.
-- depends: 0096.outbox_calls

ALTER TABLE chatbot.link_codes ADD COLUMN phone_enc BYTEA;
ALTER TABLE chatbot.link_codes ADD CONSTRAINT link_codes_phone_check
    CHECK (phone_enc IS NULL OR (purpose = 'guardian' AND used_at IS NULL AND revoked_at IS NULL));
COMMENT ON COLUMN chatbot.link_codes.phone_enc IS 'AES-256-GCM: the guardian''s telephone number; emptied when used or revoked.';
