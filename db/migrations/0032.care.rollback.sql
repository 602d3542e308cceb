-- The extension stays: other steps use it too, and it holds nothing.
DROP TABLE chatbot.help_topics;
DROP TABLE chatbot.safety_cases;
