"""NumPy's normal numbers, drawn inside a kernel.

A kernel can call a `numpy.random.Generator`, but each number then costs a call through a pointer,
about two thirds more time than drawing it in line. So a `stream` here is the state of NumPy's SFC64
bit generator, and what is drawn from it are the numbers, bit for bit, that the Generator would give
from the same state: uniform numbers of 53 bits, and normal ones by its ziggurat.
"""

from __future__ import annotations

import numpy as np
from numba.np.random._constants import (
    fi_double,
    ki_double,
    wi_double,
    ziggurat_nor_inv_r,
    ziggurat_nor_r,
)
from numpy.typing import NDArray

from core.compiling import kernel

Array = NDArray[np.float64]
Stream = NDArray[np.uint64]

# The smallest uniform number that is not 0.
UNIT = 1.0 / 9007199254740992.0
ONE, THREE, EIGHT, ELEVEN = np.uint64(1), np.uint64(3), np.uint64(8), np.uint64(11)
TWENTY_FOUR, FORTY = np.uint64(24), np.uint64(40)
LOWEST_BYTE, MANTISSA = np.uint64(0xFF), np.uint64(0x000FFFFFFFFFFFFF)


def stream_of(generator: np.random.Generator) -> Stream:
    """The stream that a Generator on SFC64 would go on with; a copy, the Generator stays.

    Raises:
        ValueError: the Generator's bit generator is another one.
    """
    state = generator.bit_generator.state
    if state["bit_generator"] != "SFC64":
        raise ValueError(f"a stream is made from SFC64, not from {state['bit_generator']}.")
    return np.array(state["state"]["state"], dtype=np.uint64)


@kernel
def _stir(
    a: np.uint64, b: np.uint64, c: np.uint64, counter: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64, np.uint64]:
    """The next 64 bits and the state after them (Doty-Humphrey's SFC64)."""
    bits = a + b + counter
    return (
        bits,
        b ^ (b >> ELEVEN),
        c + (c << THREE),
        ((c << TWENTY_FOUR) | (c >> FORTY)) + bits,
        counter + ONE,
    )


@kernel
def next_bits(stream: Stream) -> np.uint64:
    """The next 64 bits."""
    bits, a, b, c, counter = _stir(stream[0], stream[1], stream[2], stream[3])
    stream[0], stream[1], stream[2], stream[3] = a, b, c, counter
    return bits


@kernel
def uniform(stream: Stream) -> float:
    """The next uniform number in [0, 1)."""
    return (next_bits(stream) >> ELEVEN) * UNIT


@kernel
def normal(stream: Stream) -> float:
    """The next standard normal number."""
    bits = next_bits(stream)
    layer, size, value = _proposal(bits)
    if size < ki_double[layer]:
        return value
    return _outside(stream, layer, size, value)


@kernel
def fill_with_normals(stream: Stream, values: Array) -> None:
    """The next `values.size` standard normal numbers, with the stream's state kept in registers."""
    a, b, c, counter = stream[0], stream[1], stream[2], stream[3]
    for i in range(values.size):
        bits, a, b, c, counter = _stir(a, b, c, counter)
        layer, size, value = _proposal(bits)
        if size >= ki_double[layer]:  # About one in a hundred.
            stream[0], stream[1], stream[2], stream[3] = a, b, c, counter
            value = _outside(stream, layer, size, value)
            a, b, c, counter = stream[0], stream[1], stream[2], stream[3]
        values[i] = value
    stream[0], stream[1], stream[2], stream[3] = a, b, c, counter


@kernel
def fill_with_uniforms(stream: Stream, values: Array) -> None:
    """The next `values.size` uniform numbers."""
    a, b, c, counter = stream[0], stream[1], stream[2], stream[3]
    for i in range(values.size):
        bits, a, b, c, counter = _stir(a, b, c, counter)
        values[i] = np.int64(bits >> ELEVEN) * UNIT
    stream[0], stream[1], stream[2], stream[3] = a, b, c, counter


@kernel
def _proposal(bits: np.uint64) -> tuple[np.uint64, np.uint64, float]:
    """A layer of the ziggurat, where in it, and the number that stands for that place."""
    layer = bits & LOWEST_BYTE
    size = (bits >> (EIGHT + ONE)) & MANTISSA
    value = np.int64(size) * wi_double[layer]
    return layer, size, -value if (bits >> EIGHT) & ONE else value


@kernel
def _outside(stream: Stream, layer: np.uint64, size: np.uint64, value: float) -> float:
    """What becomes of a proposal that is not safely under the curve."""
    while True:
        if layer == 0:  # The tail, by Marsaglia's method.
            while True:
                far = -ziggurat_nor_inv_r * np.log1p(-uniform(stream))
                height = -np.log1p(-uniform(stream))
                if 2 * height > far * far:
                    far += ziggurat_nor_r
                    return -far if (size >> EIGHT) & ONE else far
        step = fi_double[layer - ONE] - fi_double[layer]
        if step * uniform(stream) + fi_double[layer] < np.exp(-0.5 * value * value):
            return value
        layer, size, value = _proposal(next_bits(stream))
        if size < ki_double[layer]:
            return value


@kernel
def fill_with_chi_squares(
    stream: Stream, centre: Array, spread: Array, proposals: Array, heights: Array, values: Array
) -> None:
    """χ² numbers of at least two degrees of freedom (Marsaglia and Tsang, 2000).

    Args:
        centre: with k degrees of freedom, k/2 − 1/3.
        spread: 1 / √(9 centre).
        proposals: standard normal numbers, used up.
        heights: room for as many numbers.
        values: the χ² numbers, on return.
    """
    fill_with_uniforms(stream, heights)
    for i in range(values.size):
        cube = 1 + spread[i] * proposals[i]
        values[i] = 2 * centre[i] * cube * cube * cube
    for i in range(values.size):
        # Under this polynomial a proposal is under the curve: all but one in twenty.
        square = proposals[i] * proposals[i]
        if heights[i] >= 1 - 0.0331 * square * square:
            values[i] = _chi_square(stream, centre[i], spread[i], proposals[i], heights[i])


@kernel
def _chi_square(
    stream: Stream, centre: float, spread: float, proposal: float, height: float
) -> float:
    """A χ² number, with the test of a proposal in full."""
    while True:
        cube = 1 + spread * proposal
        if cube > 0:
            cube = cube * cube * cube
            room = 0.5 * proposal * proposal + centre * (1 - cube + np.log(cube))
            if height == 0 or np.log(height) < room:
                return 2 * centre * cube
        proposal, height = normal(stream), uniform(stream)
