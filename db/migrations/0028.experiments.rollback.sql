DROP TABLE chatbot.exposures;
DROP TABLE chatbot.experiments;
