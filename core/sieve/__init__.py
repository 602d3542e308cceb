"""Tells at one glance which patterns a message can match at all, so that the others are never run. Pure."""

from core.sieve.factors import grams, needs
from core.sieve.sieve import Clue, Sieve

__all__ = ["Clue", "Sieve", "grams", "needs"]
