"""The meal card: what it holds, what its region allows, how far it goes."""
