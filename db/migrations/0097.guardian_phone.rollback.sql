ALTER TABLE chatbot.link_codes DROP COLUMN phone_enc;
