DROP TABLE chatbot.performance_logs;
DROP TABLE chatbot.recommendations_log;
DROP TABLE chatbot.conversation_contexts;
DROP FUNCTION chatbot.make_conversation_partitions(DATE, INTEGER);
DROP TABLE chatbot.conversations;
