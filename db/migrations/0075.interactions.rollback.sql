DROP FUNCTION ml_training.note_interaction;
