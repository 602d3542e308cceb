DROP TABLE chatbot.reservations;
