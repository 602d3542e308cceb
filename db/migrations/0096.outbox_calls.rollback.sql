COMMENT ON COLUMN chatbot.campaign_recipients.delivered_at IS NULL;
ALTER TABLE chatbot.outbox ADD COLUMN platform_message_id VARCHAR(100);
COMMENT ON COLUMN chatbot.outbox.platform_message_id IS 'The platform''s own id of the sending (Kakao: task id).';
ALTER TABLE chatbot.outbox DROP COLUMN called_at;
