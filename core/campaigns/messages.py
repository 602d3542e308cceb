"""A campaign's message for one person: the words filled in, labelled as the law wants it, as a neutral `Answer`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.actions.turn import Reply
from core.campaigns.wording import fill
from core.clock import SEOUL
from core.compose import Composer
from core.korean import day_name
from core.messages import Answer
from db.campaigns import CampaignRow
from db.coupons import Promoted

_REFUSE = Reply("news_end")  # one press ends advertisements on every channel that has buttons; a word does on all


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks: `sender` and `refuse` stand in every advertisement, `public_url` before every link (may be empty)."""

    composer: Composer
    sender: str
    refuse: str
    public_url: str

    def link(self, code: str) -> str:
        """The address of a tracked link."""
        return f"{self.public_url.rstrip('/')}/r/{code}"

    def say(self, campaign: CampaignRow, variant: str, values: Mapping[str, str]) -> Answer:
        """The message of a variant."""
        advertisement = campaign.kind == "advertisement"
        told = {
            "advertisement": advertisement,
            "sender": self.sender,
            "refuse": self.refuse,
            "words": fill(campaign.messages[variant]["text"], values),
        }
        return self.composer.notice("friendly", "notice_campaign", told, (_REFUSE,) if advertisement else ())


def coupon_values(coupon: Promoted | None) -> dict[str, str]:
    """What {coupon} and {until} stand for."""
    if coupon is None:
        return {}
    return {"coupon": coupon.coupon_name, "until": day_name(coupon.expires_at.astimezone(SEOUL).date())}
