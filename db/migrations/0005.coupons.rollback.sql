DROP TABLE chatbot.user_coupon_wallet;
DROP TABLE chatbot.coupons;
