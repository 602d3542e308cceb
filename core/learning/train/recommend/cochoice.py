"""Item-item matrices learnt from choices: what is chosen with, and after, what. Dense, float32, zero diagonals."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from core.learning.train.recommend.ratings import Choices, Floats

Matrix = NDArray[np.float32]

FOLLOWING = 60.0  # choices after which what follows says 1/e of what the next one does


def chosen(choices: Choices, weights: Floats | None = None) -> csr_matrix:
    """Users by items: 1, or `weights`, where chosen."""
    values = np.ones(len(choices.user)) if weights is None else weights
    shape = (len(choices.users), len(choices.items))
    return csr_matrix((values.astype(np.float32), (choices.user, choices.item)), shape=shape)


def cosine(profile: csr_matrix) -> Matrix:
    """Item-kNN with all neighbours: the cosine of the items' columns (Sarwar et al. 2001)."""
    together: Matrix = (profile.T @ profile).toarray()
    return _without_self(together / _root_counts(together))


def ease(profile: csr_matrix, strength: float) -> Matrix:
    """EASE (Steck 2019): the linear item-item model in closed form, `strength` its L2 penalty.

    With fewer users than items the inverse comes by Woodbury's identity from the users' side.
    """
    users, items = profile.shape
    if users < items:
        dense = profile.toarray()
        inner = np.linalg.inv((profile @ profile.T).toarray() + strength * np.eye(users, dtype=np.float32))
        inverse = dense.T @ (inner.astype(np.float32) @ dense)
        inverse *= -1.0
        inverse[np.diag_indices(items)] += 1.0
    else:
        gram = (profile.T @ profile).toarray().astype(np.float64)
        gram[np.diag_indices(items)] += strength
        inverse = np.linalg.inv(gram).astype(np.float32)
    inverse /= -np.diag(inverse).copy()
    return _without_self(inverse)


def following(choices: Choices) -> Matrix:
    """What was chosen after what (row before column), near choices counting more, over the root of both counts."""
    found = np.zeros((len(choices.items), len(choices.items)), dtype=np.float32)
    order = np.lexsort((choices.item, -choices.age, choices.user))
    ends = np.flatnonzero(np.diff(choices.user[order])) + 1
    for rows in np.split(order, ends):
        place = np.arange(len(rows))
        gap = (place[None, :] - place[:, None]).astype(np.float32)
        items = choices.item[rows]
        found[np.ix_(items, items)] += np.where(gap > 0, np.exp(-np.abs(gap) / np.float32(FOLLOWING)), np.float32(0))
    counts = np.sqrt(np.bincount(choices.item, minlength=len(choices.items)).astype(np.float32))
    found /= np.maximum(counts[:, None] * counts[None, :], np.float32(1))
    return found


def _root_counts(together: Matrix) -> Matrix:
    roots = np.sqrt(np.maximum(np.diag(together), 1.0))
    product: Matrix = roots[:, None] * roots[None, :]
    return product


def _without_self(matrix: Matrix) -> Matrix:
    np.fill_diagonal(matrix, 0.0)
    return matrix
