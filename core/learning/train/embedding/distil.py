"""From the teacher to a table: ridge regression of the teacher's vectors on TF-IDF n-grams, by conjugate gradients.

Minimises |X W - T|² + PENALTY |W|² with X the TF-IDF rows of length 1 and T the teacher's principal directions; the
preconditioner is the diagonal of XᵀX + PENALTY (Golub & Van Loan, 11.5).
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix, diags

from core.learning.train.embedding.bags import Matrix
from core.learning.train.folds import Tracker

PENALTY = 0.3
STEPS = 16
_SAMPLE = 12_000


def distilled(bags: csr_matrix, idf: Matrix, teacher: Matrix, dimension: int, track: Tracker) -> Matrix:
    """A row an n-gram, to be summed over a text's n-grams."""
    weighted = bags @ diags(idf)
    lengths = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    rows = csr_matrix(diags(1 / np.maximum(lengths, 1e-9)) @ weighted, dtype=np.float32)
    return _solved(rows, directions(teacher, dimension), track) * idf[:, None]


def directions(teacher: Matrix, dimension: int) -> Matrix:
    """The teacher's vectors along their first principal directions."""
    _, _, axes = np.linalg.svd(teacher[:_SAMPLE], full_matrices=False)
    along: Matrix = teacher @ axes[:dimension].T
    return along


def _solved(rows: csr_matrix, goal: Matrix, track: Tracker) -> Matrix:
    turned = rows.T.tocsr()
    scale = 1 / (np.asarray(rows.multiply(rows).sum(axis=0)).ravel() + PENALTY)[:, None].astype(np.float32)
    left = turned @ goal
    found = np.zeros_like(left)
    step = scale * left
    size = (left * step).sum(axis=0)
    for _ in track(range(STEPS), "distilling", STEPS):
        bent = turned @ (rows @ step) + PENALTY * step
        far = size / np.maximum((step * bent).sum(axis=0), 1e-12)
        found += far * step
        left -= far * bent
        before, scaled = size, scale * left
        size = (left * scaled).sum(axis=0)
        step = scaled + size / before * step
    return np.asarray(found, dtype=np.float32)
