DROP TRIGGER reviews_announce ON chatbot.reviews;
DROP TRIGGER shop_facilities_announce ON chatbot.shop_facilities;
DROP TRIGGER menus_announce ON chatbot.menus;
DROP TRIGGER shops_announce ON chatbot.shops;
DROP FUNCTION chatbot.announce_shop();
ALTER TABLE chatbot.shops DROP COLUMN is_listed;
DROP TABLE chatbot.shop_reports;
DROP TABLE chatbot.import_changes;
DROP TABLE chatbot.import_batches;
