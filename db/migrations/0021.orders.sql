-- Orders, what is in them, and the vouchers by which a shop confirms them.
-- depends: 0020.operators

CREATE TABLE chatbot.orders (
    id BIGSERIAL PRIMARY KEY,
    request_id UUID NOT NULL,
    user_id INTEGER REFERENCES chatbot.users (id) ON DELETE SET NULL,
    shop_id INTEGER NOT NULL REFERENCES chatbot.shops (id),
    turn_id UUID,
    status VARCHAR(20) NOT NULL DEFAULT 'PENDING',
    total_amount INTEGER NOT NULL,
    discount_amount INTEGER NOT NULL DEFAULT 0,
    amount_to_pay INTEGER NOT NULL GENERATED ALWAYS AS (total_amount - discount_amount) STORED,
    ordered_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    completed_at TIMESTAMPTZ,
    ended_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT orders_request_unique UNIQUE (request_id),
    CONSTRAINT orders_status_check CHECK (status IN ('PENDING', 'COMPLETED', 'CANCELLED', 'EXPIRED')),
    CONSTRAINT orders_total_check CHECK (total_amount BETWEEN 0 AND 10000000),
    CONSTRAINT orders_discount_check CHECK (discount_amount BETWEEN 0 AND total_amount),
    CONSTRAINT orders_completed_check CHECK ((status = 'COMPLETED') = (completed_at IS NOT NULL)),
    CONSTRAINT orders_ended_check CHECK ((status IN ('CANCELLED', 'EXPIRED')) = (ended_at IS NOT NULL))
);
COMMENT ON TABLE chatbot.orders IS 'What a person takes to a shop with a voucher; amounts in won. PENDING until the shop confirms; never deleted, because settlements count them.';
COMMENT ON COLUMN chatbot.orders.request_id IS 'Identity of the request or turn that made it: a repeated one makes no second order.';
COMMENT ON COLUMN chatbot.orders.user_id IS 'NULL once the person is erased.';
COMMENT ON COLUMN chatbot.orders.turn_id IS 'The conversation''s turn, without a foreign key; NULL once that month is archived.';
CREATE INDEX idx_orders_user ON chatbot.orders (user_id, ordered_at DESC);
CREATE INDEX idx_orders_shop ON chatbot.orders (shop_id, ordered_at DESC);
CREATE INDEX idx_orders_completed ON chatbot.orders (user_id, completed_at DESC) WHERE status = 'COMPLETED';
CREATE TRIGGER orders_updated_at BEFORE UPDATE ON chatbot.orders
    FOR EACH ROW EXECUTE FUNCTION chatbot.set_updated_at();

CREATE TABLE chatbot.order_items (
    id BIGSERIAL PRIMARY KEY,
    order_id BIGINT NOT NULL REFERENCES chatbot.orders (id) ON DELETE CASCADE,
    menu_id INTEGER REFERENCES chatbot.menus (id) ON DELETE SET NULL,
    menu_name VARCHAR(200) NOT NULL,
    unit_price INTEGER NOT NULL,
    quantity SMALLINT NOT NULL,
    options JSONB NOT NULL DEFAULT '[]',
    amount INTEGER NOT NULL GENERATED ALWAYS AS (unit_price * quantity) STORED,
    CONSTRAINT order_items_unit_price_check CHECK (unit_price BETWEEN 0 AND 10000000),
    CONSTRAINT order_items_quantity_check CHECK (quantity BETWEEN 1 AND 100)
);
COMMENT ON TABLE chatbot.order_items IS 'Menus of an order as they were named and priced then.';
COMMENT ON COLUMN chatbot.order_items.unit_price IS 'Won for one, with its options.';
COMMENT ON COLUMN chatbot.order_items.options IS 'Chosen options, [{"name", "price"}].';
CREATE INDEX idx_order_items_order ON chatbot.order_items (order_id);
CREATE INDEX idx_order_items_menu ON chatbot.order_items (menu_id);

CREATE TABLE chatbot.order_discounts (
    id BIGSERIAL PRIMARY KEY,
    order_id BIGINT NOT NULL REFERENCES chatbot.orders (id) ON DELETE CASCADE,
    wallet_id BIGINT REFERENCES chatbot.user_coupon_wallet (id) ON DELETE SET NULL,
    coupon_id VARCHAR(50) NOT NULL REFERENCES chatbot.coupons (id),
    position SMALLINT NOT NULL DEFAULT 1,
    discount_amount INTEGER NOT NULL,
    CONSTRAINT order_discounts_coupon_unique UNIQUE (order_id, coupon_id),
    CONSTRAINT order_discounts_position_unique UNIQUE (order_id, position),
    CONSTRAINT order_discounts_position_check CHECK (position >= 1),
    CONSTRAINT order_discounts_amount_check CHECK (discount_amount >= 0)
);
COMMENT ON TABLE chatbot.order_discounts IS 'Coupons of an order in the order they are taken off, each with what it takes off (won).';
COMMENT ON COLUMN chatbot.order_discounts.wallet_id IS 'NULL once the person is erased.';
CREATE INDEX idx_order_discounts_wallet ON chatbot.order_discounts (wallet_id);

CREATE TABLE chatbot.redemptions (
    order_id BIGINT PRIMARY KEY REFERENCES chatbot.orders (id) ON DELETE CASCADE,
    shop_id INTEGER NOT NULL REFERENCES chatbot.shops (id),
    state VARCHAR(10) NOT NULL DEFAULT 'open',
    secret_enc BYTEA,
    failed_tries SMALLINT NOT NULL DEFAULT 0,
    expires_at TIMESTAMPTZ NOT NULL,
    confirmed_via VARCHAR(10),
    finished_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT redemptions_state_check CHECK (state IN ('open', 'confirmed', 'released')),
    CONSTRAINT redemptions_secret_check CHECK ((state = 'open') = (secret_enc IS NOT NULL)),
    CONSTRAINT redemptions_finished_check CHECK ((state = 'open') = (finished_at IS NULL)),
    CONSTRAINT redemptions_confirmed_check CHECK ((state = 'confirmed') = (confirmed_via IS NOT NULL)),
    CONSTRAINT redemptions_via_check CHECK (confirmed_via IN ('page', 'pin')),
    CONSTRAINT redemptions_tries_check CHECK (failed_tries BETWEEN 0 AND 5)
);
COMMENT ON TABLE chatbot.redemptions IS 'The voucher of an order: only the shop''s word confirms it, ten minutes unconfirmed releases it.';
COMMENT ON COLUMN chatbot.redemptions.secret_enc IS 'AES-256-GCM: what the code that renews every 60 s is made of; emptied when the voucher is finished.';
COMMENT ON COLUMN chatbot.redemptions.failed_tries IS 'Wrong PINs; after the fifth only the shop''s page confirms.';
CREATE INDEX idx_redemptions_open_of_shop ON chatbot.redemptions (shop_id, created_at) WHERE state = 'open';
CREATE INDEX idx_redemptions_due ON chatbot.redemptions (expires_at) WHERE state = 'open';

-- How a shop is known at its confirmation page and at the counter.
ALTER TABLE chatbot.shops
    ADD COLUMN token_hash BYTEA CONSTRAINT shops_token_unique UNIQUE,
    ADD COLUMN pin_hash BYTEA;
COMMENT ON COLUMN chatbot.shops.token_hash IS 'Keyed hash of the token in /s/{shop_token}.';
COMMENT ON COLUMN chatbot.shops.pin_hash IS 'Keyed hash of the PIN by which the shop confirms on the child''s phone.';
