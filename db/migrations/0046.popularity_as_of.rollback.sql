ALTER TABLE chatbot.shops DROP COLUMN popularity_as_of;
