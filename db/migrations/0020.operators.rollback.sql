DROP TABLE chatbot.audit_log;
DROP TABLE chatbot.operators;
