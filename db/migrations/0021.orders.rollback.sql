ALTER TABLE chatbot.shops DROP COLUMN token_hash, DROP COLUMN pin_hash;
DROP TABLE chatbot.redemptions;
DROP TABLE chatbot.order_discounts;
DROP TABLE chatbot.order_items;
DROP TABLE chatbot.orders;
