DROP FUNCTION chatbot.erase_turn(UUID);
ALTER TABLE chatbot.users DROP COLUMN unreachable_since;
