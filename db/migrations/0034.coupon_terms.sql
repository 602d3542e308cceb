-- A coupon that somebody was given keeps what it promised, and the budget that pays for it.
-- depends: 0023.programmes

CREATE FUNCTION chatbot.guard_coupon_terms() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'coupon % was given to people and keeps its terms', OLD.id USING ERRCODE = 'restrict_violation';
END;
$$;
COMMENT ON FUNCTION chatbot.guard_coupon_terms IS 'What was committed for a coupon when it was given must be what it can cost when it is used.';
CREATE TRIGGER coupons_guard_terms BEFORE UPDATE ON chatbot.coupons
    FOR EACH ROW WHEN (
        OLD.total_issued > 0
        AND (OLD.coupon_type, OLD.discount_amount, OLD.discount_rate, OLD.max_discount_amount, OLD.programme_id)
            IS DISTINCT FROM
            (NEW.coupon_type, NEW.discount_amount, NEW.discount_rate, NEW.max_discount_amount, NEW.programme_id))
    EXECUTE FUNCTION chatbot.guard_coupon_terms();
