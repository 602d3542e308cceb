"""For every check one fault or more."""

from tests.db.checks.faults.catalogue import CATALOGUE
from tests.db.checks.faults.coupons import COUPONS
from tests.db.checks.faults.fault import Fault
from tests.db.checks.faults.learning import LEARNING
from tests.db.checks.faults.orders import ORDERS
from tests.db.checks.faults.people import PEOPLE
from tests.db.checks.faults.queues import QUEUES
from tests.db.checks.faults.sealed import SEALS
from tests.db.checks.faults.texts import RAW
from tests.db.checks.faults.turns import ORPHANS, TURNS

__all__ = ["FAULTS", "Fault"]

FAULTS = (*CATALOGUE, *PEOPLE, *SEALS, *COUPONS, *ORDERS, *ORPHANS, *TURNS, *QUEUES, *LEARNING, *RAW)
