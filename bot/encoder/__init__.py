"""A process of its own for a sentence-transformers model that is no table: only there torch runs beside the turns."""
