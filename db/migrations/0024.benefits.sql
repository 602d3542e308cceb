-- What may be had once: welcome and first-order benefits, aid by its limits, and recommending a friend.
-- depends: 0023.programmes

CREATE TABLE chatbot.benefit_grants (
    id BIGSERIAL PRIMARY KEY,
    benefit VARCHAR(20) NOT NULL,
    subject_hash BYTEA NOT NULL,
    wallet_id BIGINT REFERENCES chatbot.user_coupon_wallet (id) ON DELETE SET NULL,
    granted_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT benefit_grants_benefit_check CHECK (benefit IN ('welcome', 'first_order', 'emergency_aid')),
    CONSTRAINT benefit_grants_subject_check CHECK (octet_length(subject_hash) = 32)
);
COMMENT ON TABLE chatbot.benefit_grants IS 'Which card or platform account had which benefit: it hangs on them, not on the chat account of the day.';
COMMENT ON COLUMN chatbot.benefit_grants.subject_hash IS 'Keyed hash of the card''s reference, or of the platform account where there is no card.';
CREATE UNIQUE INDEX benefit_grants_once ON chatbot.benefit_grants (benefit, subject_hash) WHERE benefit <> 'emergency_aid';
CREATE INDEX idx_benefit_grants_subject ON chatbot.benefit_grants (subject_hash, benefit, granted_at DESC);

CREATE TABLE chatbot.referrals (
    id BIGSERIAL PRIMARY KEY,
    referrer_user_id INTEGER NOT NULL REFERENCES chatbot.users (id) ON DELETE CASCADE,
    referred_user_id INTEGER NOT NULL REFERENCES chatbot.users (id) ON DELETE CASCADE,
    status VARCHAR(20) NOT NULL DEFAULT 'PENDING',
    ended_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT referrals_referred_unique UNIQUE (referred_user_id),
    CONSTRAINT referrals_other_person CHECK (referrer_user_id <> referred_user_id),
    CONSTRAINT referrals_status_check CHECK (status IN ('PENDING', 'REWARDED', 'REFUSED')),
    CONSTRAINT referrals_ended_check CHECK ((status = 'PENDING') = (ended_at IS NULL))
);
COMMENT ON TABLE chatbot.referrals IS 'Who was brought by whom, each person once; REWARDED when both have their coupon. Off unless an operator turns it on.';
CREATE INDEX idx_referrals_referrer ON chatbot.referrals (referrer_user_id, created_at DESC);
