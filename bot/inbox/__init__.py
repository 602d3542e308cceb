"""From an accepted event to its answer: made durable, taken in order, answered once."""

from bot.inbox.answering import Answering, InboxMetrics
from bot.inbox.intake import Intake
from bot.inbox.promises import Promises
from bot.inbox.worker import InboxWorker

__all__ = ["Answering", "InboxMetrics", "InboxWorker", "Intake", "Promises"]
