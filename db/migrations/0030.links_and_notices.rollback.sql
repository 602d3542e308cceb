DROP TABLE chatbot.notices;
DROP TABLE chatbot.link_clicks;
DROP TABLE chatbot.tracked_links;
