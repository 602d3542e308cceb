-- What a person takes back is erased, and who blocked the bot is left alone.
-- depends: 0016.learning 0032.care

ALTER TABLE chatbot.users ADD COLUMN unreachable_since TIMESTAMPTZ;
COMMENT ON COLUMN chatbot.users.unreachable_since IS 'Since when this account has blocked the bot: nothing is sent to it.';

CREATE FUNCTION chatbot.erase_turn(p_turn UUID) RETURNS SETOF UUID
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM ml_training.data_queue WHERE turn_id = p_turn;
    DELETE FROM ml_training.nlu_training_data WHERE turn_id = p_turn;
    UPDATE chatbot.recommendations_log SET request_entities = '{}', user_cell = NULL WHERE turn_id = p_turn;
    UPDATE chatbot.safety_cases SET masked_text = '[UNSENT]' WHERE turn_id = p_turn;
    DELETE FROM chatbot.conversation_contexts WHERE session_id IN (
        SELECT session_id FROM chatbot.conversations WHERE turn_id = p_turn);
    RETURN QUERY
        UPDATE chatbot.conversations
        SET input_text = '[UNSENT]', response_text = '[UNSENT]', extracted_entities = '{}', platform_message_id = NULL
        WHERE turn_id = p_turn
        RETURNING session_id;
END;
$$;
COMMENT ON FUNCTION chatbot.erase_turn IS 'Erases what was said in a turn, what was answered and learned from it, and the state of its session; returns that session.';
REVOKE ALL ON FUNCTION chatbot.erase_turn FROM PUBLIC;
GRANT EXECUTE ON FUNCTION chatbot.erase_turn TO app_user;
