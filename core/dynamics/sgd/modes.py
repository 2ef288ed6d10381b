"""The modes of a problem as online SGD steps them: each one alone, or in groups.

Modes of equal eigenvalue are invariant under rotation. Of a group of m modes with eigenvalue λ only
two numbers matter, α = ⟨w_g, w*_g⟩ / ‖w*_g‖ along the teacher and β, the length of the rest: the
collapse is exact in law (theory, not in the paper). A spectrum that falls smoothly is binned first,
the leading eigenvalues excepted. Everything is scaled by √λ, as the samples are: then the group of
a bin, which has the mean eigenvalue, keeps tr Q, s*, s(0) and u(0) as they are.

Where the MSE has weights the modes of a group must have (nearly) equal weights, too.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.compiling import kernel
from core.problem import Problem

Array = NDArray[np.float64]
Integers = NDArray[np.int64]

# So many of the largest distinct eigenvalues are never binned.
LEADING = 20
# The width of a bin in ln λ, and in the logarithm of an eigenvalue's place: where the spectrum is
# flat the teacher may still change from mode to mode.
BIN_WIDTH = 0.12
# A group with less of Σ λ w*² has no teacher.
SMALLEST = 1e-290


class Modes(NamedTuple):
    """What is stepped: n modes or groups of modes, by size. Arrays have shape (n,).

    Attributes:
        rate: λ.
        teacher: √λ ‖w*_g‖, for a single mode √λ w*; Σ teacher² = s* = 1.
        along: √λ α at the start, for a single mode √λ w(0).
        across: √λ β at the start, of the groups of two and more; shape (n − alone,).
        weight: of gap² in Σ e², with gap = along − teacher: 1/λ, with the weight of the MSE, if it
            has any.
        across_weight, cross_weight: of across² and of 2 gap across in it; shape (n − alone,).
        size: m.
        alone, pairs, triples: how many groups have one mode, up to two, up to three.
    """

    rate: Array
    teacher: Array
    along: Array
    across: Array
    weight: Array
    across_weight: Array
    cross_weight: Array
    size: Integers
    alone: int
    pairs: int
    triples: int


def single_modes(problem: Problem) -> Modes:
    """Every mode on its own."""
    root = np.sqrt(problem.eigenvalues)
    d = problem.dimension
    ones = np.ones(d, np.int64)
    return Modes(
        problem.eigenvalues.copy(),
        root * problem.teacher,
        root * problem.start,
        np.empty(0),
        1 / problem.eigenvalues if problem.metric is None else problem.metric / problem.eigenvalues,
        np.empty(0),
        np.empty(0),
        ones,
        d,
        d,
        d,
    )


def grouped_modes(problem: Problem, width: float = BIN_WIDTH) -> tuple[Modes, int]:
    """Modes of equal eigenvalue, and behind the leading ones of nearly equal eigenvalue, as groups.

    A bin has the mean eigenvalue, so that tr Q is kept, and the scaled lengths √(Σ λ w*²) and
    √(Σ λ w(0)²), so that s*, s(0) and u(0) are. Its weights in the MSE keep Σ w*², Σ w(0) w* and
    Σ w(0)²: at the start runs differ so little in the MSE that they would tell a bin by its fifth
    digit. What a bin changes is second order in its width.

    Args:
        width: of a bin in ln λ; 0 groups equal eigenvalues alone.

    Returns:
        The groups, and how many modes share one with modes of another eigenvalue.
    """
    rate, teacher, start, metric = _in_order(problem)
    first = _group_starts(rate, rate if metric is None else metric, math.exp(width))
    size = np.diff(np.append(first, rate.size))
    last = first + size - 1
    mixed = rate[first] != rate[last]
    if metric is not None:
        mixed |= metric[first] != metric[last]
    level = np.where(mixed, np.add.reduceat(rate, first) / size, rate[first])
    signal, cross, energy = (
        np.add.reduceat(values, first)
        for values in (rate * teacher**2, rate * teacher * start, rate * start**2)
    )
    length = np.sqrt(signal)
    # A product of small numbers may be 0 where the numbers are not: then there is no teacher.
    taught = signal > SMALLEST
    along = np.where(taught, cross, 0.0) / np.where(taught, length, 1.0)
    across = np.sqrt(np.maximum(energy - along**2, 0.0))
    own = (1.0 if metric is None else metric[first]) / level
    seen = teacher if metric is None else metric * teacher
    moved = start if metric is None else metric * start
    norm, both, square = (
        np.add.reduceat(values, first) for values in (seen * teacher, seen * start, moved * start)
    )
    # The three are those of vectors in a plane, so its two directions have three weights.
    plane = mixed & taught & (across > SMALLEST)
    length_1, across_1 = (np.where(plane, values, 1.0) for values in (length, across))
    weight = np.where(mixed & taught, norm / np.where(taught, signal, 1.0), own)
    crossed = np.where(plane, (both / length_1 - weight * along) / across_1, 0.0)
    rest = (square - weight * along**2 - 2 * crossed * along * across) / across_1**2
    # What is left of a difference of nearly equal numbers is no weight.
    plane &= np.abs(rest / own - 1) < 1 / 2
    crossed, rest = np.where(plane, crossed, 0.0), np.where(plane, rest, own)
    alone = size == 1
    root = np.sqrt(rate[first[alone]])
    along[alone], length[alone] = root * start[first[alone]], root * teacher[first[alone]]
    by_size = np.argsort(size, kind="stable")
    size = size[by_size]
    counts = [int(np.count_nonzero(size <= most)) for most in (1, 2, 3)]
    modes = Modes(
        level[by_size],
        length[by_size],
        along[by_size],
        across[by_size][counts[0] :],
        weight[by_size],
        rest[by_size][counts[0] :],
        crossed[by_size][counts[0] :],
        size,
        *counts,
    )
    return modes, int(np.sum(size, where=mixed[by_size]))


def _in_order(problem: Problem) -> tuple[Array, Array, Array, Array | None]:
    """Eigenvalues, teacher, start and metric, the eigenvalues falling; equal ones by metric."""
    rate, metric = problem.eigenvalues, problem.metric
    if metric is None:
        if np.all(rate[1:] <= rate[:-1]):
            return rate, problem.teacher, problem.start, None
        order = np.argsort(-rate, kind="stable")
        return rate[order], problem.teacher[order], problem.start[order], None
    order = np.lexsort((metric, -rate))
    return rate[order], problem.teacher[order], problem.start[order], metric[order]


@kernel
def _group_starts(rate: Array, weight: Array, factor: float) -> Integers:
    """Where among the falling eigenvalues, of these weights, a new group starts.

    Within a bin eigenvalues, weights and places differ by less than `factor`.
    """
    starts = np.empty(rate.size, np.int64)
    starts[0] = 0
    count = distinct = 1
    first = 0
    for i in range(1, rate.size):
        if rate[i] == rate[i - 1] and weight[i] == weight[i - 1]:
            continue
        distinct += 1
        if (
            distinct <= LEADING + 1
            or rate[i] * factor <= rate[first]
            or i + 1 >= (first + 1) * factor
            or weight[i] * factor <= weight[first]
            or weight[i] >= weight[first] * factor
        ):
            first = starts[count] = i
            count += 1
    return starts[:count].copy()
