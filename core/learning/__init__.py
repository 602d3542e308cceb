"""How the bot becomes better: `train` makes the weights that serving reads."""
