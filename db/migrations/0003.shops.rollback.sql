DROP TABLE chatbot.reviews;
DROP TABLE chatbot.shop_facilities;
DROP TABLE chatbot.menus;
DROP TABLE chatbot.shops;
