DROP TABLE chatbot.reference_loads;
