"""Why a campaign is not as an operator asks. Each has its sentence in `templates/ops/campaign_refusals.yaml`."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    """The codes."""

    UNKNOWN_REGION = "unknown_region"  # or not the operator's, who sees no other
    NAME_TAKEN = "name_taken"  # the region has a segment of that name
    UNKNOWN_SEGMENT = "unknown_segment"
    UNKNOWN_CAMPAIGN = "unknown_campaign"
    UNKNOWN_COUPON = "unknown_coupon"  # or it cannot be given now
    NO_ADDRESS = "no_address"  # a link, and nobody said where we are reached
    STIGMA = "stigma"  # it would tell whoever looks at the screen
    PROMOTIONAL = "promotional"  # an advertisement that calls itself service
    PAST = "past"
    WRONG_STATUS = "wrong_status"  # it cannot go there from where it is
