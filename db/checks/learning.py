"""Rules of learning: models in use, data in training, nothing learned of people who went."""

from __future__ import annotations

from db.checks.check import Check

LEARNING = (
    Check(
        "traffic_not_whole",
        "The active versions of a model have all its traffic together, and none where none is active.",
        """
        SELECT model_type AS id FROM ml_training.model_versions
        GROUP BY model_type
        HAVING coalesce(sum(traffic_percentage) FILTER (WHERE is_active), 100) <> 100
            OR coalesce(sum(traffic_percentage) FILTER (WHERE NOT is_active), 0) <> 0
        """,
    ),
    Check(
        "active_models_without_file_sum",
        "A model that answers has the checksum of its file.",
        "SELECT id FROM ml_training.model_versions WHERE is_active AND checksum IS NULL",
    ),
    Check(
        "training_rows_of_ended_jobs",
        "No row is still in training by a job that is over.",
        """
        SELECT q.id FROM ml_training.data_queue q JOIN ml_training.training_jobs j ON j.id = q.training_job_id
        WHERE q.status = 'training' AND j.status IN ('completed', 'failed', 'cancelled')
        """,
    ),
    Check(
        "training_splits_miscounted",
        "A training's split counts are those of the rows tagged with it.",
        """
        SELECT j.id FROM ml_training.training_jobs j JOIN ml_training.data_queue q ON q.training_job_id = j.id
        GROUP BY j.id
        HAVING (count(*) FILTER (WHERE data_split = 'train'), count(*) FILTER (WHERE data_split = 'validation'),
                count(*) FILTER (WHERE data_split = 'test')) <> (j.train_count, j.validation_count, j.test_count)
        """,
    ),
    Check(
        "labels_trained_by_no_job",
        "A label says that it was used exactly where it names the trainings, all of which exist.",
        """
        SELECT n.id FROM ml_training.nlu_training_data n
        WHERE n.is_used_for_training <> (cardinality(n.training_job_ids) > 0)
           OR EXISTS (SELECT FROM unnest(n.training_job_ids) job
                      WHERE NOT EXISTS (SELECT FROM ml_training.training_jobs j WHERE j.id = job))
        """,
    ),
    Check(
        "outcomes_miscounted",
        "Requests of a model are its successes and its errors.",
        "SELECT id FROM ml_training.performance_metrics WHERE request_count <> success_count + error_count",
    ),
)
