DROP TABLE chatbot.outbox;
