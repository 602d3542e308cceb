"""The danger head as it is trained: a softmax regression with weight decay, fitted to its one optimum.

Signs are few, so chance in the order of a few hundred messages moved a head trained by steps far more than its words
did; this loss is convex, and the same messages give the same weights.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from torch import Tensor

from core.nlu.ngrams import BUCKETS
from core.safety import SIGNS

NONE = len(SIGNS)  # the class of a message without a sign
_DECAY = 1 / 30  # of the squared weights; chosen by the curves of docs/evaluation/safety.md
_WEIGHT_OF_SIGN = 4.0  # a missed sign costs so much more than a false alarm
_ROUNDS = 200
_NEVER = -30.0  # the bias of a sign that no message shows


def fit_danger(grams: list[Tensor], signs: Tensor) -> tuple[Tensor, Tensor]:
    """Weights (a row a bucket, a column each of SIGNS and none) and biases, from buckets and signs of messages."""
    labels = signs.numpy()
    model = LogisticRegression(C=1 / _DECAY, max_iter=_ROUNDS, tol=1e-3)
    model.fit(_counted(grams), labels, np.where(labels == NONE, 1.0, _WEIGHT_OF_SIGN))
    weights, bias = np.zeros((BUCKETS, NONE + 1)), np.full(NONE + 1, _NEVER)
    weights[:, model.classes_] = model.coef_.T
    bias[model.classes_] = model.intercept_
    return torch.from_numpy(weights).float(), torch.from_numpy(bias).float()


def _counted(grams: list[Tensor]) -> csr_matrix:
    """A row a message: how often each bucket stands in it, over the root of the number of its n-grams."""
    sizes = np.array([len(message) for message in grams])
    shares: NDArray[np.float64] = np.repeat(1 / np.sqrt(np.maximum(sizes, 1)), sizes)
    begins = np.concatenate([[0], sizes.cumsum()])
    return csr_matrix((shares, torch.cat(grams).numpy(), begins), shape=(len(grams), BUCKETS))
