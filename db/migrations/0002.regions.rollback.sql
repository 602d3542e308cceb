DROP TABLE chatbot.help_places;
DROP TABLE chatbot.places;
DROP TABLE chatbot.region_card_rules;
DROP TABLE chatbot.regions;
