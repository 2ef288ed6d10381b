"""The two drivers: gradient descent, singly and in blocks of steps, and the gradient flow."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.compiling import kernel
from core.dynamics.blocks import attempt_block, interpolate, next_length
from core.dynamics.collocation import difference_rows
from core.dynamics.nodes import (
    OVERFLOWING,
    Nodes,
    coefficients,
    flush,
    has_arrived,
    plain_sums,
    settle_sign,
    weighted_sums,
)
from core.dynamics.radau import Radau
from core.dynamics.stability import is_stable

Array = NDArray[np.float64]
Steps = NDArray[np.int64]

FINISHED, ARRIVED, DIVERGED, STOPPED = 0, 1, 2, 3

# Steps are taken singly in runs of this many; a block shorter than that does not pay.
SINGLE_RUN = 256
LONGEST_SINGLE_RUN = 65_536
FIRST_BLOCK = 512
# The flow's logarithmic time is ln(t + κ): linear while the run escapes, logarithmic later.
KAPPA = 0.1
# A flow whose blocks get shorter than this part of its time has met something that is not smooth.
SHORTEST_FLOW_BLOCK = 1e-13


@kernel
def descend(
    nodes: Nodes,
    state: Array,
    step_size: float,
    steps: int,
    samples: Steps,
    tables: Radau,
    tolerance: float,
    max_single: int,
) -> tuple[Array, Array, int, float]:
    """Gradient descent, `steps` steps. The state is moved along.

    Args:
        samples: the step numbers to record, increasing, all in [0, steps].
        tolerance: of the blocks' error estimate.
        max_single: how many steps may be taken singly before the run is given up.

    Returns: Records (n, 4) of v, q, p, r and (n,) of σ, with NaN from where the run was left; how
        it ended (FINISHED, …); and the step at which it was left.
    """
    records = np.full((samples.size, 4), np.nan)
    signs = np.zeros(samples.size)
    order = tables.points.size - 1
    values = np.empty((4, order + 1))
    slopes = np.zeros(2)
    rows, lengths, delta = np.empty((order, order + 1)), np.empty(order), np.empty(order)
    stages = np.empty((2, order, nodes.rate.size))
    size = nodes.m2.sum()
    sigma = settle_sign(state, 0.0, weighted_sums(nodes, state)[0])
    step, recorded, singles, run = 0, 0, 0, SINGLE_RUN
    if samples.size > 0 and samples[0] == 0:
        _record(nodes, state, sigma, records, signs, 0)
        recorded = 1
    while step < steps:
        before = step
        until = min(step + min(run, max_single - singles), steps)
        step, sigma, recorded, finite = _single_steps(
            nodes, state, step_size, sigma, step, until, samples, recorded, records, signs
        )
        singles += step - before
        if not finite:
            return records, signs, DIVERGED, step
        flush(state)
        values[0, 0], values[1, 0] = weighted_sums(nodes, state)
        values[2, 0], values[3, 0] = plain_sums(nodes, state)
        if has_arrived(sigma, values[0, 0], values[1, 0], values[2, 0], size):
            return _zeros_from(records, signs, sigma, recorded, ARRIVED, step)
        if singles >= max_single and step < steps:
            return records, signs, STOPPED, step
        block = float(FIRST_BLOCK)
        slopes[:] = 0.0
        while steps - step >= SINGLE_RUN and is_stable(nodes, state, sigma, step_size):
            count = min(int(block), steps - step)
            span = np.log1p(count / step)
            for i in range(order):
                delta[i] = np.log1p(np.exp(-span * tables.points[i + 1]) / step) / span
                lengths[i] = step_size / delta[i]
            difference_rows(tables.derivatives, delta, rows)
            error = attempt_block(
                nodes, state, sigma, values, slopes, span, rows, lengths, tables, tolerance, stages
            )
            length = next_length(span, error, tolerance, order)
            if not error < tolerance:
                block = step * np.expm1(length)
                if block < SINGLE_RUN:
                    # Refused again and again: something oscillates. Try ever more rarely.
                    run = min(2 * run, LONGEST_SINGLE_RUN)
                    break
                continue
            while recorded < samples.size and samples[recorded] <= step + count:
                place = np.log1p((samples[recorded] - step) / step) / span
                interpolate(values, tables, place, records[recorded])
                signs[recorded] = sigma
                recorded += 1
            step += count
            block = step * np.expm1(length)
            run = SINGLE_RUN
            sigma = _start_block(nodes, state, sigma, values)
            if has_arrived(sigma, values[0, 0], values[1, 0], values[2, 0], size):
                return _zeros_from(records, signs, sigma, recorded, ARRIVED, step)
            if block < SINGLE_RUN:
                break
    return records, signs, FINISHED, step


@kernel
def flow(
    nodes: Nodes,
    state: Array,
    horizon: float,
    samples: Array,
    tables: Radau,
    tolerance: float,
) -> tuple[Array, Array, int, float]:
    """The gradient flow up to t = `horizon`; as `descend`, with times for steps."""
    records = np.full((samples.size, 4), np.nan)
    signs = np.zeros(samples.size)
    order = tables.points.size - 1
    values = np.empty((4, order + 1))
    slopes = np.zeros(2)
    rows, lengths = np.ascontiguousarray(tables.derivatives[0, 1:]), np.empty(order)
    stages = np.empty((2, order, nodes.rate.size))
    size = nodes.m2.sum()
    sigma = settle_sign(state, 0.0, weighted_sums(nodes, state)[0])
    time, recorded = 0.0, 0
    while recorded < samples.size and samples[recorded] <= 0:
        _record(nodes, state, sigma, records, signs, recorded)
        recorded += 1
    sigma = _start_block(nodes, state, sigma, values)
    # The fastest rate there is at the start: 4λ|1 − 3s|, or 8λ for u.
    block = 0.01 / (
        nodes.rate.max() * (8 + 12 * abs(sigma * sigma + 2 * sigma * values[0, 0] + values[1, 0]))
    )
    while time < horizon:
        last = block >= horizon - time
        stretch = horizon - time if last else block
        span = np.log1p(stretch / (time + KAPPA))
        for i in range(order):
            lengths[i] = span * (time + KAPPA) * np.exp(span * tables.points[i + 1])
        error = attempt_block(
            nodes, state, sigma, values, slopes, span, rows, lengths, tables, tolerance, stages
        )
        length = next_length(span, error, tolerance, order)
        if not error < tolerance:
            block = (time + KAPPA) * np.expm1(length)
            if block < SHORTEST_FLOW_BLOCK * (time + KAPPA):
                return records, signs, STOPPED, time
            continue
        end = horizon if last else time + stretch
        while recorded < samples.size and samples[recorded] <= end:
            place = np.log1p((samples[recorded] - time) / (time + KAPPA)) / span
            interpolate(values, tables, min(place, 1.0), records[recorded])
            signs[recorded] = sigma
            recorded += 1
        time = end
        block = (time + KAPPA) * np.expm1(length)
        sigma = _start_block(nodes, state, sigma, values)
        if has_arrived(sigma, values[0, 0], values[1, 0], values[2, 0], size):
            return _zeros_from(records, signs, sigma, recorded, ARRIVED, time)
    return records, signs, FINISHED, time


@kernel
def _start_block(nodes: Nodes, state: Array, sigma: float, values: Array) -> float:
    """Settle σ between two blocks and put the values of the new start in place."""
    v, _ = weighted_sums(nodes, state)
    sigma = settle_sign(state, sigma, v)
    values[0, 0], values[1, 0] = weighted_sums(nodes, state)
    values[2, 0], values[3, 0] = plain_sums(nodes, state)
    return sigma


@kernel
def _single_steps(
    nodes: Nodes,
    state: Array,
    step_size: float,
    sigma: float,
    step: int,
    until: int,
    samples: Steps,
    recorded: int,
    records: Array,
    signs: Array,
) -> tuple[int, float, int, bool]:
    """Take steps one by one; returns the step reached, σ, the number of records, and whether all
    stayed finite."""
    rate, m0, m1, m2 = nodes
    a, b = state[0], state[1]
    v, q = weighted_sums(nodes, state)
    while step < until:
        c, g = coefficients(sigma, v, q)
        c, g = c * step_size, g * step_size
        v, q = 0.0, 0.0
        for j in range(rate.size):
            x = a[j] + rate[j] * c * a[j]
            y = b[j] + rate[j] * (c * b[j] + g)
            a[j], b[j] = x, y
            v += rate[j] * (m1[j] * x + m2[j] * y)
            q += rate[j] * (x * (m0[j] * x + 2 * m1[j] * y) + m2[j] * y * y)
        step += 1
        if not abs(q) < OVERFLOWING:
            return step, sigma, recorded, False
        chosen = settle_sign(state, sigma, v)
        if chosen != sigma:
            sigma = chosen
            v, q = weighted_sums(nodes, state)
        if recorded < samples.size and samples[recorded] == step:
            _record(nodes, state, sigma, records, signs, recorded)
            recorded += 1
    return step, sigma, recorded, True


@kernel
def _record(
    nodes: Nodes, state: Array, sigma: float, records: Array, signs: Array, at: int
) -> None:
    records[at, 0], records[at, 1] = weighted_sums(nodes, state)
    records[at, 2], records[at, 3] = plain_sums(nodes, state)
    signs[at] = sigma


@kernel
def _zeros_from(
    records: Array, signs: Array, sigma: float, recorded: int, code: int, place: float
) -> tuple[Array, Array, int, float]:
    """The run has arrived: what is still to be recorded is 0 with the present σ."""
    records[recorded:] = 0.0
    signs[recorded:] = sigma
    return records, signs, code, place
