-- The card_money of a person as they are told it: as of the last time that the card system was asked.
-- depends: 0082.erasure

CREATE OR REPLACE VIEW chatbot.card_money WITH (security_invoker = true) AS
SELECT c.id AS card_id, c.user_id, c.balance, c.last_sync_at,
       coalesce(h.held, 0)::INTEGER AS held,
       greatest(c.balance - coalesce(h.held, 0), 0)::INTEGER AS available,
       CASE WHEN c.provider_updated_at IS NULL THEN c.last_sync_at
            ELSE greatest(c.last_sync_at, (SELECT max(finished_at) FROM chatbot.card_syncs)) END AS as_of
FROM chatbot.foodcard_users c
LEFT JOIN LATERAL (
    SELECT sum(amount) AS held
    FROM chatbot.foodcard_holds
    WHERE card_id = c.id
      AND (status IN ('REQUESTED', 'HELD') OR (status = 'CAPTURED' AND finished_at > coalesce(c.last_sync_at, '-infinity')))
) h ON TRUE;
GRANT SELECT (provider_updated_at) ON chatbot.foodcard_users TO operator_user;
