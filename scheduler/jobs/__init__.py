"""The jobs, a file each. `job()` in each says when it is due and how long a missed slot counts."""
