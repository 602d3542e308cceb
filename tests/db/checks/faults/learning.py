"""Rules of learning, broken."""

from __future__ import annotations

from tests.db.checks.faults.fault import Fault

_MODEL = """
INSERT INTO ml_training.model_versions (
    id, model_type, version, performance_metrics, model_path, is_active, traffic_percentage, checksum)
VALUES (90, 'nlu', '1.0.0', '{{}}', 'a', TRUE, {traffic}, {checksum})
"""
_JOB = """
INSERT INTO ml_training.training_jobs (
    id, job_name, model_type, training_config, data_count, train_count, validation_count, test_count, status, end_time)
VALUES (90, 'a', 'nlu', '{{}}', 1, {train}, 0, 0, '{status}', {end});
INSERT INTO ml_training.data_queue (id, model_type, raw_data, status, training_job_id, data_split, processed_at)
VALUES (90, 'nlu', '{{"a": 1}}', 'training', 90, 'train', now())
"""
_LABEL = (
    "INSERT INTO ml_training.nlu_training_data (id, input_text, true_intent, is_used_for_training, training_job_ids)"
)

LEARNING = (
    Fault("traffic_not_whole", _MODEL.format(traffic=60, checksum="repeat('a', 64)"), "nlu"),
    Fault("active_models_without_file_sum", _MODEL.format(traffic=100, checksum="NULL"), "90"),
    Fault("training_rows_of_ended_jobs", _JOB.format(train=1, status="cancelled", end="now()"), "90"),
    Fault("training_splits_miscounted", _JOB.format(train=0, status="scheduled", end="NULL"), "90"),
    Fault("labels_trained_by_no_job", f"{_LABEL} VALUES (90, '배고파', 'FOOD_REQUEST', TRUE, '{{}}')", "90"),
    Fault("labels_trained_by_no_job", f"{_LABEL} VALUES (90, '배고파', 'FOOD_REQUEST', TRUE, ARRAY[999])", "90"),
    Fault(
        "outcomes_miscounted",
        "INSERT INTO ml_training.performance_metrics (id, model_type, request_count, success_count) "
        "VALUES (90, 'nlu', 9, 8)",
        "90",
    ),
)
