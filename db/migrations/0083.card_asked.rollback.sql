REVOKE SELECT (provider_updated_at) ON chatbot.foodcard_users FROM operator_user;
DROP VIEW chatbot.card_money;
CREATE VIEW chatbot.card_money WITH (security_invoker = true) AS
SELECT c.id AS card_id, c.user_id, c.balance, c.last_sync_at,
       coalesce(h.held, 0)::INTEGER AS held,
       greatest(c.balance - coalesce(h.held, 0), 0)::INTEGER AS available
FROM chatbot.foodcard_users c
LEFT JOIN LATERAL (
    SELECT sum(amount) AS held
    FROM chatbot.foodcard_holds
    WHERE card_id = c.id
      AND (status IN ('REQUESTED', 'HELD') OR (status = 'CAPTURED' AND finished_at > coalesce(c.last_sync_at, '-infinity')))
) h ON TRUE;
COMMENT ON VIEW chatbot.card_money IS 'What a person is shown (won): the balance less open holds, and less captured ones that the last sync cannot know.';
GRANT SELECT ON chatbot.card_money TO operator_user;
