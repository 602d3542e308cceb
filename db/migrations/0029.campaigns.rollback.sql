DROP TABLE chatbot.campaign_recipients;
DROP TABLE chatbot.campaigns;
DROP TABLE chatbot.segments;
