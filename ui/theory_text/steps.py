"""The step size: the same laws in steps, the stability limit, and what lies beyond."""

from __future__ import annotations

from ui.text.numbers import number, tex
from ui.text.words import plain
from ui.theory_text.present import Present
from ui.theory_text.section import Section, Step


def _factor(now: Present) -> str:
    setup = now.run.setup
    if setup.method == "flow":
        return "The present run is the flow, without steps."
    first = 8 * setup.step_size * now.facts.leading[0]
    return (
        f"Here $8\\eta\\lambda_1 = {tex(first)}$, so a step leaves ${tex(1 - first)}$ of that mode."
    )


def _limit(now: Present) -> str:
    setup, limit = now.run.setup, now.laws.stability_limit
    own = (
        f", and $\\eta$ is {number(setup.step_size / limit)} of that"
        if setup.method == "gd"
        else ""
    )
    return f"Here steps up to ${tex(limit)}$ are stable at $w^\\star${own}."


def _status(now: Present) -> str:
    return plain(now.run.trajectory.sentence)


SECTION = Section(
    "steps",
    "The step size",
    (
        Step(
            r"""
What a step of size $\eta$ does that the flow does not: in the escape it multiplies an eigenmode by
$1+\eta\rho_j$ instead of $e^{\eta\rho_j}$, and near the minimum a mode by $1-8\eta\lambda_i$
instead of $e^{-8\eta\lambda_i}$. In all laws above $(1-8\eta\lambda_i)^{t/\eta}$ takes the place
of $e^{-8\lambda_i t}$ (**ours**); with these rates they hold for gradient descent as they do for
the flow.
""",
            ("core.theory.one_minus_u", "core.theory.escape_rate"),
            (
                "tests/core/test_laws_against_runs.py::"
                "test_gradient_descent_follows_the_laws_with_discrete_rates",
                "tests/core/test_laws_against_runs.py::test_few_modes_need_the_discrete_rates",
                "tests/core/theory/test_linear_flow.py::"
                "test_overlap_of_descent_is_the_power_of_its_step",
            ),
            _factor,
        ),
        Step(
            r"""
At $w^\star$ the Hessian is $8Q + 16\,(Qw^\star)(Qw^\star)^{\mathsf T}$, and gradient descent
converges to it only if

$$
\eta < \frac{2}{\lambda_{\max}\bigl(8Q + 16\,(Qw^\star)(Qw^\star)^{\mathsf T}\bigr)} .
$$
""",
            ("core.theory.max_stable_step", "core.hessian_extremes"),
            (
                "tests/core/theory/test_stability.py::test_curvature_is_the_hessian_at_the_teacher",
                "tests/core/test_laws_against_runs.py::"
                "test_the_stability_limit_is_where_the_map_stops_converging",
                "tests/core/test_curvature.py::test_the_extremes_are_lapacks",
            ),
            _limit,
        ),
        Step(
            r"""
Beyond it nothing is hidden: every step is taken singly. First $u$ settles on a cycle of two steps,
then of four, then it jumps about without a period, and at last it diverges, while slow modes may
go on learning. A start that is too large diverges below the limit too.
""",
            ("core.orbit_diagram", "core.gradient_descent"),
            (
                "tests/core/dynamics/test_past_the_limit.py::"
                "test_period_doubling_then_chaos_then_divergence",
                "tests/core/dynamics/test_orbits.py::test_the_minimum_doubles_at_the_stability_limit",
                "tests/core/dynamics/test_past_the_limit.py::"
                "test_a_start_too_large_diverges_below_the_limit_at_the_minimum",
            ),
            _status,
        ),
    ),
)
