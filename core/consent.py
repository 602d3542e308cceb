"""The gate before every write of personal data: what may be kept of whom (domain.md 9, platforms.md 3). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.privacy import mask_value

_AGE_OF_CONSENT = 14

# Words of `dietary` that tell a religion, and those that tell a mere preference. Any other tells of health
# (알레르기 우유, 당뇨, 글루텐) and needs the allergy consent.
_RELIGIOUS = ("할랄", "halal", "무슬림", "이슬람", "코셔", "코셰르", "kosher", "힌두", "자이나", "사찰", "불교", "종교")
_PREFERRED = ("채식", "비건", "vegan", "베지테리언", "vegetarian", "페스코", "락토", "오보")


class Consent(StrEnum):
    """The kinds of `chatbot.consents`."""

    SERVICE = "service"
    GUARDIAN = "guardian"
    LOCATION = "location"
    ALLERGY = "allergy"
    RELIGION = "religion"
    MARKETING = "marketing"
    NIGHT_MARKETING = "night_marketing"


class Field(StrEnum):
    """What a write would keep about a person."""

    TURN = "turn"  # the turn under the person's key
    PLACE = "place"  # where they are or ask for
    PROFILE = "profile"  # tastes, budget, habits
    ALLERGY = "allergy"  # allergies and other health
    RELIGION = "religion"  # halal, kosher
    COUPON = "coupon"  # a wallet
    CARD = "card"  # a linked meal card
    MESSAGE_ID = "message_id"  # the platform's id of a message
    MARKETING = "marketing"  # a place in an advertising audience
    NIGHT_MARKETING = "night_marketing"  # the same for 21:00-08:00


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a person's age and consents.

    `granted` and `withdrawn` are kinds whose newest row in `consents` says yes or no. `vouched` is true where a
    signed token answers for the person: an adult who agreed to the service and to location, unless withdrawn since.
    """

    birth_year: int | None = None
    granted: frozenset[str] = frozenset()
    withdrawn: frozenset[str] = frozenset()
    vouched: bool = False

    def agrees(self, kind: Consent) -> bool:
        """Whether that consent holds now; a withdrawn one counts as none, whoever vouches."""
        if kind in self.withdrawn:
            return False
        return kind in self.granted or (self.vouched and kind in _VOUCHED)

    def is_of_age(self, today: date) -> bool:
        """Whether the person is surely 14 or older; a birth year alone leaves a year of doubt, held against it."""
        if self.vouched:
            return True
        return self.birth_year is not None and today.year - self.birth_year > _AGE_OF_CONSENT


_VOUCHED = frozenset({Consent.SERVICE, Consent.LOCATION})

# Consents that a field needs beyond those which allow to keep anything at all.
_NEEDS: Mapping[Field, tuple[Consent, ...]] = {
    Field.PLACE: (Consent.LOCATION,),
    Field.ALLERGY: (Consent.ALLERGY,),
    Field.RELIGION: (Consent.RELIGION,),
    Field.MARKETING: (Consent.MARKETING,),
    Field.NIGHT_MARKETING: (Consent.MARKETING, Consent.NIGHT_MARKETING),
}
_ADVERTISING = frozenset({Field.MARKETING, Field.NIGHT_MARKETING})


def may_keep(standing: Standing | None, field: Field, today: date) -> bool:
    """Whether `field` may be written of this person; `today` is the date in KST.

    Of age: their own service consent. Under 14 or of unknown age: a guardian's verified consent. Beyond that, place,
    allergies, religion and advertising need their own consent, and advertising is never for those under 14.
    """
    if standing is None:
        return False
    of_age = standing.is_of_age(today)
    if not standing.agrees(Consent.SERVICE if of_age else Consent.GUARDIAN):
        return False
    if field in _ADVERTISING and not of_age:
        return False
    return all(standing.agrees(kind) for kind in _NEEDS.get(field, ()))


def keepable_entities(entities: Mapping[str, object], standing: Standing | None, today: date) -> dict[str, object]:
    """The entities of a turn that may be written, in the form of `Entities.to_dict`, with every string masked.

    A turn of a person of whom nothing may be kept is written without a key, so its other entities stay.
    """
    kept = dict(entities)
    if not may_keep(standing, Field.PLACE, today):
        kept.pop("location", None)
    if diets := _keepable_diets(kept.pop("dietary", ()), standing, today):
        kept["dietary"] = diets
    return {name: mask_value(value) for name, value in kept.items()}


def diet_field(diet: str) -> Field:
    """Which permission a diet needs: "할랄" RELIGION, "채식" PROFILE, "알레르기 우유" and all else ALLERGY."""
    plain = diet.casefold()
    if any(word in plain for word in _RELIGIOUS):
        return Field.RELIGION
    if "알레르기" not in plain and any(word in plain for word in _PREFERRED):
        return Field.PROFILE
    return Field.ALLERGY


def _keepable_diets(value: object, standing: Standing | None, today: date) -> list[str]:
    diets = [value] if isinstance(value, str) else value
    if not isinstance(diets, list | tuple):
        return []
    return [diet for diet in diets if isinstance(diet, str) and may_keep(standing, diet_field(diet), today)]
