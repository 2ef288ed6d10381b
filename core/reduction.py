"""The spectral reduction: d modes become K nodes, and nothing that is computed notices.

Every mode of a run is w_i(t) = A(λ_i, t) w_i(0) + B(λ_i, t) w*_i with A and B smooth in λ, so u, s,
the loss and the MSE are sums Σ m_i f(λ_i) of a smooth f over three measures m on the spectrum:
w(0)², w(0)w* and w*². Where f is a polynomial in some variable on a stretch of the spectrum, the
modes there can be replaced by as many nodes as the polynomial has coefficients, with the weights of
Chebyshev interpolation: Σ_i m_i f(λ_i) = Σ_k M_k f(λ_k). The noise of SGD, which every mode gets,
adds a fourth measure, their number. A problem whose MSE has weights has the four with these
weights once more.

f falls like e^(−xλ) up to an x = X set by the run's end. With μ = λ − λ_min that is a constant
times e^(−xμ), whose front has the same width in log μ wherever it stands: so panels of one width in
log μ serve every horizon. Counting from λ_min keeps the *relative* accuracy of f where all of the
spectrum has long been learned. Weights may be negative; that is harmless.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.chebyshev import ONE_EACH, Panels, project, survey
from core.problem import Problem

Array = NDArray[np.float64]

# The bound on the interpolation error, relative to the largest |f| near a panel: rounding, unless a
# caller can do with less.
PRECISION = 1e-15
# In units of log μ. A panel of width w converges at the rate asinh(π/w), so wide panels need many
# nodes each and narrow ones are many: the total is flat around this width.
PANEL_WIDTH = 4.0
# At the top of the spectrum f also grows (the escape, e^(4λΘ)) and, for a discrete step, turns back
# past 8ηλ = 1, which the bound for a decaying front does not cover: narrower panels, more nodes.
TOP_WIDTH = 0.5
TOP_EXTRA_NODES = 4
TOP_EFOLDS = 2.0
TOP_DISCRETE_RATE = 0.25
# Below μ = 1/X f is nearly constant and low orders serve. The stretch is cut here, in units of 1/X,
# because rounding in a panel's moments is relative to the panel's mass, and the many modes of the
# far tail have far more mass than Σ λ m, the sum that they must not disturb.
LINEAR_CUTS = (1e-6, 1e-4, 1e-2, 1.0)
# The spectrum of a run far past the stability limit reaches beyond the mirrored front: there is no
# smooth f left to interpolate, and its modes share one last panel.
MOST_PANELS = 64
# The fastest decay of any product of A and B: B² falls like e^(−16λt).
FASTEST_DECAY = 16.0
# For poles: up to so many modes are all kept; the bottom panel ends at this part of the spectrum's
# width; and the panels at the top, down to about 1e-6 of the width, each have a third of the
# distance to the top of the one before. A pole is then no nearer to a panel than half its length,
# but for the last one.
KEEP_ALL = 200
POLE_RESOLUTION = 1e8
TOP_RATIO, TOP_PANELS = 3.0, 13
LEAST_POLE_PLACE = 1.5


class Measures(NamedTuple):
    """Each node's share of Σ w_i(0)², Σ w_i(0) w*_i, Σ w*_i² and d; arrays of shape (K,)."""

    start: Array
    cross: Array
    teacher: Array
    modes: Array


@dataclass(frozen=True)
class Reduction:
    """K nodes that stand for the d modes of a problem. Arrays have shape (K,) and are read-only.

    For f(λ) = λ^p e^(−xλ), 0 ≤ x ≤ 16 · longest:  Σ_k teacher_k f(rate_k) = Σ_i w*_i² f(λ_i) to
    about 1e-14, and likewise for the other measures.

    Attributes:
        rate: the nodes λ_k.
        start, cross, teacher: each node's share of Σ w_i(0)², Σ w_i(0) w*_i and Σ w*_i².
        modes: each node's share of d, the number of modes.
        exact: where a node is a mode of the problem, or several of equal eigenvalue, rather than a
            point of interpolation.
        dimension: d.
        weighted: the measures with the weights m_i of the MSE, Σ m_i w_i(0)² and so on; None where
            all weights are 1.
    """

    rate: Array
    start: Array
    cross: Array
    teacher: Array
    modes: Array
    exact: NDArray[np.bool_]
    dimension: int
    weighted: Measures | None = None

    def __post_init__(self) -> None:
        for values in (self.rate, self.exact, *self.own, *self.in_mse):
            values.setflags(write=False)

    @property
    def own(self) -> Measures:
        """The four measures, of which u, s and the loss are made."""
        return Measures(self.start, self.cross, self.teacher, self.modes)

    @property
    def in_mse(self) -> Measures:
        """The four measures of which the MSE is made."""
        return self.own if self.weighted is None else self.weighted

    def __len__(self) -> int:
        return int(self.rate.size)


def reduce(
    problem: Problem,
    longest: float,
    *,
    step_size: float | None = None,
    precision: float = PRECISION,
) -> Reduction:
    """Reduce a problem for runs up to time `longest`, in one pass over its d modes.

    Args:
        longest: the latest time at which the nodes will be used; for gradient descent η times the
            last step.
        step_size: η of gradient descent, None for the flow.
        precision: the interpolation error, at least 1e-15; a larger one needs fewer nodes.
    """
    return reduce_on(cover(problem, longest, step_size=step_size, precision=precision), problem)


def reduce_on(panels: Panels, problem: Problem) -> Reduction:
    """Reduce a problem on the panels that `cover` made for it."""
    eigenvalues, start, teacher = problem.eigenvalues, problem.start, problem.teacher
    rate, measures = project(panels, eigenvalues, start, teacher, ONE_EACH)
    weighted = None
    if problem.metric is not None:
        root = np.sqrt(problem.metric)
        seen = project(panels, eigenvalues, root * start, root * teacher, problem.metric)[1]
        weighted = Measures(*seen)
    exact = np.repeat(panels.keep | (panels.least == panels.most), panels.orders)
    own = Measures(*measures)
    return Reduction(rate, *own, exact, problem.dimension, weighted)


def cover(
    problem: Problem,
    longest: float,
    *,
    step_size: float | None = None,
    precision: float = PRECISION,
    poles: bool = False,
) -> Panels:
    """Cover the spectrum with panels that resolve what a run makes of it; arguments as in `reduce`.

    Args:
        poles: resolve 1/(θ − λ) as well, for θ beside the spectrum: the secular equation of the
            curvature has it. Few modes are then all kept; else the panels grow narrow towards both
            ends of the spectrum, where θ may come close.
    """
    eigenvalues, decay = problem.eigenvalues, FASTEST_DECAY * longest
    lowest, highest = float(eigenvalues.min()), float(eigenvalues.max())
    if poles and eigenvalues.size <= KEEP_ALL:
        return _one_panel(eigenvalues.size, lowest, highest)
    if poles and highest > lowest:
        decay = max(decay, POLE_RESOLUTION / (highest - lowest))
    top = highest * math.exp(-TOP_EFOLDS)
    turn = math.inf
    if step_size is not None:
        top = min(top, TOP_DISCRETE_RATE / (8 * step_size))
        turn = 1 / (8 * step_size) - lowest
        if turn <= 0:  # All modes are past it: no second front to resolve.
            turn = math.inf
    top -= lowest
    edges = _edges(highest - lowest, decay, top, turn)
    if poles:
        edges = _with_edges_at_top(edges, highest - lowest)
    count, least, most = survey(eigenvalues, lowest, edges)
    linear = len(LINEAR_CUTS)
    orders = np.array(
        [
            _nodes_in_linear(*ends, decay, precision)
            for ends in zip(least[:linear], most[:linear], strict=True)
        ]
        + [
            _nodes_in_log(*ends, top, precision)
            for ends in zip(least[linear:], most[linear:], strict=True)
        ]
    )
    if poles:
        orders = np.maximum(orders, _nodes_for_poles(least, most, highest - lowest, precision))
    keep = (count <= orders) & (least < most)
    orders = np.where(keep, count, np.where(count > 0, orders, 0))
    first = np.concatenate(([0], np.cumsum(orders)))
    return Panels(lowest, linear, edges, least, most, keep, orders, first)


def _one_panel(dimension: int, lowest: float, highest: float) -> Panels:
    """All modes in one panel that keeps them."""
    return Panels(
        lowest,
        0,
        np.array([math.inf]),
        np.zeros(1),
        np.array([highest - lowest]),
        np.array([True]),
        np.array([dimension]),
        np.array([0, dimension]),
    )


def _with_edges_at_top(edges: Array, width: float) -> Array:
    """Further edges of log panels, each so many times nearer to the top than the last."""
    nearer = width * (1 - TOP_RATIO ** -np.arange(1.0, TOP_PANELS + 1))
    linear = len(LINEAR_CUTS)
    added = nearer[(nearer > edges[linear - 1]) & (nearer < width)]
    return np.concatenate((edges[:linear], np.union1d(edges[linear:], added)))


def _nodes_for_poles(
    least: Array, most: Array, width: float, precision: float
) -> NDArray[np.int64]:
    """The number of nodes that resolve 1/(width − μ) on modes with μ in [least, most].

    The error of n Chebyshev points falls like (z + √(z² − 1))^(−n), with z the place of the pole
    where the panel is [−1, 1]. None are asked for on empty and on linear panels, which are far from
    the top.
    """
    orders = np.zeros(least.size, np.int64)
    for panel in range(len(LINEAR_CUTS), least.size):
        if most[panel] > least[panel]:
            place = (2 * width - least[panel] - most[panel]) / (most[panel] - least[panel])
            rate = math.acosh(max(place, LEAST_POLE_PLACE))
            orders[panel] = math.ceil(-math.log(precision) / rate) + 1
    return orders


def _edges(width: float, decay: float, top: float, turn: float) -> Array:
    """The upper edges in μ of the panels that cover [0, width], those at `LINEAR_CUTS` first.

    Past `turn`, where 1 − 8ηλ changes sign, |1 − 8ηλ|^k has a second front, the mirror image of the
    first: there the panels have one width in the logarithm of the distance to 2 turn.
    """
    edges = [cut * (min(1 / decay, width) if decay > 0 else width) for cut in LINEAR_CUTS]
    while edges[-1] < min(width, top):
        edges.append(min(edges[-1] * math.exp(PANEL_WIDTH), top))
    while edges[-1] < min(width, turn):
        edges.append(min(edges[-1] * math.exp(TOP_WIDTH), turn))
    while edges[-1] < width and len(edges) < MOST_PANELS:
        edges.append(2 * turn - (2 * turn - edges[-1]) * math.exp(-TOP_WIDTH))
    edges[-1] = math.inf
    return np.array(edges)


def _nodes_in_linear(least: float, most: float, decay: float, precision: float) -> int:
    """The number of nodes that resolve f on modes with μ in [least, most], in a linear panel.

    The remainder of e^(−xμ) interpolated at n Chebyshev points of a stretch of half-width h is
    2 (xh/2)^n / n!.
    """
    if not most > least:
        return 1
    size = decay * (most - least) / 4
    nodes, remainder = 1, 2 * size
    while remainder > precision / 10:
        nodes += 1
        remainder *= size / nodes
    return nodes + 1


def _nodes_in_log(least: float, most: float, top: float, precision: float) -> int:
    """The same in a logarithmic panel, where n points leave an error of e^(−n asinh(π/width))."""
    if not most > least:
        return 1
    nodes = math.ceil(-math.log(precision) / math.asinh(math.pi / math.log(most / least))) + 1
    return nodes + (TOP_EXTRA_NODES if most > top else 0)
