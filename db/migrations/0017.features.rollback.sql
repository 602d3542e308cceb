REVOKE ALL ON SCHEMA ml_features FROM app_user;
DROP FUNCTION ml_features.refresh_shops(DATE);
DROP FUNCTION ml_features.refresh_users(DATE);
DROP FUNCTION ml_features.meal_of(TIMESTAMPTZ);
DROP INDEX chatbot.idx_recommendations_timestamp;
DROP TABLE ml_features.shop_features;
DROP TABLE ml_features.user_features;
