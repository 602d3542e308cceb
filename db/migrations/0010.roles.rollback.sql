ALTER DEFAULT PRIVILEGES IN SCHEMA analytics REVOKE ALL ON TABLES FROM data_analyst;
ALTER DEFAULT PRIVILEGES IN SCHEMA ml_features REVOKE ALL ON SEQUENCES FROM ml_user;
ALTER DEFAULT PRIVILEGES IN SCHEMA ml_features REVOKE ALL ON TABLES FROM ml_user;
ALTER DEFAULT PRIVILEGES IN SCHEMA ml_training REVOKE ALL ON SEQUENCES FROM ml_user;
ALTER DEFAULT PRIVILEGES IN SCHEMA ml_training REVOKE ALL ON TABLES FROM ml_user;
ALTER DEFAULT PRIVILEGES IN SCHEMA chatbot REVOKE ALL ON SEQUENCES FROM app_user;
ALTER DEFAULT PRIVILEGES IN SCHEMA chatbot REVOKE ALL ON TABLES FROM app_user;
DROP SCHEMA analytics;
DROP SCHEMA ml_features;
DROP SCHEMA ml_training;
REVOKE ALL ON ALL TABLES IN SCHEMA chatbot FROM app_user, ml_user, operator_user;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA chatbot FROM app_user, ml_user, operator_user;
REVOKE ALL ON SCHEMA chatbot FROM app_user, ml_user, operator_user;

DO $$
DECLARE
    v_role TEXT;
BEGIN
    FOREACH v_role IN ARRAY ARRAY['app_user', 'ml_user', 'data_analyst', 'operator_user'] LOOP
        BEGIN
            EXECUTE format('DROP ROLE %I', v_role);
        EXCEPTION WHEN dependent_objects_still_exist OR insufficient_privilege OR object_in_use THEN
            NULL;  -- another database of this cluster, or somebody logged in, still uses it
        END;
    END LOOP;
END;
$$;
