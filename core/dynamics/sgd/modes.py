"""The modes of a problem as online SGD steps them: each one alone, or in groups.

Modes of equal eigenvalue are invariant under rotation. Of a group of m modes with eigenvalue λ only
two numbers matter, α = ⟨w_g, w*_g⟩ / ‖w*_g‖ along the teacher and β, the length of the rest: the
collapse is exact in law (theory, not in the paper). A spectrum that falls smoothly is binned first,
the leading eigenvalues excepted. Everything is scaled by √λ, as the samples are.

Where the MSE has weights the modes of a group must have (nearly) equal weights, too.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.problem import Problem

Array = NDArray[np.float64]
Integers = NDArray[np.int64]

# So many of the largest distinct eigenvalues are never binned.
LEADING = 20
# The width of a bin in ln λ.
BIN_WIDTH = 0.12
# Modes with 16λt below this at the end of a run share one bin: they are learned in proportion to
# λ, and what they add up to depends on nothing else, to half of this squared.
UNTOUCHED = 0.02


class Modes(NamedTuple):
    """What is stepped: n modes or groups of modes, by size. Arrays have shape (n,).

    Attributes:
        rate: λ.
        teacher: √λ ‖w*_g‖, for a single mode √λ w*; Σ teacher² = s* = 1.
        along: √λ α at the start, for a single mode √λ w(0).
        across: √λ β at the start, of the groups of two and more; shape (n − alone,).
        weight: of (√λ e)² in Σ e², 1/λ; with the weight of the MSE, if it has any.
        size: m.
        alone, pairs, triples: how many groups have one mode, up to two, up to three.
    """

    rate: Array
    teacher: Array
    along: Array
    across: Array
    weight: Array
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
        ones,
        d,
        d,
        d,
    )


def grouped_modes(problem: Problem, longest: float, width: float = BIN_WIDTH) -> tuple[Modes, int]:
    """Modes of equal eigenvalue, and behind the leading ones of nearly equal eigenvalue, as groups.

    A bin has the eigenvalue Σ λ w*² / Σ w*², so that s* and the MSE of the start are kept; and so
    for the weights of the MSE.

    Args:
        longest: the time t at the end of the run.
        width: of a bin in ln λ; 0 groups equal eigenvalues alone.

    Returns:
        The groups, and how many modes share one with modes of another eigenvalue.
    """
    rate, teacher, start, metric = _in_order(problem)
    changed = np.diff(rate) != 0
    if metric is not None:
        changed |= np.diff(metric) != 0
    distinct = np.concatenate(([0], np.flatnonzero(changed) + 1))
    weights = None if metric is None else metric[distinct]
    first = distinct[_bin_starts(rate[distinct], weights, longest, width)]
    size = np.diff(np.append(first, rate.size))
    mixed = np.add.reduceat(np.append(0, changed), first) > np.append(0, changed)[first]
    norm, cross, energy, signal = (
        np.add.reduceat(values, first)
        for values in (teacher**2, teacher * start, start**2, rate * teacher**2)
    )
    # A product of small numbers may be 0 where the numbers are not: then there is no teacher.
    taught = norm > 0
    mean = np.add.reduceat(rate, first) / size
    level = np.where(
        mixed, np.where(taught, signal, mean) / np.where(taught, norm, 1.0), rate[first]
    )
    weight = 1 / level
    if metric is not None:
        weighted = np.add.reduceat(
            metric * np.where(np.repeat(taught, size), teacher**2, 1.0), first
        )
        weight *= weighted / np.where(taught, norm, size)
    length = np.sqrt(norm)
    along = np.where(taught, cross, 0.0) / np.where(taught, length, 1.0)
    across = np.sqrt(np.maximum(energy - along**2, 0.0))
    alone = size == 1
    along[alone], length[alone] = start[first[alone]], teacher[first[alone]]
    by_size = np.argsort(size, kind="stable")
    size, root = size[by_size], np.sqrt(level[by_size])
    counts = [int(np.count_nonzero(size <= most)) for most in (1, 2, 3)]
    modes = Modes(
        level[by_size],
        root * length[by_size],
        root * along[by_size],
        (root * across[by_size])[counts[0] :],
        weight[by_size],
        size,
        *counts,
    )
    return modes, int(np.sum(size, where=mixed[by_size]))


def _in_order(problem: Problem) -> tuple[Array, Array, Array, Array | None]:
    """Eigenvalues, teacher, start and metric, the eigenvalues falling; equal ones by metric."""
    rate, metric = problem.eigenvalues, problem.metric
    if metric is None:
        if np.all(np.diff(rate) <= 0):
            return rate, problem.teacher, problem.start, None
        order = np.argsort(-rate, kind="stable")
        return rate[order], problem.teacher[order], problem.start[order], None
    order = np.lexsort((metric, -rate))
    return rate[order], problem.teacher[order], problem.start[order], metric[order]


def _bin_starts(distinct: Array, metric: Array | None, longest: float, width: float) -> Integers:
    """Where among the decreasing distinct eigenvalues, of these weights, a new group starts."""
    if width == 0 or distinct.size <= LEADING:
        return np.arange(distinct.size)
    tail = distinct[LEADING:]
    bins = np.floor((np.log(tail[0]) - np.log(tail)) / width)
    if metric is None:
        bins[16 * longest * tail < UNTOUCHED] = np.inf
    changed = bins[1:] != bins[:-1]
    if metric is not None:
        weights = np.log(metric[LEADING:])
        bins = np.floor((weights - weights[0]) / width)
        changed |= bins[1:] != bins[:-1]
    return np.concatenate((np.arange(LEADING + 1), LEADING + np.flatnonzero(changed) + 1))
