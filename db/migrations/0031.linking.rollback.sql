DROP TABLE chatbot.guardian_links;
DROP TABLE chatbot.link_codes;
DROP TRIGGER users_guard_main ON chatbot.users;
DROP FUNCTION chatbot.guard_main_account();
ALTER TABLE chatbot.users DROP COLUMN main_user_id;
