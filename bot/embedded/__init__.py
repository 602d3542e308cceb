"""PostgreSQL and Valkey of our own, in the data dir: started, shared between commands, stopped by the last one."""
