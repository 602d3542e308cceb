DROP INDEX chatbot.idx_foodcard_untold;
ALTER TABLE chatbot.regions DROP COLUMN aid_monthly_maximum, DROP COLUMN aid_below_meal;
