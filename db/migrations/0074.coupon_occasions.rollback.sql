DROP INDEX chatbot.idx_user_coupon_issued;
DROP INDEX chatbot.coupons_one_an_occasion;
ALTER TABLE chatbot.coupons DROP COLUMN given_for;
