"""Blocks: what an operator made them for, by their ids; Kakao's own welcome block is known by its name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from adapters.reading import mapping, text
from core.messages import Action, ActionName

_KAKAOS_OWN = {"웰컴 블록": ActionName.START}


@dataclass(frozen=True, slots=True)
class Blocks:
    """`ids` by purpose: `start` greets, `help` says what the bot can, `location` holds the location plugin."""

    ids: Mapping[str, str] = field(default_factory=dict)

    @property
    def location(self) -> str:
        """The block that asks for the position; empty where the operator has no location plugin."""
        return self.ids.get(ActionName.LOCATION, "")

    def action(self, payload: Mapping[str, Any]) -> Action | None:
        """What the calling block stands for, None where it only hands on what was said."""
        block = mapping(mapping(payload.get("userRequest")).get("block")) or mapping(payload.get("intent"))
        given = text(block.get("id"))
        purpose = next((purpose for purpose, block_id in self.ids.items() if given == block_id), None)
        known = purpose or _KAKAOS_OWN.get(text(block.get("name")).strip())
        return Action(known) if known else None
