"""Finding places: a snapshot of the catalogue, hard filters, exact search, a documented score. Pure."""
