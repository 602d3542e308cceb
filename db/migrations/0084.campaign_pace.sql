-- How fast a campaign goes out, over all processes, and when each of its people came onto its list.
-- depends: 0083.card_asked

ALTER TABLE chatbot.campaigns ADD COLUMN paced_until TIMESTAMPTZ;
COMMENT ON COLUMN chatbot.campaigns.messages IS '{variant: {text: template with variables, link: where its tracked link leads}}; holds nobody''s data.';
COMMENT ON COLUMN chatbot.campaigns.paced_until IS 'Up to when its throttle is used up, in real time; the next message is due then.';
ALTER TABLE chatbot.campaign_recipients ADD COLUMN listed_at TIMESTAMPTZ NOT NULL DEFAULT now();
COMMENT ON COLUMN chatbot.campaign_recipients.listed_at IS 'When the person came onto the list, in business time: what they did afterwards is compared with those held out.';
CREATE INDEX idx_campaign_recipients_queued ON chatbot.campaign_recipients (campaign_id) WHERE state = 'QUEUED';
