"""Online SGD in short: a step, the mean field, the floor."""

from __future__ import annotations

from ui.text.numbers import exact, tex
from ui.theory_text.present import Present
from ui.theory_text.section import Section, Step


def _floor(now: Present) -> str:
    noise, setup = now.view.noise, now.run.setup
    level, weights, metric = setup.step_size * noise**2, "", now.run.problem.metric
    if metric is not None:
        level, weights = level * float(metric.mean()), "\\,\\sum_i \\lambda_i^{-p}/d"
    return (
        f"With $\\sigma = {exact(noise)}$ and steps of $\\eta = {tex(setup.step_size)}$ the floor "
        f"of the MSE is $\\eta\\sigma^2{weights} = {tex(level)}$ to leading order."
    )


SECTION = Section(
    "sgd",
    "Online SGD",
    (
        Step(
            r"""
One fresh sample a step, with noisy labels $y = z_\star^2 + \sigma\xi$, $\xi \sim \mathcal N(0,1)$;
$z = \langle x, w\rangle$ and $z_\star = \langle x, w^\star\rangle$:

$$
w \leftarrow w - 4\eta\,(z^2-y)\,z\,x .
$$

The paper's experiments have $\sigma = 0.05$, read here as a standard deviation. Modes of equal
eigenvalue can be turned into each other, so a group of them needs only its overlap with the
teacher and its length: **exact in law, and ours**. A power law has no equal eigenvalues. Where that
saves time its first 20 modes are sampled one by one, and the others in bins 12% wide in $\lambda$,
with one eigenvalue for each bin. That is **no longer exact**: another spectrum is sampled, so near
the true one that a comparison of the two laws over many runs does not tell them apart. It is how a
million dimensions are sampled.
""",
            ("core.online_sgd",),
            (
                "tests/core/dynamics/sgd/test_online.py::"
                "test_the_direct_kernel_takes_the_path_of_a_numpy_loop",
                "tests/core/dynamics/sgd/test_grouped.py::"
                "test_equal_eigenvalues_collapse_exactly_in_law",
                "tests/core/dynamics/sgd/test_grouped.py::test_the_law_does_not_see_the_bins",
                "tests/core/dynamics/sgd/test_grouped.py::test_bins_that_are_too_wide_are_noticed",
            ),
        ),
        Step(
            r"""
On average, for small $\eta$ (**ours**), with $R_i = \mathbb E\,w_i$, $P_i = \mathbb E\,w_i^2$,
$u = \sum\lambda_i w^\star_i R_i$ and $s = \sum\lambda_i P_i$:

$$
\dot R_i = 4\lambda_i(1-3s)R_i + 8\lambda_i u\,w^\star_i
$$

$$
\dot P_i = 2\lambda_i\bigl[4(1-3s)P_i + 8u\,w^\star_i R_i\bigr] + 16\,\eta\,N_i, \qquad
N_i = \mathbb E\bigl[(z^2-y)^2z^2\,x_i^2\bigr] .
$$

$N_i$ is a moment of Gaussians and known exactly (Stein's identity). These equations close on the
same nodes as the flow does. They leave out that $u$ differs from run to run, so the gap to real
runs closes like $\eta$.
""",
            ("core.dynamics.sgd_mean_field",),
            (
                "tests/core/dynamics/sgd/test_mean_field.py::test_every_recorded_step_is_scipys",
                "tests/core/dynamics/sgd/test_mean_field.py::"
                "test_small_steps_give_the_flow_at_first_order",
                "tests/core/dynamics/sgd/test_mean_field.py::"
                "test_the_gap_to_the_runs_closes_with_the_step",
                "tests/core/dynamics/sgd/test_moments.py::"
                "test_moments_are_those_of_the_gaussian_pair",
            ),
        ),
        Step(
            r"""
With noisy labels a run does not arrive. Near the teacher the pull $-He$ and the heat of a step,
$\eta\cdot2\sigma^2H$, balance where all directions have the variance $\eta\sigma^2$ (**ours**):

$$
\mathrm{MSE} \to \eta\sigma^2, \qquad L \to 4\eta\sigma^2(1+2\kappa), \qquad
\kappa = \sum_i\lambda_i^2{w^\star_i}^2 .
$$

The law of a step has heavy tails (its gradient is quartic in Gaussians), and some runs diverge at
step sizes at which most do not.
""",
            ("core.theory.noise_floor", "core.theory.max_stable_sgd_step"),
            (
                "tests/core/theory/test_noise.py::"
                "test_leading_order_is_the_rest_state_of_the_linear_noise",
                "tests/core/theory/test_noise.py::test_runs_come_to_rest_there",
                "tests/core/theory/test_noise.py::test_beyond_the_largest_step_the_teacher_repels",
            ),
            _floor,
        ),
    ),
)
