-- A report can put a shop's hours or prices in doubt, and a decision takes the doubt away: both change what is shown.
-- depends: 0026.catalogue_care

CREATE TRIGGER shop_reports_announce AFTER INSERT OR DELETE OR UPDATE OF state
    ON chatbot.shop_reports FOR EACH ROW EXECUTE FUNCTION chatbot.announce_shop('shop_id');
