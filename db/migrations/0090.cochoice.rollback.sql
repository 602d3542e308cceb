DROP INDEX chatbot.idx_recommendations_ranked;
ALTER TABLE chatbot.recommendations_log DROP CONSTRAINT recommendations_log_ranking_is_told;
ALTER TABLE chatbot.recommendations_log DROP COLUMN ranking;
DROP FUNCTION ml_features.refresh_cochoice(DATE);
DROP TABLE ml_features.shop_cochoice;
