"""What was read of a message before its intent is settled. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from core.meaning import Entities, Wish
from core.nlu.text import Page
from core.sieve import Clue


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was read of a message before its intent is settled.

    `shown` says that places stand before the person, `shop_in_talk` that one shop is spoken of, `held` that the talk
    is about something with opening hours: a shop, a dish or a place.
    """

    page: Page
    entities: Entities
    reference: int | str | None = None
    wish: Wish | None = None
    affirms: bool | None = None
    changes_number: bool = False
    shown: bool = False
    shop_in_talk: bool = False
    held: bool = False

    @property
    def clean(self) -> str:
        """The whole message, normalised."""
        return self.page.clean

    def says(self, clue: Clue) -> bool:
        """Whether `clue` is found anywhere in the message."""
        return self.page.says(clue)

    def states_amount(self) -> bool:
        """Whether the message says what there is to spend."""
        return self.entities.budget is not None or self.entities.budget_per_person is not None

    def names_place(self) -> bool:
        """Whether the message says where."""
        return self.entities.location is not None or self.entities.near_me
