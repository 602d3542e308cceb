-- What a coupon is given for, so that nobody can claim what is not for the asking.
-- depends: 0034.coupon_terms 0040.reports_announced

ALTER TABLE chatbot.coupons ADD COLUMN given_for VARCHAR(20)
    CONSTRAINT coupons_given_for_check
        CHECK (given_for IN ('welcome', 'first_order', 'loyalty', 'referral', 'emergency_aid', 'grant'));
COMMENT ON COLUMN chatbot.coupons.given_for IS 'NULL: whoever asks may claim it. Otherwise the occasion it is given at by the program, or by an operator or campaign (grant).';
UPDATE chatbot.coupons SET given_for = 'emergency_aid' WHERE id = 'EMERGENCY_FOOD_AID';
CREATE UNIQUE INDEX coupons_one_an_occasion ON chatbot.coupons (given_for)
    WHERE is_active AND given_for IN ('welcome', 'first_order', 'loyalty', 'referral');
CREATE INDEX idx_user_coupon_issued ON chatbot.user_coupon_wallet (user_id, issued_at DESC);
