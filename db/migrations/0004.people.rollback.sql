DROP FUNCTION chatbot.sync_card_balance(INTEGER, INTEGER, VARCHAR, TIMESTAMPTZ);
DROP TABLE chatbot.foodcard_users;
DROP FUNCTION chatbot.guard_card_balance();
DROP TABLE chatbot.user_profiles;
DROP TABLE chatbot.consents;
DROP TABLE chatbot.users;
