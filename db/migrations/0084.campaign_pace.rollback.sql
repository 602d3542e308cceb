DROP INDEX chatbot.idx_campaign_recipients_queued;
ALTER TABLE chatbot.campaign_recipients DROP COLUMN listed_at;
COMMENT ON COLUMN chatbot.campaigns.messages IS '{variant: template with variables}; holds nobody''s data.';
ALTER TABLE chatbot.campaigns DROP COLUMN paced_until;
