DROP TABLE chatbot.referrals;
DROP TABLE chatbot.benefit_grants;
