DROP TRIGGER coupons_guard_terms ON chatbot.coupons;
DROP FUNCTION chatbot.guard_coupon_terms();
