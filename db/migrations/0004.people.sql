-- People who agreed to be remembered, what they agreed to, their profile and meal card.
-- depends: 0002.regions

CREATE TABLE chatbot.users (
    id SERIAL PRIMARY KEY,
    external_user_id VARCHAR(200) NOT NULL,
    platform VARCHAR(50) NOT NULL CHECK (platform IN ('web', 'mobile_app', 'kakao', 'line', 'facebook', 'test')),
    name_enc BYTEA,
    nickname VARCHAR(100),
    email_enc BYTEA,
    email_hash BYTEA UNIQUE,
    phone_enc BYTEA,
    phone_hash BYTEA UNIQUE,
    birth_date_enc BYTEA,
    birth_year SMALLINT CHECK (birth_year BETWEEN 1900 AND 2100),
    current_address_enc BYTEA,
    preferred_location VARCHAR(100),
    status VARCHAR(20) NOT NULL DEFAULT 'ACTIVE' CHECK (status IN ('ACTIVE', 'INACTIVE', 'SUSPENDED', 'DELETED')),
    terms_agreed_at TIMESTAMPTZ,
    privacy_agreed_at TIMESTAMPTZ,
    marketing_agreed_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    last_login_at TIMESTAMPTZ,
    CONSTRAINT users_account_unique UNIQUE (platform, external_user_id)
);
COMMENT ON TABLE chatbot.users IS 'Accounts of people whose data may be kept. Columns *_enc are AES-256-GCM with a key id, *_hash keyed hashes.';
CREATE INDEX idx_users_status ON chatbot.users (status) WHERE status = 'ACTIVE';
CREATE TRIGGER users_updated_at BEFORE UPDATE ON chatbot.users
    FOR EACH ROW EXECUTE FUNCTION chatbot.set_updated_at();

CREATE TABLE chatbot.consents (
    id BIGSERIAL PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES chatbot.users (id),
    kind VARCHAR(30) NOT NULL CHECK (kind IN (
        'service', 'guardian', 'location', 'allergy', 'religion', 'marketing', 'night_marketing'
    )),
    is_granted BOOLEAN NOT NULL,
    source VARCHAR(30) NOT NULL CHECK (source IN ('chat', 'token', 'office', 'operator')),
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
COMMENT ON TABLE chatbot.consents IS 'Append-only history of what a person agreed to or took back; the newest row of a kind holds.';
CREATE INDEX idx_consents_user ON chatbot.consents (user_id, kind, id DESC);
CREATE TRIGGER consents_append_only BEFORE UPDATE OR DELETE ON chatbot.consents
    FOR EACH ROW EXECUTE FUNCTION chatbot.refuse_change();

CREATE TABLE chatbot.user_profiles (
    id SERIAL PRIMARY KEY,
    user_id INTEGER NOT NULL UNIQUE REFERENCES chatbot.users (id) ON DELETE CASCADE,
    preferred_categories TEXT[] NOT NULL DEFAULT '{}',
    average_budget INTEGER CHECK (average_budget >= 0),
    budget_min INTEGER CHECK (budget_min >= 0),
    budget_max INTEGER CHECK (budget_max >= budget_min),
    spice_level SMALLINT CHECK (spice_level BETWEEN 0 AND 3),
    dietary_restrictions TEXT[] NOT NULL DEFAULT '{}',
    hide_amounts BOOLEAN NOT NULL DEFAULT FALSE,
    favorite_shops INTEGER[] NOT NULL DEFAULT '{}',
    conversation_style VARCHAR(20) NOT NULL DEFAULT 'friendly' CHECK (conversation_style IN ('friendly', 'formal', 'casual', 'brief')),
    taste_preferences JSONB NOT NULL DEFAULT '{}',
    companion_patterns TEXT[] NOT NULL DEFAULT '{}',
    location_preferences TEXT[] NOT NULL DEFAULT '{}',
    good_influence_preference NUMERIC(3, 2) NOT NULL DEFAULT 0.50 CHECK (good_influence_preference BETWEEN 0 AND 1),
    interaction_count INTEGER NOT NULL DEFAULT 0 CHECK (interaction_count >= 0),
    data_completeness NUMERIC(3, 2) NOT NULL DEFAULT 0 CHECK (data_completeness BETWEEN 0 AND 1),
    recent_orders JSONB NOT NULL DEFAULT '[]',
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    last_updated TIMESTAMPTZ NOT NULL DEFAULT now()
);
COMMENT ON TABLE chatbot.user_profiles IS 'What was learned of a person who agreed; budgets in won, spice 0 (none) to 3.';
CREATE INDEX idx_user_profiles_categories ON chatbot.user_profiles USING gin (preferred_categories);
CREATE INDEX idx_user_profiles_favorites ON chatbot.user_profiles USING gin (favorite_shops);
CREATE INDEX idx_user_profiles_completeness ON chatbot.user_profiles (data_completeness DESC) WHERE data_completeness > 0.5;
CREATE TRIGGER user_profiles_updated_at BEFORE UPDATE ON chatbot.user_profiles
    FOR EACH ROW EXECUTE FUNCTION chatbot.set_updated_at();

CREATE TABLE chatbot.foodcard_users (
    id SERIAL PRIMARY KEY,
    user_id INTEGER NOT NULL UNIQUE REFERENCES chatbot.users (id) ON DELETE CASCADE,
    card_ref_enc BYTEA,
    card_ref_hash BYTEA UNIQUE,
    card_last_four CHAR(4) CHECK (card_last_four ~ '^[0-9]{4}$'),
    card_type VARCHAR(30) NOT NULL CHECK (card_type IN ('아동급식카드', '청소년급식카드', '취약계층지원카드', '기타')),
    region_id INTEGER NOT NULL REFERENCES chatbot.regions (id),
    charge_day SMALLINT CHECK (charge_day BETWEEN 1 AND 31),
    balance INTEGER NOT NULL DEFAULT 0 CHECK (balance >= 0),
    target_age_group VARCHAR(20) NOT NULL CHECK (target_age_group IN ('초등학생', '중학생', '고등학생', '대학생', '청년', '기타')),
    status VARCHAR(20) NOT NULL DEFAULT 'ACTIVE' CHECK (status IN ('ACTIVE', 'INACTIVE', 'SUSPENDED', 'EXPIRED', 'LOST')),
    balance_alert_threshold INTEGER NOT NULL DEFAULT 5000 CHECK (balance_alert_threshold >= 0),
    balance_alert_sent BOOLEAN NOT NULL DEFAULT FALSE,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    last_sync_at TIMESTAMPTZ
);
COMMENT ON TABLE chatbot.foodcard_users IS 'Linked meal cards; the card system is the only authority on balance (won).';
COMMENT ON COLUMN chatbot.foodcard_users.charge_day IS 'Day of the month; NULL means the region''s rule.';
CREATE INDEX idx_foodcard_status ON chatbot.foodcard_users (status) WHERE status = 'ACTIVE';
CREATE INDEX idx_foodcard_balance ON chatbot.foodcard_users (balance) WHERE balance < 5000;
CREATE TRIGGER foodcard_users_updated_at BEFORE UPDATE ON chatbot.foodcard_users
    FOR EACH ROW EXECUTE FUNCTION chatbot.set_updated_at();

CREATE FUNCTION chatbot.guard_card_balance() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.balance IS DISTINCT FROM OLD.balance
       AND current_setting('naviyam.card_sync', TRUE) IS DISTINCT FROM 'on' THEN
        RAISE EXCEPTION 'only sync_card_balance may change a balance' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER foodcard_users_guard_balance BEFORE UPDATE ON chatbot.foodcard_users
    FOR EACH ROW EXECUTE FUNCTION chatbot.guard_card_balance();

CREATE FUNCTION chatbot.sync_card_balance(p_card_id INTEGER, p_balance INTEGER, p_status VARCHAR, p_synced_at TIMESTAMPTZ)
RETURNS VOID LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('naviyam.card_sync', 'on', TRUE);
    UPDATE chatbot.foodcard_users
       SET balance = p_balance, status = p_status, last_sync_at = p_synced_at
     WHERE id = p_card_id;
    PERFORM set_config('naviyam.card_sync', 'off', TRUE);
END;
$$;
COMMENT ON FUNCTION chatbot.sync_card_balance IS 'The only writer of foodcard_users.balance.';
