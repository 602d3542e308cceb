DROP FUNCTION chatbot.erase_person;
