-- Roles without passwords, the schemas of learning and statistics, and who may do what in each.
-- depends: 0006.conversations 0007.inbox 0008.reference_loads
--
-- Roles belong to the whole cluster: they are made once and shared by every database in it. None can log in until
-- the operator says ALTER ROLE … LOGIN PASSWORD, or makes a login that is a member.
-- A later table of schema chatbot is app_user's by default; take UPDATE and DELETE back where it is append-only.
-- operator_user gets nothing by default: grant what the console shows, with a policy where a row has a region.

DO $$
DECLARE
    v_role TEXT;
BEGIN
    FOREACH v_role IN ARRAY ARRAY['app_user', 'ml_user', 'data_analyst', 'operator_user'] LOOP
        IF to_regrole(v_role) IS NULL THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', v_role);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL;  -- the migration of another database in this cluster was faster
            END;
        END IF;
    END LOOP;
END;
$$;

CREATE SCHEMA ml_training;
COMMENT ON SCHEMA ml_training IS 'What the models learn from, how they were trained and how they do.';
CREATE SCHEMA ml_features;
COMMENT ON SCHEMA ml_features IS 'Numbers about people and shops, computed nightly for the models.';
CREATE SCHEMA analytics;
COMMENT ON SCHEMA analytics IS 'Daily figures and masked views: all that an analyst may see.';

-- app_user: the bot, its scheduler and its console. Everything in chatbot but its shape.
GRANT USAGE ON SCHEMA chatbot TO app_user;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA chatbot TO app_user;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA chatbot TO app_user;
REVOKE UPDATE, DELETE ON chatbot.consents FROM app_user;
ALTER DEFAULT PRIVILEGES IN SCHEMA chatbot GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO app_user;
ALTER DEFAULT PRIVILEGES IN SCHEMA chatbot GRANT USAGE, SELECT ON SEQUENCES TO app_user;

-- ml_user: trains. Its own two schemas, and of chatbot only the catalogue.
GRANT USAGE ON SCHEMA chatbot, ml_training, ml_features TO ml_user;
GRANT SELECT ON chatbot.shops, chatbot.menus, chatbot.shop_facilities, chatbot.reviews TO ml_user;
ALTER DEFAULT PRIVILEGES IN SCHEMA ml_training GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ml_user;
ALTER DEFAULT PRIVILEGES IN SCHEMA ml_training GRANT USAGE, SELECT ON SEQUENCES TO ml_user;
ALTER DEFAULT PRIVILEGES IN SCHEMA ml_features GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ml_user;
ALTER DEFAULT PRIVILEGES IN SCHEMA ml_features GRANT USAGE, SELECT ON SEQUENCES TO ml_user;

-- data_analyst: reads what is in analytics and nothing else.
GRANT USAGE ON SCHEMA analytics TO data_analyst;
ALTER DEFAULT PRIVILEGES IN SCHEMA analytics GRANT SELECT ON TABLES TO data_analyst;

-- operator_user: the console's reads and writes for one operator, taken on by app_user with SET LOCAL ROLE.
GRANT USAGE ON SCHEMA chatbot TO operator_user;
GRANT operator_user TO app_user;
