DROP TRIGGER shop_reports_announce ON chatbot.shop_reports;
