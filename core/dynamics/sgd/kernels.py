"""The two kernels of online SGD. One step on a fresh sample x = √Q g, g standard normal:

    w ← w − c x,   c = 4η (z² − y) z,   z = ⟨x, w⟩,   y = z*² + σ N(0, 1),   z* = ⟨x, w*⟩.

In the scaled coordinates √λ w of `modes` that is  a ← a − c λ g  with z = Σ a g. A group draws ξ
along the teacher and ζ along its own rest, both standard normal, and χ² for all other directions
together, m − 2 of them:

    z = Σ (a ξ + b ζ),   z* = Σ a* ξ,   a ← a − cλξ,   b ← √((b − cλζ)² + (cλ)² χ²).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.compiling import kernel
from core.dynamics.nodes import CHOOSE_SIGN
from core.dynamics.sgd.modes import Modes
from core.normals import Stream, fill_with_chi_squares, fill_with_normals

Array = NDArray[np.float64]
Steps = NDArray[np.int64]

# |z| beyond this does not come back, as a step multiplies it by some η z²; up to here the loss of
# what one more step leaves is still a number.
OVERFLOWING = 1e15
# Nor does a step size beyond all reason: the loss has the fourth power of the move.
OVERFLOWING_MOVE = 1e70


@kernel
def advance_direct(
    stream: Stream,
    modes: Modes,
    step_size: float,
    noise: float,
    step: int,
    until: int,
    samples: Steps,
    recorded: int,
    records: Array,
    signs: Array,
) -> tuple[int, int, bool]:
    """Go from step `step` to `until`, mode by mode. `modes.along` and the stream move along.

    The numbers of a step are drawn in the order of the modes, that of the label noise last.

    Args:
        samples: the step numbers to record, increasing.
        recorded: how many of them are; one that equals `step` is recorded now.
        records, signs: room for all; see `record`.

    Returns:
        The step reached, how many are recorded, and whether the run is still finite.
    """
    rate, teacher, along = modes.rate, modes.teacher, modes.along
    count = rate.size
    g = np.empty(count + 1)
    while True:
        if recorded < samples.size and samples[recorded] == step:
            record(modes, records, signs, recorded)
            recorded += 1
        if step >= until:
            return step, recorded, True
        fill_with_normals(stream, g)
        z, label = 0.0, 0.0
        for i in range(count):
            z += along[i] * g[i]
            label += teacher[i] * g[i]
        c = 4 * step_size * ((z - label) * (z + label) - noise * g[count]) * z
        for i in range(count):
            along[i] -= c * rate[i] * g[i]
        step += 1
        if not (abs(z) < OVERFLOWING and abs(c) < OVERFLOWING_MOVE):
            return step, recorded, False


@kernel
def advance_grouped(
    stream: Stream,
    modes: Modes,
    step_size: float,
    noise: float,
    step: int,
    until: int,
    samples: Steps,
    recorded: int,
    records: Array,
    signs: Array,
) -> tuple[int, int, bool]:
    """The same for groups; `modes.across` moves along, too."""
    rate, teacher, along, across = modes.rate, modes.teacher, modes.along, modes.across
    count, alone, triples = rate.size, modes.alone, modes.triples
    # ξ, ζ and the proposals for χ², then the label noise.
    numbers = np.empty(count + across.size + (count - modes.pairs) + 1)
    xi, zeta = numbers[:count], numbers[count : count + across.size]
    rest = numbers[count + across.size : -1]
    centre = modes.size[triples:] / 2 - 4 / 3
    spread = 1 / np.sqrt(9 * centre)
    others, heights = np.zeros(across.size), np.empty(centre.size)
    while True:
        if recorded < samples.size and samples[recorded] == step:
            record(modes, records, signs, recorded)
            recorded += 1
        if step >= until:
            return step, recorded, True
        fill_with_normals(stream, numbers)
        for j in range(triples - modes.pairs):
            others[modes.pairs - alone + j] = rest[j] * rest[j]
        fill_with_chi_squares(
            stream,
            centre,
            spread,
            rest[triples - modes.pairs :],
            heights,
            others[triples - alone :],
        )
        z, label = 0.0, 0.0
        for i in range(count):
            z += along[i] * xi[i]
            label += teacher[i] * xi[i]
        for j in range(across.size):
            z += across[j] * zeta[j]
        c = 4 * step_size * ((z - label) * (z + label) - noise * numbers[-1]) * z
        for i in range(count):
            along[i] -= c * rate[i] * xi[i]
        for j in range(across.size):
            move = c * rate[alone + j]
            kept = across[j] - move * zeta[j]
            across[j] = np.sqrt(kept * kept + move * move * others[j])
        step += 1
        if not (abs(z) < OVERFLOWING and abs(c) < OVERFLOWING_MOVE):
            return step, recorded, False


@kernel
def record(modes: Modes, records: Array, signs: Array, at: int) -> None:
    """Write v, q, p, r and σ as `core.dynamics.recording` reads them, with e = w − σw*:

    v = Σ λ e w*,   q = Σ λ e²,   p = Σ e²,   r = Σ e w*,   p and r with the weights of the MSE.
    """
    weight, teacher, along, across = modes.weight, modes.teacher, modes.along, modes.across
    u = 0.0
    for i in range(weight.size):
        u += along[i] * teacher[i]
    sigma = 0.0
    if abs(u) > CHOOSE_SIGN:
        sigma = 1.0 if u > 0 else -1.0
    v, q, p, r = 0.0, 0.0, 0.0, 0.0
    for i in range(weight.size):
        gap = along[i] - sigma * teacher[i]
        v += gap * teacher[i]
        r += gap * teacher[i] * weight[i]
        q += gap * gap
        p += gap * gap * weight[i]
    for j in range(across.size):
        i = modes.alone + j
        gap, rest = along[i] - sigma * teacher[i], across[j]
        crossed = rest * modes.cross_weight[j]
        r += crossed * teacher[i]
        q += rest * rest
        p += rest * rest * modes.across_weight[j] + 2 * gap * crossed
    records[at, 0], records[at, 1], records[at, 2], records[at, 3] = v, q, p, r
    signs[at] = sigma
