"""The model: data, labels, teacher and start; the loss and its critical points; the dynamics."""

from __future__ import annotations

import numpy as np

from ui.text.numbers import duration, exact, tex
from ui.theory_text.present import Present
from ui.theory_text.section import Section, Step


def _data(now: Present) -> str:
    setup, facts, trajectory = now.run.setup, now.facts, now.run.trajectory
    leading = ", ".join(f"${tex(rate)}$" for rate in facts.leading)
    what = "rates $\\lambda_i^{1-p}$" if setup.preconditioner else "eigenvalues"
    return (
        f"Here $a = {exact(setup.decay)}$ and $d = {exact(setup.dimension)}$: the largest "
        f"{what} are {leading}, the smallest is ${tex(facts.slowest)}$. "
        f"The start has $u = {tex(float(trajectory.u[0]))}$, $s = {tex(float(trajectory.s[0]))}$."
    )


def _loss(now: Present) -> str:
    loss = now.run.trajectory.loss
    return f"This run's loss goes from ${tex(float(loss[0]))}$ to ${tex(float(loss[-1]))}$."


def _saddle(now: Present) -> str:
    time, trajectory = now.run.phases.t1_prime, now.run.trajectory
    if time is None:
        return "This run does not get past the sphere of the saddles."
    u = float(np.interp(time, trajectory.time, trajectory.u))
    return (
        f"This run passes $s = 1/3$ for good at $t = {tex(time)}$, with $u = {tex(u)}$: the "
        "smaller, the nearer to a saddle."
    )


def _solved(now: Present) -> str:
    run = now.run
    steps = run.trajectory.step
    what = "The flow" if steps is None else f"{int(steps[-1]):,} steps"
    return (
        f"{what} up to $t = {tex(float(run.trajectory.time[-1]))}$: solved in "
        f"{duration(run.seconds)}."
    )


SECTION = Section(
    "model",
    "The model",
    (
        Step(
            r"""
Inputs $x \sim \mathcal N(0, Q)$ have the covariance
$Q = \mathrm{diag}(\lambda_1, \dots, \lambda_d)$ with a power-law spectrum of trace 1, and a label
shows the square of what a teacher $w^\star$ sees:

$$
\lambda_i = \frac{i^{-a}}{\sum_j j^{-a}}, \qquad y = \langle x, w^\star\rangle^2 .
$$

The teacher is Gaussian, scaled to $s^\star = \langle w^\star, Q w^\star\rangle = 1$; the student
starts anywhere on the unit sphere. $w^\star$ and $-w^\star$ give the same labels, so a run is
reported with the sign towards which it ends.
""",
            ("core.Problem.power_law",),
            (
                "tests/core/test_problem.py::test_the_power_law_is_normalised",
                "tests/core/dynamics/test_descent.py::test_the_sign_is_the_one_at_the_end",
            ),
            _data,
        ),
        Step(
            r"""
Averaged over the data, the loss of a student $w$ depends on two numbers only, the overlap
$u = \langle w, Qw^\star\rangle$ and the size $s = \langle w, Qw\rangle$ (Prop. 1):

$$
L(w) = \mathbb E\bigl(\langle x,w\rangle^2 - \langle x,w^\star\rangle^2\bigr)^2
= 3s^2 + 3 - 4u^2 - 2s .
$$

Its gradient (3.1) and Hessian (3.2):

$$
\nabla L = (12s-4)\,Qw - 8u\,Qw^\star
$$

$$
\nabla^2 L = 24\,(Qw)(Qw)^{\mathsf T} + (12s-4)\,Q - 8\,(Qw^\star)(Qw^\star)^{\mathsf T}
$$
""",
            ("core.Problem.loss", "core.Problem.gradient", "core.Problem.hessian"),
            (
                "tests/core/test_problem.py::test_the_loss_is_the_mean_over_samples",
                "tests/core/test_problem.py::test_gradient_and_hessian_are_derivatives",
            ),
            _loss,
        ),
        Step(
            r"""
The gradient vanishes at $w = 0$, a maximum with $L = 3$; at $\pm w^\star$, the minima with
$L = 0$; and wherever $u = 0$ and $s = 1/3$: a whole sphere of saddles with $L = 8/3$. There is no
other minimum, so a run can be slow but not stuck.
""",
            ("core.Problem.critical_points", "core.theory.negative_directions"),
            (
                "tests/core/test_problem.py::test_critical_points_are_critical_and_of_their_kind",
                "tests/core/theory/test_landscape.py::"
                "test_negative_directions_are_those_of_the_dense_hessian",
            ),
            _saddle,
        ),
        Step(
            r"""
Gradient descent takes steps $w \leftarrow w - \eta\,\nabla L(w)$ at the times $t = \eta k$. For
small steps it is the flow (3.3), which couples the modes through $u$ and $s$ alone:

$$
\dot w_i = 4\lambda_i\,(1-3s)\,w_i + 8\lambda_i\,u\,w^\star_i .
$$

Both are solved here, not drawn from a formula.
""",
            ("core.gradient_descent", "core.gradient_flow"),
            (
                "tests/core/dynamics/test_descent.py::test_every_recorded_step_is_the_loops",
                "tests/core/dynamics/test_flow.py::test_every_recorded_time_is_scipys",
            ),
            _solved,
        ),
    ),
)
