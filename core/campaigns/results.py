"""What came of a campaign, in names that say no more than is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.reports.shares import Interval, lift, share
from db import campaign_results
from db.campaign_results import DidRow, VariantRow
from db.pool import Connection


@dataclass(frozen=True, slots=True)
class Lift:
    """What people did within seven days: shares of those who were to get it and those held out, and the difference.

    None where a group is empty. `difference` is in shares of one (0.02: two of a hundred more), with its 95 % interval.
    """

    written_to: Interval | None
    held_out: Interval | None
    difference: Interval | None


@dataclass(frozen=True, slots=True)
class Results:
    """`delivered`: of all variants, None where no platform that took it tells. `opened` is None: none of ours tells."""

    variants: tuple[VariantRow, ...]
    skipped: Mapping[str, int]
    wrote: Lift
    ordered: Lift
    delivered: int | None
    opened: None = None


async def results(connection: Connection, campaign_id: int) -> Results:
    """What came of a campaign until now."""
    did = {row.is_held_out: row for row in await campaign_results.did(connection, campaign_id)}
    treated, held_out = did.get(False, DidRow(False, 0, 0, 0)), did.get(True, DidRow(True, 0, 0, 0))
    variants = tuple(await campaign_results.by_variant(connection, campaign_id))
    return Results(
        variants=variants,
        skipped=await campaign_results.skip_reasons(connection, campaign_id),
        wrote=_lift((treated.wrote, treated.people), (held_out.wrote, held_out.people)),
        ordered=_lift((treated.ordered, treated.people), (held_out.ordered, held_out.people)),
        delivered=sum(row.delivered for row in variants) if any(row.told for row in variants) else None,
    )


def _lift(treated: tuple[int, int], held_out: tuple[int, int]) -> Lift:
    ours, theirs = share(*treated), share(*held_out)
    return Lift(ours, theirs, lift(ours, theirs) if ours and theirs else None)
