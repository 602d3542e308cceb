DROP VIEW ml_training.v_model_performance_dashboard;
DROP VIEW ml_training.v_recommendation_training_data;
DROP VIEW ml_training.v_nlu_ready_for_training;
DROP FUNCTION ml_training.create_training_job(VARCHAR, JSONB, VARCHAR);
DROP FUNCTION ml_training.prepare_daily_training_data();
DROP TRIGGER trigger_collect_recommendation_feedback ON chatbot.recommendations_log;
DROP FUNCTION ml_training.collect_recommendation_feedback();
DROP TRIGGER trigger_collect_nlu_data ON chatbot.conversations;
DROP FUNCTION ml_training.collect_nlu_training_data();
