-- Who pays for coupons and how much, and the book in which every coupon's life is written.
-- depends: 0021.orders

CREATE TABLE chatbot.programmes (
    id SERIAL PRIMARY KEY,
    programme_name VARCHAR(100) NOT NULL,
    description TEXT NOT NULL,
    region_id INTEGER REFERENCES chatbot.regions (id),
    money_budget BIGINT,
    number_budget INTEGER,
    money_committed BIGINT NOT NULL DEFAULT 0,
    money_spent BIGINT NOT NULL DEFAULT 0,
    number_issued INTEGER NOT NULL DEFAULT 0,
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT programmes_name_unique UNIQUE (programme_name),
    CONSTRAINT programmes_money_budget_check CHECK (money_budget >= 0),
    CONSTRAINT programmes_number_budget_check CHECK (number_budget >= 0),
    CONSTRAINT programmes_counts_check CHECK (money_committed >= 0 AND money_spent >= 0 AND number_issued >= 0),
    CONSTRAINT programmes_money_within_budget CHECK (money_committed + money_spent <= money_budget),
    CONSTRAINT programmes_number_within_budget CHECK (number_issued <= number_budget)
);
COMMENT ON TABLE chatbot.programmes IS 'Budgets that coupons are paid from (won, and number of coupons); a NULL budget is unlimited.';
COMMENT ON COLUMN chatbot.programmes.money_committed IS 'Won promised by coupons that people hold: nobody is refused at the counter because the budget ran out.';
COMMENT ON COLUMN chatbot.programmes.money_spent IS 'Won of discounts that shops confirmed.';
COMMENT ON COLUMN chatbot.programmes.number_issued IS 'Coupons ever given; kept with the money by the trigger keep_coupon_books.';
CREATE TRIGGER programmes_updated_at BEFORE UPDATE ON chatbot.programmes
    FOR EACH ROW EXECUTE FUNCTION chatbot.set_updated_at();

ALTER TABLE chatbot.coupons
    ADD COLUMN programme_id INTEGER CONSTRAINT coupons_programme_fkey REFERENCES chatbot.programmes (id);
CREATE INDEX idx_coupons_programme ON chatbot.coupons (programme_id);

ALTER TABLE chatbot.user_coupon_wallet
    ADD COLUMN committed_amount INTEGER NOT NULL DEFAULT 0
        CONSTRAINT user_coupon_wallet_committed_check CHECK (committed_amount >= 0),
    ADD CONSTRAINT user_coupon_wallet_reserved_order_fkey
        FOREIGN KEY (reserved_order_id) REFERENCES chatbot.orders (id);
COMMENT ON COLUMN chatbot.user_coupon_wallet.committed_amount IS 'Won kept for this coupon in its programme''s budget until it ends: the most it can cost.';
COMMENT ON COLUMN chatbot.user_coupon_wallet.reserved_order_id IS 'The order that holds it; of a USED coupon the order it was used in.';
CREATE INDEX idx_user_coupon_order ON chatbot.user_coupon_wallet (reserved_order_id) WHERE reserved_order_id IS NOT NULL;

CREATE TABLE chatbot.coupon_ledger (
    id BIGSERIAL PRIMARY KEY,
    wallet_id BIGINT NOT NULL,
    coupon_id VARCHAR(50) NOT NULL REFERENCES chatbot.coupons (id),
    programme_id INTEGER REFERENCES chatbot.programmes (id),
    entry VARCHAR(20) NOT NULL,
    order_id BIGINT REFERENCES chatbot.orders (id),
    shop_id INTEGER REFERENCES chatbot.shops (id),
    amount INTEGER NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT coupon_ledger_entry_check CHECK (entry IN ('ISSUED', 'RESERVED', 'RELEASED', 'USED', 'EXPIRED', 'CANCELLED')),
    CONSTRAINT coupon_ledger_order_check CHECK (entry NOT IN ('RESERVED', 'RELEASED') OR order_id IS NOT NULL),
    CONSTRAINT coupon_ledger_amount_check CHECK (amount >= 0)
);
COMMENT ON TABLE chatbot.coupon_ledger IS 'Append-only: every coupon given, reserved, released, used, expired or cancelled. Written by the trigger keep_coupon_books alone.';
COMMENT ON COLUMN chatbot.coupon_ledger.wallet_id IS 'The row of user_coupon_wallet; no foreign key, because the entry stays when the person is erased.';
COMMENT ON COLUMN chatbot.coupon_ledger.amount IS 'Won: of USED the discount given, otherwise what is committed for the coupon.';
CREATE UNIQUE INDEX coupon_ledger_issued_once ON chatbot.coupon_ledger (wallet_id) WHERE entry = 'ISSUED';
CREATE UNIQUE INDEX coupon_ledger_ended_once ON chatbot.coupon_ledger (wallet_id) WHERE entry IN ('USED', 'EXPIRED', 'CANCELLED');
CREATE INDEX idx_coupon_ledger_coupon ON chatbot.coupon_ledger (coupon_id, entry);
CREATE INDEX idx_coupon_ledger_settlement ON chatbot.coupon_ledger (shop_id, created_at) WHERE entry = 'USED';

-- What was given before there was a book.
INSERT INTO chatbot.coupon_ledger (wallet_id, coupon_id, entry, shop_id, amount, created_at)
SELECT id, coupon_id, 'ISSUED', NULL::INTEGER, 0, issued_at FROM chatbot.user_coupon_wallet
UNION ALL
SELECT id, coupon_id, status, used_shop_id, coalesce(discount_applied, 0), coalesce(used_at, now())
FROM chatbot.user_coupon_wallet WHERE status <> 'ACTIVE';

CREATE TRIGGER coupon_ledger_append_only BEFORE UPDATE OR DELETE ON chatbot.coupon_ledger
    FOR EACH ROW EXECUTE FUNCTION chatbot.refuse_change();
CREATE TRIGGER coupon_ledger_never_emptied BEFORE TRUNCATE ON chatbot.coupon_ledger
    FOR EACH STATEMENT EXECUTE FUNCTION chatbot.refuse_change();
REVOKE UPDATE, DELETE ON chatbot.coupon_ledger FROM app_user;

CREATE FUNCTION chatbot.write_coupon_entry(p_coupon chatbot.user_coupon_wallet, p_entry VARCHAR, p_order_id BIGINT)
RETURNS VOID LANGUAGE sql AS $$
    INSERT INTO chatbot.coupon_ledger (wallet_id, coupon_id, programme_id, entry, order_id, shop_id, amount)
    SELECT p_coupon.id, p_coupon.coupon_id, c.programme_id, p_entry, p_order_id,
           CASE WHEN p_entry = 'USED' THEN p_coupon.used_shop_id ELSE o.shop_id END,
           CASE WHEN p_entry = 'USED' THEN coalesce(p_coupon.discount_applied, 0) ELSE p_coupon.committed_amount END
    FROM chatbot.coupons c
    LEFT JOIN chatbot.orders o ON o.id = p_order_id
    WHERE c.id = p_coupon.coupon_id;

    UPDATE chatbot.programmes p
       SET number_issued = number_issued + (p_entry = 'ISSUED')::int,
           money_committed = money_committed
               + CASE WHEN p_entry = 'ISSUED' THEN p_coupon.committed_amount ELSE -p_coupon.committed_amount END,
           money_spent = money_spent + CASE WHEN p_entry = 'USED' THEN coalesce(p_coupon.discount_applied, 0) ELSE 0 END
      FROM chatbot.coupons c
     WHERE c.id = p_coupon.coupon_id AND p.id = c.programme_id AND p_entry NOT IN ('RESERVED', 'RELEASED');
$$;
COMMENT ON FUNCTION chatbot.write_coupon_entry IS 'One line of the ledger, and what it changes in the programme''s budget.';

CREATE FUNCTION chatbot.keep_coupon_books() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM chatbot.write_coupon_entry(NEW, 'ISSUED', NULL);
        RETURN NULL;
    END IF;
    IF TG_OP = 'DELETE' THEN  -- the person is erased
        IF OLD.status = 'ACTIVE' THEN
            PERFORM chatbot.write_coupon_entry(OLD, 'CANCELLED', NULL);
        END IF;
        RETURN NULL;
    END IF;
    IF OLD.status <> 'ACTIVE' THEN
        RAISE EXCEPTION 'a coupon that is % stays so', OLD.status USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.reserved_order_id IS DISTINCT FROM NEW.reserved_order_id THEN
        IF OLD.reserved_order_id IS NOT NULL THEN
            PERFORM chatbot.write_coupon_entry(NEW, 'RELEASED', OLD.reserved_order_id);
        END IF;
        IF NEW.reserved_order_id IS NOT NULL THEN
            PERFORM chatbot.write_coupon_entry(NEW, 'RESERVED', NEW.reserved_order_id);
        END IF;
    END IF;
    IF NEW.status <> 'ACTIVE' THEN
        PERFORM chatbot.write_coupon_entry(NEW, NEW.status, NEW.reserved_order_id);
    END IF;
    RETURN NULL;
END;
$$;
COMMENT ON FUNCTION chatbot.keep_coupon_books IS 'Writes the ledger and the budgets in the very statement that changes a wallet: they cannot disagree with it.';
CREATE TRIGGER user_coupon_wallet_books AFTER INSERT OR DELETE OR UPDATE OF status, reserved_order_id
    ON chatbot.user_coupon_wallet FOR EACH ROW EXECUTE FUNCTION chatbot.keep_coupon_books();
