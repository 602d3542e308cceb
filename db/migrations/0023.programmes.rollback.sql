DROP TRIGGER user_coupon_wallet_books ON chatbot.user_coupon_wallet;
DROP FUNCTION chatbot.keep_coupon_books();
DROP FUNCTION chatbot.write_coupon_entry(chatbot.user_coupon_wallet, VARCHAR, BIGINT);
DROP TABLE chatbot.coupon_ledger;
UPDATE chatbot.user_coupon_wallet SET reserved_order_id = NULL, reserved_until = NULL WHERE reserved_order_id IS NOT NULL;
ALTER TABLE chatbot.user_coupon_wallet
    DROP CONSTRAINT user_coupon_wallet_reserved_order_fkey,
    DROP COLUMN committed_amount;
DROP INDEX chatbot.idx_user_coupon_order;
COMMENT ON COLUMN chatbot.user_coupon_wallet.reserved_order_id IS NULL;
ALTER TABLE chatbot.coupons DROP COLUMN programme_id;
DROP TABLE chatbot.programmes;
