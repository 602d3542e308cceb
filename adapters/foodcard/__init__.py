"""The card system over HTTP, by the protocol of docs/foodcard-api.yaml."""

from adapters.foodcard.client import FoodcardClient, service

__all__ = ["FoodcardClient", "service"]
