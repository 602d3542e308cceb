-- Coupons and the wallets that hold them.
-- depends: 0003.shops 0004.people

CREATE TABLE chatbot.coupons (
    id VARCHAR(50) PRIMARY KEY,
    coupon_name VARCHAR(200) NOT NULL,
    description TEXT NOT NULL,
    coupon_type VARCHAR(30) NOT NULL CHECK (coupon_type IN ('FIXED_AMOUNT', 'PERCENTAGE', 'FREEBIE', 'BOGO')),
    discount_amount INTEGER CHECK (discount_amount > 0),
    discount_rate NUMERIC(3, 2) CHECK (discount_rate > 0 AND discount_rate <= 1),
    max_discount_amount INTEGER CHECK (max_discount_amount > 0),
    free_item VARCHAR(200),
    is_stackable BOOLEAN NOT NULL DEFAULT FALSE,
    min_order_amount INTEGER NOT NULL DEFAULT 0 CHECK (min_order_amount >= 0),
    usage_type VARCHAR(30) NOT NULL CHECK (usage_type IN ('ALL', 'SHOP', 'CATEGORY', 'FOODCARD', 'NEW_USER', 'LOYALTY')),
    target_categories TEXT[],
    applicable_shop_ids INTEGER[],
    target_user_types TEXT[],
    valid_from DATE NOT NULL DEFAULT CURRENT_DATE,
    valid_until DATE NOT NULL,
    max_issue_count INTEGER CHECK (max_issue_count >= 0),
    max_use_per_user INTEGER NOT NULL DEFAULT 1 CHECK (max_use_per_user >= 1),
    total_issued INTEGER NOT NULL DEFAULT 0 CHECK (total_issued >= 0),
    total_used INTEGER NOT NULL DEFAULT 0 CHECK (total_used >= 0),
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    priority_score NUMERIC(3, 2) NOT NULL DEFAULT 0.50 CHECK (priority_score BETWEEN 0 AND 1),
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    created_by VARCHAR(100),
    CONSTRAINT coupons_fixed_amount CHECK (coupon_type <> 'FIXED_AMOUNT' OR
        (discount_amount IS NOT NULL AND discount_rate IS NULL AND free_item IS NULL)),
    CONSTRAINT coupons_percentage CHECK (coupon_type <> 'PERCENTAGE' OR
        (discount_rate IS NOT NULL AND discount_amount IS NULL AND free_item IS NULL)),
    CONSTRAINT coupons_freebie CHECK (coupon_type <> 'FREEBIE' OR
        (free_item IS NOT NULL AND discount_amount IS NULL AND discount_rate IS NULL)),
    CONSTRAINT coupons_bogo CHECK (coupon_type <> 'BOGO' OR
        (discount_amount IS NULL AND discount_rate IS NULL AND free_item IS NULL)),
    CONSTRAINT coupons_valid_period CHECK (valid_until >= valid_from),
    CONSTRAINT coupons_issue_limit CHECK (max_issue_count IS NULL OR total_issued <= max_issue_count),
    CONSTRAINT coupons_used_within_issued CHECK (total_used <= total_issued)
);
COMMENT ON TABLE chatbot.coupons IS 'Coupon definitions; amounts in won, dates in KST with the last day whole.';
COMMENT ON COLUMN chatbot.coupons.is_stackable IS 'May stand beside another coupon in one order.';
CREATE INDEX idx_coupons_type ON chatbot.coupons (usage_type);
CREATE INDEX idx_coupons_active ON chatbot.coupons (is_active, valid_from, valid_until);
CREATE INDEX idx_coupons_categories ON chatbot.coupons USING gin (target_categories);
CREATE INDEX idx_coupons_shops ON chatbot.coupons USING gin (applicable_shop_ids);

CREATE TABLE chatbot.user_coupon_wallet (
    id BIGSERIAL PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES chatbot.users (id) ON DELETE CASCADE,
    coupon_id VARCHAR(50) NOT NULL REFERENCES chatbot.coupons (id),
    status VARCHAR(20) NOT NULL DEFAULT 'ACTIVE' CHECK (status IN ('ACTIVE', 'USED', 'EXPIRED', 'CANCELLED')),
    issued_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    issued_by VARCHAR(100) NOT NULL DEFAULT 'SYSTEM',
    acquisition_source VARCHAR(50) NOT NULL CHECK (acquisition_source IN (
        'WELCOME_BONUS', 'LOYALTY_REWARD', 'EMERGENCY_ASSIST', 'PROMOTION', 'ADMIN_GRANT', 'REFERRAL'
    )),
    acquisition_context JSONB,
    used_at TIMESTAMPTZ,
    used_shop_id INTEGER REFERENCES chatbot.shops (id),
    used_order_amount INTEGER CHECK (used_order_amount >= 0),
    discount_applied INTEGER CHECK (discount_applied >= 0),
    reserved_order_id BIGINT,
    reserved_until TIMESTAMPTZ,
    expires_at TIMESTAMPTZ NOT NULL,
    expiry_notified BOOLEAN NOT NULL DEFAULT FALSE,
    usage_probability NUMERIC(4, 3) NOT NULL DEFAULT 0.500 CHECK (usage_probability BETWEEN 0 AND 1),
    recommended_usage_date DATE,
    CONSTRAINT user_coupon_wallet_used_check CHECK ((status = 'USED') = (used_at IS NOT NULL)),
    CONSTRAINT user_coupon_wallet_reserved_check CHECK ((reserved_order_id IS NULL) = (reserved_until IS NULL))
);
COMMENT ON TABLE chatbot.user_coupon_wallet IS 'Coupons that a person holds or held.';
CREATE UNIQUE INDEX user_coupon_wallet_one_active ON chatbot.user_coupon_wallet (user_id, coupon_id) WHERE status = 'ACTIVE';
CREATE INDEX idx_user_coupon_user_status ON chatbot.user_coupon_wallet (user_id, status);
CREATE INDEX idx_user_coupon_expires ON chatbot.user_coupon_wallet (expires_at) WHERE status = 'ACTIVE';
CREATE INDEX idx_user_coupon_usage_prob ON chatbot.user_coupon_wallet (usage_probability DESC) WHERE status = 'ACTIVE';
