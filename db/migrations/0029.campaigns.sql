-- Campaigns: to whom, what, when, and one row for every recipient.
-- depends: 0023.programmes 0027.outbox 0028.experiments

CREATE TABLE chatbot.segments (
    id SERIAL PRIMARY KEY,
    segment_name VARCHAR(100) NOT NULL,
    region_id INTEGER REFERENCES chatbot.regions (id),
    rules JSONB NOT NULL,
    created_by INTEGER REFERENCES chatbot.operators (id),
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT segments_name_unique UNIQUE NULLS NOT DISTINCT (region_id, segment_name),
    CONSTRAINT segments_rules_check CHECK (jsonb_typeof(rules) = 'object')
);
COMMENT ON TABLE chatbot.segments IS 'Groups of people by rules, counted and chosen when they are used.';
COMMENT ON COLUMN chatbot.segments.region_id IS 'Only people whose card is of this region; NULL is everybody.';
CREATE TRIGGER segments_updated_at BEFORE UPDATE ON chatbot.segments
    FOR EACH ROW EXECUTE FUNCTION chatbot.set_updated_at();

CREATE TABLE chatbot.campaigns (
    id SERIAL PRIMARY KEY,
    campaign_name VARCHAR(100) NOT NULL,
    region_id INTEGER REFERENCES chatbot.regions (id),
    kind VARCHAR(20) NOT NULL,
    segment_id INTEGER NOT NULL REFERENCES chatbot.segments (id),
    messages JSONB NOT NULL,
    coupon_id VARCHAR(50) REFERENCES chatbot.coupons (id),
    experiment_id INTEGER REFERENCES chatbot.experiments (id),
    hold_out_percent SMALLINT NOT NULL DEFAULT 0,
    trigger_event VARCHAR(50),
    scheduled_at TIMESTAMPTZ,
    throttle_per_minute INTEGER,
    status VARCHAR(20) NOT NULL DEFAULT 'DRAFT',
    created_by INTEGER REFERENCES chatbot.operators (id),
    started_at TIMESTAMPTZ,
    ended_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT campaigns_kind_check CHECK (kind IN ('advertisement', 'service', 'aid')),
    CONSTRAINT campaigns_messages_check CHECK (jsonb_typeof(messages) = 'object' AND messages <> '{}'),
    CONSTRAINT campaigns_hold_out_check CHECK (hold_out_percent BETWEEN 0 AND 90),
    CONSTRAINT campaigns_need_is_never_held_out CHECK (kind = 'advertisement' OR hold_out_percent = 0),
    CONSTRAINT campaigns_start_is_one CHECK (trigger_event IS NULL OR scheduled_at IS NULL),
    CONSTRAINT campaigns_throttle_check CHECK (throttle_per_minute > 0),
    CONSTRAINT campaigns_status_check CHECK (status IN ('DRAFT', 'SCHEDULED', 'RUNNING', 'PAUSED', 'FINISHED', 'CANCELLED')),
    CONSTRAINT campaigns_scheduled_check CHECK (status <> 'SCHEDULED' OR scheduled_at IS NOT NULL OR trigger_event IS NOT NULL),
    CONSTRAINT campaigns_started_check CHECK (status NOT IN ('RUNNING', 'PAUSED', 'FINISHED') OR started_at IS NOT NULL),
    CONSTRAINT campaigns_not_started_check CHECK (status NOT IN ('DRAFT', 'SCHEDULED') OR started_at IS NULL),
    CONSTRAINT campaigns_ended_check CHECK ((status IN ('FINISHED', 'CANCELLED')) = (ended_at IS NOT NULL))
);
COMMENT ON TABLE chatbot.campaigns IS 'One message to a segment, with or without a coupon. Aid and service are never held out.';
COMMENT ON COLUMN chatbot.campaigns.messages IS '{variant: template with variables}; holds nobody''s data.';
COMMENT ON COLUMN chatbot.campaigns.trigger_event IS 'The event that starts it for a person, instead of scheduled_at for all.';
CREATE INDEX idx_campaigns_region ON chatbot.campaigns (region_id, created_at DESC);
CREATE INDEX idx_campaigns_due ON chatbot.campaigns (scheduled_at) WHERE status = 'SCHEDULED';
CREATE INDEX idx_campaigns_running ON chatbot.campaigns (id) WHERE status = 'RUNNING';
CREATE TRIGGER campaigns_updated_at BEFORE UPDATE ON chatbot.campaigns
    FOR EACH ROW EXECUTE FUNCTION chatbot.set_updated_at();

CREATE TABLE chatbot.campaign_recipients (
    id BIGSERIAL PRIMARY KEY,
    campaign_id INTEGER NOT NULL REFERENCES chatbot.campaigns (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL REFERENCES chatbot.users (id) ON DELETE CASCADE,
    variant VARCHAR(50) NOT NULL,
    state VARCHAR(20) NOT NULL DEFAULT 'PENDING',
    skip_reason VARCHAR(50),
    outbox_id BIGINT REFERENCES chatbot.outbox (id) ON DELETE SET NULL,
    wallet_id BIGINT REFERENCES chatbot.user_coupon_wallet (id) ON DELETE SET NULL,
    sent_at TIMESTAMPTZ,
    delivered_at TIMESTAMPTZ,
    clicked_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT campaign_recipients_person_unique UNIQUE (campaign_id, user_id),
    CONSTRAINT campaign_recipients_outbox_unique UNIQUE (outbox_id),
    CONSTRAINT campaign_recipients_state_check CHECK (state IN (
        'PENDING', 'HELD_OUT', 'QUEUED', 'SENT', 'FAILED', 'SKIPPED', 'CANCELLED'
    )),
    CONSTRAINT campaign_recipients_skipped_check CHECK ((state = 'SKIPPED') = (skip_reason IS NOT NULL)),
    CONSTRAINT campaign_recipients_sent_check CHECK ((state = 'SENT') = (sent_at IS NOT NULL)),
    CONSTRAINT campaign_recipients_after_sent_check CHECK (sent_at IS NOT NULL OR (delivered_at IS NULL AND clicked_at IS NULL))
);
COMMENT ON TABLE chatbot.campaign_recipients IS 'Each person of a campaign once: pausing, resuming and cancelling never repeat or skip anybody.';
COMMENT ON COLUMN chatbot.campaign_recipients.user_id IS 'The person''s main account, however many they have.';
COMMENT ON COLUMN chatbot.campaign_recipients.skip_reason IS 'The rule that kept the message back (consent, age, night, frequency).';
CREATE INDEX idx_campaign_recipients_pending ON chatbot.campaign_recipients (campaign_id, id) WHERE state = 'PENDING';
CREATE INDEX idx_campaign_recipients_user ON chatbot.campaign_recipients (user_id);
CREATE INDEX idx_campaign_recipients_wallet ON chatbot.campaign_recipients (wallet_id) WHERE wallet_id IS NOT NULL;
CREATE TRIGGER campaign_recipients_updated_at BEFORE UPDATE ON chatbot.campaign_recipients
    FOR EACH ROW EXECUTE FUNCTION chatbot.set_updated_at();
