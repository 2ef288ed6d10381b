"""The driver of gradient descent: single steps where the run is rough, else blocks of steps."""

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
    settle_sign,
    weighted_sums,
)
from core.dynamics.radau import Radau
from core.dynamics.records import (
    ARRIVED,
    DIVERGED,
    FINISHED,
    LARGEST_DECAY,
    STOPPED,
    Records,
    fill_with_zeros,
    keep_state,
    record,
    start_block,
)
from core.dynamics.stability import is_stable
from core.dynamics.stages import Block

Array = NDArray[np.float64]
Steps = NDArray[np.int64]

# Steps are taken singly in runs of this many; a block shorter than that does not pay.
SINGLE_RUN = 256
# The longest such run, where block after block was refused.
LONGEST_SINGLE_RUN = 65_536
FIRST_BLOCK = 512.0
# The slowest decay is taken out of a block unless one step alone makes more of it than this.
LARGEST_STEP_DECAY = 0.5


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
    records: Records,
) -> tuple[int, int]:
    """Gradient descent, `steps` steps. The state is moved along.

    Args:
        samples: the step numbers to record, increasing, all in [0, steps].
        tolerance: of the blocks' error estimate.
        max_single: how many steps may be taken singly before the run is given up.
        records: filled up to where the run was left.

    Returns:
        How it ended (FINISHED, …), and the step at which it was left.
    """
    order = tables.points.size - 1
    values, trend = np.empty((4, order + 1)), np.zeros((2, 3))
    rows, lengths, decays = np.empty((order, order + 1)), np.empty(order), np.ones(order + 1)
    stages = np.empty((2, order, nodes.rate.size))
    size, slowest = nodes.p2.sum(), 8 * nodes.rate.min()
    if step_size * slowest > LARGEST_STEP_DECAY:
        slowest = 0.0
    sigma = start_block(nodes, state, 0.0, values)
    step, recorded, singles, run = 0, 0, 0, SINGLE_RUN
    if samples.size > 0 and samples[0] == 0:
        record(nodes, state, sigma, records, 0)
        recorded = 1
    kept = records.states.shape[0]
    while step < steps:
        before = step
        until = min(step + min(run, max_single - singles), steps)
        step, sigma, recorded, finite = _single_steps(
            nodes, state, step_size, sigma, step, until, samples, recorded, records
        )
        singles += step - before
        if not finite:
            return DIVERGED, step
        flush(state)
        sigma = start_block(nodes, state, sigma, values)
        if has_arrived(sigma, values[0, 0], values[1, 0], values[2, 0], size):
            fill_with_zeros(records, sigma, recorded)
            return ARRIVED, step
        if singles >= max_single and step < steps:
            return STOPPED, step
        wanted = FIRST_BLOCK
        trend[:] = 0.0
        aim = samples[recorded] if recorded < kept else steps
        while (
            wanted >= SINGLE_RUN
            and aim - step >= SINGLE_RUN
            and is_stable(nodes, state, sigma, step_size)
        ):
            shift = slowest if sigma != 0 else 0.0
            if shift * step_size * wanted > LARGEST_DECAY:
                wanted = LARGEST_DECAY / (shift * step_size)
            count = min(int(wanted), aim - step)
            span = np.log1p(count / step)
            block = Block(rows, lengths, decays, shift)
            _set_up(block, tables, step_size, step, span)
            error = attempt_block(
                nodes, state, sigma, block, tables, span, tolerance, values, trend, stages
            )
            length = next_length(span, error, tolerance, order)
            if error < tolerance:
                decay = np.log1p(-step_size * shift)
                while recorded < samples.size and samples[recorded] <= step + count:
                    passed = samples[recorded] - step
                    place = np.log1p(passed / step) / span
                    interpolate(
                        values, tables, place, np.exp(decay * passed), records.sums[recorded]
                    )
                    records.signs[recorded] = sigma
                    keep_state(state, records, recorded)
                    recorded += 1
                step += count
                run = SINGLE_RUN
                sigma = start_block(nodes, state, sigma, values)
                if has_arrived(sigma, values[0, 0], values[1, 0], values[2, 0], size):
                    fill_with_zeros(records, sigma, recorded)
                    return ARRIVED, step
            following = step * np.expm1(length)
            # A block that a sample cut short says nothing against the length that it was to have.
            cut = error < tolerance and step == aim
            wanted = max(following, wanted) if cut else following
            aim = samples[recorded] if recorded < kept else steps
        if wanted < SINGLE_RUN:
            # Refused: something oscillates, perhaps for long. Try ever more rarely.
            run = min(2 * run, LONGEST_SINGLE_RUN)
    return FINISHED, step


@kernel
def _set_up(block: Block, tables: Radau, step_size: float, step: int, span: float) -> None:
    """The equations of the block of steps from k_0 = `step` that is `span` long in ln k.

    At k_i = k_0 e^(span τ_i) one step is δ_i = log1p(1/k_i) / span in τ. With f = 1 − ης the
    slowest mode's decay in a step, x(k+1) − x(k) = ηλ(c x + g) becomes, for x̃ = x / f^(k − k_0),

        x̃(k+1) − x̃(k) = (η / f) [(ς + λ c) x̃ + λ g̃].
    """
    order = block.lengths.size
    delta = np.empty(order)
    fall = step_size * block.shift
    for i in range(order):
        place = span * tables.points[i + 1]
        delta[i] = np.log1p(np.exp(-place) / step) / span
        block.lengths[i] = step_size / (delta[i] * (1 - fall))
        block.decays[i + 1] = np.exp(np.log1p(-fall) * step * np.expm1(place))
    difference_rows(tables.derivatives, delta, block.rows)


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
    records: Records,
) -> tuple[int, float, int, bool]:
    """Take steps one by one.

    Returns:
        The step reached, σ, the number of records, and whether all stayed finite.
    """
    rate, m0, m1, m2 = nodes.rate, nodes.m0, nodes.m1, nodes.m2
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
            record(nodes, state, sigma, records, recorded)
            recorded += 1
    return step, sigma, recorded, True
