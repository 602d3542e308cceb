"""Reads the files under `data/`, and says in one sentence what is wrong with one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from yaml import CSafeLoader

from bot.sample.forms import Coupon, DemoCard, Member, Place, Shop

FOLDER = "sample"
COUPONS = "coupons.yaml"
MEMBER = "member.yaml"
BENEFITS = "benefits.yaml"
CARDS = "cards.yaml"

AnyRow = TypeVar("AnyRow", bound=BaseModel)


class SampleError(Exception):
    """A data file is not as it must be; the message names the file, the row and the field."""


def read_places(data: Path) -> list[Place]:
    """Every place under `data/sample/`, by file name.

    Raises:
        SampleError: naming the file, the shop and the field that is wrong.
    """
    others = {COUPONS, MEMBER, CARDS, BENEFITS}
    paths = sorted(path for path in (data / FOLDER).glob("*.yaml") if path.name not in others)
    return [_place(path) for path in paths]


def read_coupons(data: Path) -> list[Coupon]:
    """The sample coupons. Raises SampleError."""
    return list(rows_of(data / FOLDER / COUPONS, Coupon))


def read_benefits(data: Path) -> list[Coupon]:
    """The sample coupons that are given at an occasion. Raises SampleError."""
    return list(rows_of(data / FOLDER / BENEFITS, Coupon))


def read_member(data: Path) -> Member:
    """The web chat's member. Raises SampleError."""
    path = data / FOLDER / MEMBER
    return check(Member, read_yaml(path), path.name)


def read_cards(data: Path) -> list[DemoCard]:
    """The cards of the card system's stand-in. Raises SampleError."""
    return list(rows_of(data / FOLDER / CARDS, DemoCard))


def read_yaml(path: Path) -> object:
    """The content of a YAML file. Raises SampleError."""
    try:
        return yaml.load(path.read_bytes(), Loader=CSafeLoader)
    except (OSError, yaml.YAMLError) as error:
        raise SampleError(f"{path}: {error}") from error


def rows_of(path: Path, model: type[AnyRow]) -> Iterator[AnyRow]:
    """The rows of a YAML file that is a list. Raises SampleError."""
    rows = read_yaml(path)
    if not isinstance(rows, list):
        raise SampleError(f"{path.name}: expected a list")
    for row in rows:
        yield check(model, row, f"{path.name}: {_name(row)}")


def check(model: type[AnyRow], row: object, where: str) -> AnyRow:
    """`row` as a `model`. Raises SampleError that begins with `where`."""
    try:
        return model.model_validate(row)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "the row"
        raise SampleError(f"{where}: {field}: {first['msg']}") from error


def _place(path: Path) -> Place:
    content = read_yaml(path)
    if not isinstance(content, dict) or not isinstance(content.get("shops"), list):
        raise SampleError(f"{path.name}: expected a place with a list of shops")
    shops = [check(Shop, row, f"{path.name}: {_name(row)}") for row in content["shops"]]
    return check(Place, content | {"shops": shops}, path.name)


def _name(row: object) -> str:
    return str(row.get("name", "a row without a name")) if isinstance(row, dict) else "a row that is no mapping"
