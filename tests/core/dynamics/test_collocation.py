"""The block equations: their order of convergence, and the tables behind them."""

from __future__ import annotations

import numpy as np
import pytest

from core.dynamics import gradient_descent, gradient_flow
from core.dynamics.collocation import difference_rows, solve_block
from core.dynamics.elimination import factorise, invert_tile, solve_factorised, solve_tile
from core.dynamics.nodes import Nodes, prepare, weighted_sums
from core.dynamics.radau import radau
from core.dynamics.stages import Block
from core.reduction import reduce
from tests.core.problems import make


def advance(nodes: Nodes, state: np.ndarray, block: Block, order: int) -> np.ndarray:
    """One block in the σ = 0 form; Newton begins at the block's start."""
    scalars = np.repeat(np.array(weighted_sums(nodes, state))[:, None], order, axis=1)
    stages = np.empty((2, order, nodes.rate.size))
    assert solve_block(nodes, state, 0.0, block, scalars, stages, 1e-13, (0.0, 0.0))
    return stages[:, -1].copy()


@pytest.mark.parametrize("order", [2, 3, 4])
def test_the_flows_blocks_converge_at_order_two_m_minus_one(order: int) -> None:
    """As Radau IIA does where it is not stiff; uniform blocks of length h, T = D, ρ = 1."""
    problem = make("power law", 8, 2)
    time = 1.0
    expected = gradient_flow(problem, time, at=[time], tolerance=1e-12).s[0]
    tables, errors = radau(order), []
    for blocks in (4, 8, 16):
        nodes, state = prepare(reduce(problem, time))
        rows = tables.derivatives[0, 1:].copy()
        block = Block(rows, np.full(order, time / blocks), np.ones(order + 1), 0.0)
        for _ in range(blocks):
            state = advance(nodes, state, block, order)
        errors.append(abs(weighted_sums(nodes, state)[1] - expected))
    measured = np.log2(errors[-2] / errors[-1])
    # The next term is a factor h smaller, so the measured order is a few tenths off.
    assert measured == pytest.approx(2 * order - 1, abs=0.5), errors


def error_of_the_maps_blocks(order: int, steps: int, blocks: int) -> float:
    """The error in s at t = 1 after `steps` steps solved in equal blocks."""
    problem, step_size = make("power law", 8, 2), 1.0 / steps
    expected = gradient_descent(problem, step_size, steps, at=[steps], tolerance=1e-12)
    nodes, state = prepare(reduce(problem, 1.0, step_size=step_size))
    delta, rows = np.full(order, blocks / steps), np.empty((order, order + 1))
    difference_rows(radau(order).derivatives, delta, rows)
    block = Block(rows, step_size / delta, np.ones(order + 1), 0.0)
    for _ in range(blocks):
        state = advance(nodes, state, block, order)
    return abs(float(weighted_sums(nodes, state)[1] - expected.s[0]))


def test_the_maps_blocks_have_an_error_that_falls_with_the_step_and_the_block() -> None:
    """Besides the flow's h^(2m−1) there is η h^(m−1): a sum over steps is not an integral."""
    by_blocks = [error_of_the_maps_blocks(4, 4_096, blocks) for blocks in (16, 32)]
    # Here the second term leads by far; its own next term is a factor h = 1/16 smaller.
    assert np.log2(by_blocks[0] / by_blocks[1]) == pytest.approx(3, abs=0.35), by_blocks
    by_step = [error_of_the_maps_blocks(3, steps, 16) for steps in (1_024, 2_048)]
    assert np.log2(by_step[0] / by_step[1]) == pytest.approx(1, abs=0.35), by_step


@pytest.mark.parametrize("order", [6, 7, 8])
def test_difference_rows_are_exact_on_polynomials(order: int) -> None:
    tables = radau(order)
    rng = np.random.default_rng(order)
    polynomial = np.polynomial.Polynomial(rng.standard_normal(order + 1))
    delta = rng.uniform(1e-3, 0.2, order)
    rows = np.empty((order, order + 1))
    difference_rows(tables.derivatives, delta, rows)
    points = tables.points[1:]
    expected = (polynomial(points + delta) - polynomial(points)) / delta
    # D^m amplifies rounding by about m^(2m) / m!, on 1e-16.
    assert np.allclose(rows @ polynomial(tables.points), expected, atol=1e-10)


def test_the_points_integrate_as_radau_points_do() -> None:
    """The right Radau rule with m points is exact to degree 2m − 2."""
    for order in (2, 5, 8):
        points = radau(order).points[1:]
        weights = np.linalg.solve(np.vander(points, increasing=True).T, 1 / np.arange(1, order + 1))
        for degree in range(2 * order - 1):
            assert weights @ points**degree == pytest.approx(1 / (degree + 1), rel=1e-9)


def test_elimination_against_lapack() -> None:
    rng = np.random.default_rng(0)
    matrices = np.eye(5)[:, :, None] * 3 + rng.standard_normal((5, 5, 7)) / 2
    stacked = np.moveaxis(matrices, 2, 0)
    inverse = matrices.copy()
    invert_tile(inverse, np.empty(7))
    assert np.allclose(np.moveaxis(inverse, 2, 0), np.linalg.inv(stacked))
    first, second = rng.standard_normal((2, 5, 7))
    expected = np.linalg.solve(stacked, np.stack((first.T, second.T), axis=2))
    solve_tile(matrices.copy(), first, second, np.empty(7))
    assert np.allclose(first.T, expected[:, :, 0])
    assert np.allclose(second.T, expected[:, :, 1])

    # One that needs pivoting.
    matrix, vector, pivots = rng.standard_normal((6, 6)), rng.standard_normal(6), np.empty(6, int)
    matrix[0, 0] = 0.0
    expected = np.linalg.solve(matrix, vector)
    assert factorise(matrix, pivots)
    solve_factorised(matrix, pivots, vector)
    assert np.allclose(vector, expected)
    assert not factorise(np.zeros((3, 3)), np.empty(3, int))
