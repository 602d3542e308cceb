"""The program: commands, wiring, doors."""
