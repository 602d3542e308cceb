-- Whether a platform may have a message of which nobody knows: only that is in doubt when its sender dies.
-- depends: 0084.campaign_pace

ALTER TABLE chatbot.outbox ADD COLUMN called_at TIMESTAMPTZ;
ALTER TABLE chatbot.outbox ADD CONSTRAINT outbox_called_check CHECK (called_at IS NULL OR state = 'taken');
COMMENT ON COLUMN chatbot.outbox.called_at IS 'When a platform that cannot tell a repeated message was called with this one; whatever is orphaned before is simply sent.';
ALTER TABLE chatbot.outbox DROP COLUMN platform_message_id;  -- nothing ever had one to write
COMMENT ON COLUMN chatbot.campaign_recipients.delivered_at IS 'When the platform said that it arrived, in business time; LINE never says.';
