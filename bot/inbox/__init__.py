"""From an accepted event to its answer: made durable, taken in order, answered once."""

from bot.inbox.answering import InboxMetrics
from bot.inbox.intake import Intake
from bot.inbox.worker import InboxWorker

__all__ = ["InboxMetrics", "InboxWorker", "Intake"]
