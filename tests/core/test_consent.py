"""What may be kept of whom: every age, every set of consents, every field (domain.md 9)."""

from datetime import date
from itertools import combinations

import pytest

from core.consent import Consent, Field, Standing, diet_field, keepable_entities, may_keep

_TODAY = date(2026, 11, 23)
_CHILD, _DOUBTFUL, _TEENAGER = 2015, 2012, 2011
_ADVERTISING = {Field.MARKETING, Field.NIGHT_MARKETING}
_SETS: list[frozenset[Consent]] = [
    frozenset(kinds) for count in range(len(Consent) + 1) for kinds in combinations(Consent, count)
]
_OWN_CONSENT: dict[Field, set[Consent]] = {
    Field.PLACE: {Consent.LOCATION},
    Field.ALLERGY: {Consent.ALLERGY},
    Field.RELIGION: {Consent.RELIGION},
    Field.MARKETING: {Consent.MARKETING},
    Field.NIGHT_MARKETING: {Consent.MARKETING, Consent.NIGHT_MARKETING},
}


def _allowed_by(granted: frozenset[Consent]) -> set[Field]:
    return {field for field in Field if _OWN_CONSENT.get(field, set()) <= granted}


def _kept(standing: Standing) -> set[Field]:
    return {field for field in Field if may_keep(standing, field, _TODAY)}


@pytest.mark.parametrize("birth_year", [None, _CHILD, _DOUBTFUL])
def test_a_child_or_unknown_age_needs_the_guardian(birth_year: int | None) -> None:
    for granted in _SETS:
        open_to_children = {field for field in _allowed_by(granted) if field not in _ADVERTISING}
        expected = open_to_children if Consent.GUARDIAN in granted else set()
        assert _kept(Standing(birth_year, granted)) == expected, granted


def test_from_fourteen_on_the_person_agrees_alone() -> None:
    for granted in _SETS:
        expected = _allowed_by(granted) if Consent.SERVICE in granted else set()
        assert _kept(Standing(_TEENAGER, granted)) == expected, granted


@pytest.mark.parametrize("birth_year", [None, _CHILD, _TEENAGER])
def test_a_vouched_adult_has_service_and_location(birth_year: int | None) -> None:
    for granted in _SETS:
        expected = _allowed_by(granted | {Consent.SERVICE, Consent.LOCATION})
        assert _kept(Standing(birth_year, granted, vouched=True)) == expected, granted


@pytest.mark.parametrize("field", list(Field))
def test_nothing_is_kept_of_nobody(field: Field) -> None:
    assert not may_keep(None, field, _TODAY)


@pytest.mark.parametrize("kind", list(Consent))
@pytest.mark.parametrize("birth_year", [_CHILD, _TEENAGER])
def test_a_withdrawn_consent_counts_as_none(kind: Consent, birth_year: int) -> None:
    withdrawn = frozenset({kind})
    for granted in _SETS:
        never_given = Standing(birth_year, granted - withdrawn)
        assert _kept(Standing(birth_year, granted, withdrawn)) == _kept(never_given), granted


def test_a_vouched_adult_can_withdraw() -> None:
    assert _kept(Standing(vouched=True, withdrawn=frozenset({Consent.SERVICE}))) == set()
    without_place = Standing(vouched=True, withdrawn=frozenset({Consent.LOCATION}))
    assert Field.PLACE not in _kept(without_place)
    assert Field.TURN in _kept(without_place)


@pytest.mark.parametrize(("years", "of_age"), [(13, False), (14, False), (15, True), (70, True)])
def test_only_a_sure_age_counts(years: int, of_age: bool) -> None:
    standing = Standing(_TODAY.year - years, frozenset({Consent.SERVICE}))

    assert may_keep(standing, Field.TURN, _TODAY) is of_age


def test_a_child_grows_into_their_own_consent() -> None:
    standing = Standing(2012, frozenset({Consent.SERVICE}))

    assert not may_keep(standing, Field.PROFILE, date(2026, 12, 31))
    assert may_keep(standing, Field.PROFILE, date(2027, 1, 1))


def test_kinds_as_the_database_writes_them_are_understood() -> None:
    assert may_keep(Standing(1990, frozenset({"service", "location"})), Field.PLACE, _TODAY)


@pytest.mark.parametrize(
    ("diet", "field"),
    [
        ("알레르기 우유", Field.ALLERGY),
        ("알레르기 비건치즈", Field.ALLERGY),
        ("당뇨", Field.ALLERGY),
        ("글루텐", Field.ALLERGY),
        ("할랄", Field.RELIGION),
        ("Halal", Field.RELIGION),
        ("코셔", Field.RELIGION),
        ("채식", Field.PROFILE),
        ("비건", Field.PROFILE),
    ],
)
def test_a_diet_tells_which_permission_it_needs(diet: str, field: Field) -> None:
    assert diet_field(diet) is field


_ENTITIES = {
    "food_type": ["돈가스"],
    "budget": 9500,
    "location": "건대입구역",
    "dietary": ["알레르기 우유", "할랄", "채식"],
    "coupon": "WELCOME3000",
    "shop": "김민수 학생 010-1234-5678",
    "near_me": True,
}


def test_of_a_child_only_what_tells_nothing_is_written() -> None:
    assert keepable_entities(_ENTITIES, Standing(_CHILD), _TODAY) == {
        "food_type": ["돈가스"],
        "budget": 9500,
        "coupon": "WELCOME3000",
        "shop": "[NAME] 학생 [PHONE]",
        "near_me": True,
    }


def test_each_consent_adds_its_own_entities() -> None:
    adult = keepable_entities(_ENTITIES, Standing(vouched=True), _TODAY)
    assert adult["location"] == "건대입구역"
    assert adult["dietary"] == ["채식"]

    allergic = Standing(1990, frozenset({Consent.SERVICE, Consent.ALLERGY}))
    kept = keepable_entities(_ENTITIES, allergic, _TODAY)
    assert "location" not in kept
    assert kept["dietary"] == ["알레르기 우유", "채식"]

    devout = Standing(1990, frozenset({Consent.SERVICE, Consent.RELIGION}))
    assert keepable_entities({"dietary": ["할랄", "당뇨"]}, devout, _TODAY) == {"dietary": ["할랄"]}


def test_entities_of_the_turn_itself_are_left_as_they_were() -> None:
    entities = dict(_ENTITIES)

    keepable_entities(entities, None, _TODAY)

    assert entities == _ENTITIES
