ALTER TABLE chatbot.outbox DROP COLUMN was_unknown;
