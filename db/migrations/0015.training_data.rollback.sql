DROP TABLE ml_training.recommendation_feedback;
DROP TABLE ml_training.rag_embeddings_queue;
DROP TABLE ml_training.nlu_training_data;
DROP EXTENSION vector;
