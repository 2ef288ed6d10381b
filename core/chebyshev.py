"""The kernels of the reduction: modes to Chebyshev moments to node weights, in one pass."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.compiling import kernel

Array = NDArray[np.float64]
Integers = NDArray[np.int64]

# Modes wait until a panel has this many; the recurrence over the chunk then vectorises.
CHUNK = 256
# For `project`: every mode counts as one.
ONE_EACH = np.empty(0)
ONE_EACH.setflags(write=False)


class Panels(NamedTuple):
    """A cover of the spectrum by panels in μ = λ − λ_min. Shapes (panels,), but for `first`.

    Attributes:
        lowest: λ_min.
        linear: how many of the panels, the first ones, interpolate in μ; the others in log μ.
        edges: the panels' upper edges in μ, the last infinite.
        least, most: the least and largest μ among a panel's modes.
        keep: where the modes themselves are the nodes.
        orders: the number of nodes of each panel.
        first: the number of nodes before each panel, and of all; shape (panels + 1,).
    """

    lowest: float
    linear: int
    edges: Array
    least: Array
    most: Array
    keep: NDArray[np.bool_]
    orders: Integers
    first: Integers


@kernel
def survey(eigenvalues: Array, lowest: float, edges: Array) -> tuple[Integers, Array, Array]:
    """Per panel: how many modes it holds, and their least and largest μ."""
    count = np.zeros(edges.size, np.int64)
    least = np.full(edges.size, np.inf)
    most = np.full(edges.size, -np.inf)
    panel = 0
    for value in eigenvalues:
        distance = value - lowest
        panel = _panel_of(distance, edges, panel)
        count[panel] += 1
        least[panel] = min(least[panel], distance)
        most[panel] = max(most[panel], distance)
    return count, least, most


@kernel
def project(
    panels: Panels, eigenvalues: Array, start: Array, teacher: Array, number: Array
) -> tuple[Array, Array]:
    """The nodes λ_k, shape (K,), and their share of Σw(0)², Σw(0)w*, Σw*² and d, shape (4, K).

    Args:
        number: what a mode adds to d; empty where that is 1.
    """
    alike = number.size == 0
    rate = np.zeros(panels.first[-1])
    measures, moments = np.zeros((4, rate.size)), np.zeros((4, rate.size))
    placed = np.zeros(panels.edges.size, np.int64)
    # Per panel: a waiting mode's μ and its four weights.
    waiting = np.empty((panels.edges.size, 5, CHUNK))
    panel = 0
    for mode in range(eigenvalues.size):
        distance = eigenvalues[mode] - panels.lowest
        panel = _panel_of(distance, panels.edges, panel)
        at = placed[panel]
        placed[panel] = at + 1
        if panels.keep[panel]:
            node = panels.first[panel] + at
            rate[node] = eigenvalues[mode]
            measures[0, node] = start[mode] * start[mode]
            measures[1, node] = start[mode] * teacher[mode]
            measures[2, node] = teacher[mode] * teacher[mode]
            measures[3, node] = 1.0 if alike else number[mode]
            continue
        waiting[panel, 0, at] = distance
        waiting[panel, 1, at] = start[mode] * start[mode]
        waiting[panel, 2, at] = start[mode] * teacher[mode]
        waiting[panel, 3, at] = teacher[mode] * teacher[mode]
        waiting[panel, 4, at] = 1.0 if alike else number[mode]
        if at + 1 == CHUNK:
            _add_moments(panels, panel, waiting[panel], CHUNK, moments)
            placed[panel] = 0
    for panel in range(panels.edges.size):
        if not panels.keep[panel] and panels.orders[panel] > 0:
            _add_moments(panels, panel, waiting[panel], placed[panel], moments)
            _spread_over_nodes(panels, panel, moments, rate, measures)
    return rate, measures


@kernel
def locate(panels: Panels, eigenvalues: Array) -> tuple[Integers, Integers, Array]:
    """Per mode: its panel, its node (−1 where the panel interpolates) and its place in [−1, 1]."""
    panel_of = np.empty(eigenvalues.size, np.int64)
    node_of = np.full(eigenvalues.size, -1, np.int64)
    place = np.zeros(eigenvalues.size)
    placed = np.zeros(panels.edges.size, np.int64)
    panel = 0
    for mode in range(eigenvalues.size):
        distance = eigenvalues[mode] - panels.lowest
        panel = _panel_of(distance, panels.edges, panel)
        panel_of[mode] = panel
        least, most = panels.least[panel], panels.most[panel]
        if panels.keep[panel]:
            node_of[mode] = panels.first[panel] + placed[panel]
            placed[panel] += 1
        elif least == most:
            node_of[mode] = panels.first[panel]
        elif panel < panels.linear:
            place[mode] = 2 * (distance - least) / (most - least) - 1
        else:
            place[mode] = 2 * np.log(distance / least) / np.log(most / least) - 1
    return panel_of, node_of, place


def interpolation_matrix(order: int, place: Array) -> Array:
    """From values at the Chebyshev points x_k = cos(π(2k+1)/2n), n = `order`, to values at `place`.

    (1/n)(1 + 2 Σ_{j≥1} T_j(x_k) T_j(x)) in row x and column k: what `project` does, transposed.
    """
    points = np.pi * (2 * np.arange(order) + 1) / (2 * order)
    x = np.clip(place, -1.0, 1.0)
    # T_{j+1} = 2x T_j − T_{j−1}: for a million places a tenth of the time of their cosines.
    there = np.ones((max(order, 2), x.size))
    there[1] = x
    for j in range(2, order):
        there[j] = 2 * x * there[j - 1] - there[j - 2]
    weights = np.cos(np.outer(np.arange(order), points))
    weights[1:] *= 2
    return (there[:order].T @ weights) / order


@kernel
def _panel_of(distance: float, edges: Array, guess: int) -> int:
    """The panel that holds μ = `distance`; `guess`, the neighbour's panel, is mostly right."""
    if distance <= edges[guess] and (guess == 0 or distance > edges[guess - 1]):
        return guess
    low, high = 0, edges.size - 1
    while low < high:
        middle = (low + high) // 2
        if distance <= edges[middle]:
            high = middle
        else:
            low = middle + 1
    return low


@kernel
def _add_moments(panels: Panels, panel: int, waiting: Array, filled: int, moments: Array) -> None:
    """Add Σ_i m_i T_j(x_i) over the first `filled` waiting modes, x their place in [−1, 1]."""
    x = waiting[0, :filled]
    m0, m1, m2, m3 = (
        waiting[1, :filled],
        waiting[2, :filled],
        waiting[3, :filled],
        waiting[4, :filled],
    )
    least, most = panels.least[panel], panels.most[panel]
    if least == most:
        x[:] = 0.0
    elif panel < panels.linear:
        for i in range(x.size):
            x[i] = 2 * (x[i] - least) / (most - least) - 1
    else:
        scale = 2 / np.log(most / least)
        for i in range(x.size):
            x[i] = scale * np.log(x[i] / least) - 1
    # T_{j+1} = 2x T_j − T_{j−1}, begun with T_{−1} = x and T_0 = 1.
    before, now = x.copy(), np.ones(x.size)
    first = panels.first[panel]
    for j in range(panels.orders[panel]):
        sum0, sum1, sum2, sum3 = 0.0, 0.0, 0.0, 0.0
        for i in range(x.size):
            value = now[i]
            sum0 += m0[i] * value
            sum1 += m1[i] * value
            sum2 += m2[i] * value
            sum3 += m3[i] * value
            now[i] = 2 * x[i] * value - before[i]
            before[i] = value
        moments[0, first + j] += sum0
        moments[1, first + j] += sum1
        moments[2, first + j] += sum2
        moments[3, first + j] += sum3


@kernel
def _spread_over_nodes(
    panels: Panels, panel: int, moments: Array, rate: Array, measures: Array
) -> None:
    """M_k = (1/n) (μ_0 + 2 Σ_{j≥1} T_j(x_k) μ_j) at the Chebyshev points x_k = cos(π(2k+1)/2n)."""
    order, first = panels.orders[panel], panels.first[panel]
    least, most = panels.least[panel], panels.most[panel]
    # cos(πi/2n) over one period; reducing j(2k+1) to it keeps all digits of T_j(x_k).
    cosine = np.cos(np.pi / (2 * order) * np.arange(4 * order))
    for k in range(order):
        place = (cosine[2 * k + 1] + 1) / 2
        if panel < panels.linear or least == most:
            rate[first + k] = panels.lowest + least + (most - least) * place
        else:
            rate[first + k] = panels.lowest + least * np.exp(np.log(most / least) * place)
        for measure in range(4):
            total = moments[measure, first]
            for j in range(1, order):
                value = cosine[(j * (2 * k + 1)) % (4 * order)]
                total += 2 * value * moments[measure, first + j]
            measures[measure, first + k] = total / order
