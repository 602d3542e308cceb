-- What an operator may set for emergency aid in a region (domain.md 7).
-- depends: 0080.card_reading

ALTER TABLE chatbot.regions
    ADD COLUMN aid_below_meal BOOLEAN NOT NULL DEFAULT FALSE,
    ADD COLUMN aid_monthly_maximum SMALLINT NOT NULL DEFAULT 5
        CONSTRAINT regions_aid_maximum_check CHECK (aid_monthly_maximum BETWEEN 0 AND 31);
COMMENT ON COLUMN chatbot.regions.aid_below_meal IS 'Whether a card counts as low below the region''s meal amount instead of below the person''s own threshold.';
COMMENT ON COLUMN chatbot.regions.aid_monthly_maximum IS 'How often a card may have emergency aid in a calendar month of KST; 0 switches it off.';
CREATE INDEX idx_foodcard_untold ON chatbot.foodcard_users (id) WHERE status = 'ACTIVE' AND NOT balance_alert_sent;
