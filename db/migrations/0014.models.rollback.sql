DROP FUNCTION ml_training.make_metric_partitions(DATE, INTEGER);
DROP TABLE ml_training.performance_metrics;
DROP TABLE ml_training.model_versions;
DROP FUNCTION ml_training.check_traffic();
DROP FUNCTION ml_training.ensure_single_active_model();
