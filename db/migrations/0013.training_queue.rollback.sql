REVOKE ALL ON SCHEMA ml_training FROM app_user;
DROP TABLE ml_training.data_queue;
DROP FUNCTION ml_training.set_processed_at();
DROP TABLE ml_training.training_jobs;
