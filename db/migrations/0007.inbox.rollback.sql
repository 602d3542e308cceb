DROP TABLE chatbot.idempotency_keys;
DROP TABLE chatbot.inbox;
