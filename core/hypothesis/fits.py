"""Fits of a model to seeds of curves: least squares in ln y, the spread by the bootstrap over
seeds, and whether what is left over is noise."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from core.hypothesis.models import Model

Array = NDArray[np.float64]

RESAMPLES = 1_000
MOST_ITERATIONS, CONVERGED = 100, 1e-8
# What is left over is looked at in every direction that the model cannot follow. The lowest bends
# are where a wrong model shows: so many of them have this part of the level, the others the rest.
LOWEST, LOWEST_SHARE = 2, 0.8
# Of a parameter: the part of the largest effect below which it has none.
LEAST_EFFECT = 1e-3


@dataclass(frozen=True, eq=False)
class Fit:
    """A model fitted to the curves of n seeds on k points.

    Attributes:
        model: the model, on these points.
        theta: its parameters, (p,), fitted to the mean of ln y over seeds.
        values: the numbers of its formula.
        intervals: of each, the 95 % interval over seeds; empty if it was not asked for.
        residuals: mean ln y − ln f at the points, (k,): relative errors.
        p_value: how probable such a deviation of the residuals is, if the model is true.
    """

    model: Model
    theta: Array
    values: dict[str, float]
    intervals: dict[str, tuple[float, float]]
    residuals: Array
    p_value: float

    @property
    def misfit(self) -> float:
        """The largest relative error at a point."""
        return float(np.abs(self.residuals).max())

    @property
    def rms(self) -> float:
        """The root mean square of the relative errors."""
        return float(np.sqrt(np.mean(self.residuals**2)))


def fit(
    model: Model,
    curves: Array,
    *,
    rng: np.random.Generator | None = None,
    resamples: int = RESAMPLES,
) -> Fit:
    """Fit a model to `curves`, ln y of shape (n, k): one curve a seed.

    The seeds are what is independent; the points of one curve need not be. So the bootstrap draws
    whole curves, and the intervals are its percentiles, widened to a Student interval's width
    (a bootstrap of n is too narrow by about √(1 − 1/n), and takes quantiles for known).

    Args:
        rng: draws the resamples; without it there are no intervals.
        resamples: how many.
    """
    mean = curves.mean(axis=0)
    starts = model.starts(mean)
    found = least_squares(model, np.broadcast_to(mean, (len(starts), mean.size)), starts)
    theta = found[np.argmin(np.sum((mean - model.log_value(found)) ** 2, axis=1))]
    values = {name: float(value[0]) for name, value in model.named(theta[None]).items()}
    intervals: dict[str, tuple[float, float]] = {}
    if rng is not None:
        drawn = _resampled(model, theta, curves, rng, resamples)
        for name, sample in model.named(drawn).items():
            low, high = _interval(sample, len(curves))
            intervals[name] = float(low), float(high)
    residuals = mean - model.log_value(theta[None])[0]
    return Fit(model, theta, values, intervals, residuals, _p_value(model, theta, curves))


def band(found: Fit, curves: Array, x: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    """The 95 % interval of ln f at each of `x`: its edges, by the rule of `fit`'s intervals."""
    drawn = _resampled(found.model, found.theta, curves, rng, RESAMPLES)
    low, high = _interval(found.model.log_value(drawn, x), len(curves))
    return low, high


def _resampled(
    model: Model, theta: Array, curves: Array, rng: np.random.Generator, resamples: int
) -> Array:
    """The parameters fitted to so many means of as many curves, drawn with replacement."""
    n = len(curves)
    counts = rng.multinomial(n, np.full(n, 1 / n), size=resamples)
    return least_squares(model, counts @ curves / n, np.repeat(theta[None], resamples, axis=0))


def _interval(samples: Array, n: int) -> Array:
    """The 95 % interval from resamples along the first axis; (2, ...)."""
    tail = 100 * _expanded_tail(n)
    return np.asarray(np.percentile(samples, (tail, 100 - tail), axis=0))


def least_squares(model: Model, data: Array, start: Array) -> Array:
    """Minimise Σ (data − ln f)² for each of R rows of data (R, k), by Levenberg and Marquardt."""
    theta = np.array(start, dtype=np.float64)
    damping = np.full(len(theta), 1e-4)
    left = data - model.log_value(theta)
    cost = np.sum(left**2, axis=1)
    identity = np.eye(theta.shape[1])
    for _ in range(MOST_ITERATIONS):
        jacobian = model.jacobian(theta)
        normal = np.einsum("rki,rkj->rij", jacobian, jacobian)
        descent = np.einsum("rki,rk->ri", jacobian, left)
        scale = np.einsum("rii->r", normal) / len(identity)
        matrix = normal + (damping * scale)[:, None, None] * identity
        step = np.linalg.solve(matrix, descent[..., None])[..., 0]
        step = np.clip(step, -3.0, 3.0)
        tried = theta + step
        new_left = data - model.log_value(tried)
        new_cost = np.sum(new_left**2, axis=1)
        better = new_cost <= cost
        gained = cost - new_cost
        theta[better], left[better] = tried[better], new_left[better]
        cost = np.where(better, new_cost, cost)
        damping = np.clip(np.where(better, damping / 9, damping * 5), 1e-12, 1e12)
        small = np.abs(step).max(axis=1) < CONVERGED
        if np.all(small | (better & (gained <= CONVERGED * cost)) | (damping >= 1e12)):
            break
    return theta


def _expanded_tail(n: int) -> float:
    """The share to cut off at either end of n seeds' bootstrap for an interval of 95 %."""
    return float(stats.norm.cdf(math.sqrt(n / (n - 1)) * stats.t.ppf(0.025, n - 1)))


def widened(interval: tuple[float, float], level: float, n: int) -> tuple[float, float]:
    """A 95 % interval over n seeds about its middle as wide as that of 1 − level, by Student's
    quantiles: few resamples have no percentiles so far out."""
    middle, half = sum(interval) / 2, (interval[1] - interval[0]) / 2
    half *= float(stats.t.ppf(level / 2, n - 1) / stats.t.ppf(0.025, n - 1))
    return middle - half, middle + half


def _p_value(model: Model, theta: Array, curves: Array) -> float:
    """Whether the seeds' curves deviate from the model, by Student's test over seeds.

    A deviation is looked for along directions q among the k points, orthogonal to all that a small
    change of the parameters can do: so q · residual of one seed has mean 0 under the model, to
    first order whatever the fit, and no assumption is needed on how the points of a curve hang
    together. The p of each is divided by its share of the level (Bonferroni with weights), and the
    smallest counts. The two lowest bends have 80 % of the level: there other laws differ. The rest
    is for what bends twice as often, as a step or a wave.
    """
    residuals = curves - model.log_value(theta[None])[0]
    bends = _bends(model, theta)
    if not len(bends):
        return 1.0
    along = residuals @ bends.T
    mean = along.mean(axis=0)
    error = along.std(axis=0, ddof=1) / math.sqrt(len(curves))
    # Curves that are equal to rounding have no noise to hide a bend in.
    error = np.maximum(error, 1e-12)
    p = 2 * stats.t.sf(np.abs(mean) / error, len(curves) - 1)
    return float(min(1.0, np.min(p / _shares(len(bends)))))


def _shares(count: int) -> Array:
    """Of the level for each of so many directions, the lowest first; their sum is 1."""
    if count <= LOWEST:
        return np.full(count, 1 / count)
    others = count - LOWEST
    return np.repeat([LOWEST_SHARE / LOWEST, (1 - LOWEST_SHARE) / others], [LOWEST, others])


def _bends(model: Model, theta: Array) -> Array:
    """Orthonormal directions that the parameters cannot follow, in the order of the polynomials of
    ln x that they come from; (k − p, k)."""
    x = model.x
    place = np.log(x) if np.all(x > 0) else x
    place = 2 * (place - place.min()) / np.ptp(place) - 1
    jacobian = model.jacobian(theta[None])[0]
    lengths = np.linalg.norm(jacobian, axis=0)
    # A parameter without effect is at its bound, as a floor at 0, and follows nothing.
    free = jacobian[:, lengths > LEAST_EFFECT * lengths.max()]
    left, size, _ = np.linalg.svd(free, full_matrices=False)
    own = left[:, size > 1e-8 * size[0]].T
    polynomials = [np.full(x.size, 1 / math.sqrt(x.size))]
    # Each from the one before: powers themselves are too much alike.
    for _ in range(1, x.size):
        polynomials.append(_rest(place * polynomials[-1], np.array(polynomials)))
    basis = own
    for direction in polynomials:
        rest = direction - (direction @ basis.T) @ basis
        # What is left of a direction that the model follows is rounding.
        if len(basis) < x.size and np.linalg.norm(rest) > 1e-6:
            basis = np.vstack((basis, _rest(direction, basis)))
    return np.asarray(basis[len(own) :])


def _rest(direction: Array, basis: Array) -> Array:
    """The unit vector of what a direction has beside those of a basis."""
    for _ in range(2):  # Twice is enough for orthogonality to rounding.
        direction = direction - (direction @ basis.T) @ basis
    return direction / np.linalg.norm(direction)
