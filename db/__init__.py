"""PostgreSQL and Redis: one module a table family, explicit SQL beside the typed function that runs it."""
