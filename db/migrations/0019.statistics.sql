-- Statistics of every statement, where the server has them: check-data --performance reads them.
-- depends: 0001.schemas
--
-- The library must also be in shared_preload_libraries; the embedded server sees to that.

DO $$
BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
EXCEPTION WHEN insufficient_privilege OR feature_not_supported OR undefined_file THEN
    RAISE NOTICE 'pg_stat_statements cannot be had here';
END;
$$;
