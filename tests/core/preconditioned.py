"""The preconditioned dynamics ẇ = −Q^(−p)∇L as one would write them, in w itself."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.problem import Problem

Array = NDArray[np.float64]


class Seen(NamedTuple):
    """The columns of a `Trajectory` that a loop in w gives."""

    u: Array
    s: Array
    mse: Array
    loss: Array


def push(plain: Problem, power: float, w: Array) -> Array:
    """Q^(−p)∇L."""
    return plain.eigenvalues**-power * plain.gradient(w)


def seen(plain: Problem, path: Array) -> Seen:
    """What a run sees of the states (n, d), with the sign of w* towards which the last one is."""
    u, s = np.array([plain.summary(w) for w in path]).T
    sign = 1.0 if u[-1] >= 0 else -1.0
    gaps = [np.mean((path - side * plain.teacher) ** 2, axis=1) for side in (1, -1)]
    loss = np.array([plain.loss(w) for w in path])
    return Seen(sign * u, s, np.minimum(*gaps), loss)


def descend(plain: Problem, power: float, step_size: float, at: Array) -> Array:
    """The states of gradient descent at the steps `at`, (n, d)."""
    w, path = plain.start.copy(), []
    for step in range(int(at[-1]) + 1):
        if step in at:
            path.append(w)
        w = w - step_size * push(plain, power, w)
    return np.array(path)
