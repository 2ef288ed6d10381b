"""The three phases, and the escape: its rate, and u(t) with nothing fitted."""

from __future__ import annotations

import math

from ui.text.numbers import number, tex
from ui.theory_text.present import Present
from ui.theory_text.section import Section, Step


def _times(now: Present) -> str:
    phases = now.run.phases
    times = (("T_1", phases.t1), ("T_1'", phases.t1_prime), ("T_2", phases.t2))
    return "In this run " + ", ".join(
        f"${name} = {tex(time)}$" if time is not None else f"${name}$ is not reached"
        for name, time in times
    ) + "."  # fmt: skip


def _rate(now: Present) -> str:
    top = now.facts.leading[0]
    discrete = (
        " (of gradient descent, $\\ln(1+\\eta\\rho)/\\eta$)" if now.run.setup.method == "gd" else ""
    )
    return (
        f"Here the top eigenvalue times 4 is ${tex(4 * top)}$, and the rate is "
        f"$\\rho = {tex(now.laws.escape_rate)}${discrete}."
    )


def _escape(now: Present) -> str:
    predicted, found = now.laws.escape_time, now.run.phases.t1
    more = math.log(10) / (2 * now.laws.escape_rate)
    tenfold = f"Ten times the dimension adds $\\ln(10)/(2\\rho) = {tex(more)}$ where $a > 1$."
    if not predicted or not found:
        return f"There is no $T_1$ to compare in this run. {tenfold}"
    return (
        f"$T_1$ predicted: ${tex(predicted)}$, found: ${tex(found)}$, ratio "
        f"{number(found / predicted)}. {tenfold}"
    )


SECTION = Section(
    "phases",
    "Three phases",
    (
        Step(
            r"""
| phase | from, to | what happens |
|---|---|---|
| I escape | $0$, $T_1$ | $u$ grows like $e^{\rho t}$ from about $d^{-1/2}$ to $\delta$ |
| IIa | $T_1$, $T_1'$ | $s$ crosses $1/3$ and stays above |
| IIb convergence | $T_1'$, $T_2(\varepsilon)$ | $u$ and $s$ come within $\varepsilon$ of 1 |
| III spectral tail | after $T_2$ | mode $i$ is learned at the rate $8\lambda_i$; the MSE falls |

$T_2(\varepsilon)$ is the first time after which both $|1-u|$ and $|1-s|$ stay below $\varepsilon$.
""",
            ("core.find_phases",),
            (
                "tests/core/test_phases.py::test_any_samples_obey_the_definitions",
                "tests/core/test_phases.py::"
                "test_the_phases_of_a_solved_run_are_those_of_the_step_by_step_loop",
            ),
            _times,
        ),
        Step(
            r"""
While $s \ll 1/3$ the flow is linear, $\dot w = 4Qw + 8\,Qw^\star u$, and $u$ grows in the end at
its leading eigenvalue (Lemma 2), the root above $4\lambda_1$ of

$$
1 = 8\sum_i \frac{\lambda_i^2\,{w^\star_i}^2}{\rho - 4\lambda_i} .
$$

A larger $a$ puts more of the signal into the first modes: $\rho$ grows, the escape is faster.
""",
            ("core.theory.escape_rate", "core.theory.secular_equation"),
            (
                "tests/core/theory/test_escape.py::test_rate_is_the_leading_eigenvalue",
                "tests/core/theory/test_escape.py::test_larger_decay_escapes_faster",
            ),
            _rate,
        ),
        Step(
            r"""
An escape is short: a few e-folds, $\tfrac12\ln d$ or so. So the leading eigenvalue alone does not
tell when it ends. All eigenmodes together do (**ours**), with no constant to fit:

$$
u(t) = \sum_j c_j\,e^{\rho_j t}, \qquad
c_j = \frac{\sum_i \lambda_i w_i(0) w^\star_i/(\rho_j-4\lambda_i)}
{8\sum_i \lambda_i^2 {w^\star_i}^2/(\rho_j-4\lambda_i)^2} .
$$

$T_1$ is where this reaches $\delta$. It is as good as $s(T_1)$ is small against 1; a run that gets
to $s = 1/3$ before $u$ is large lingers near a saddle, and escapes later.
""",
            ("core.theory.escape_overlap", "core.theory.escape_time"),
            (
                "tests/core/theory/test_linear_flow.py::test_overlap_is_the_matrix_exponential",
                "tests/core/theory/test_growth_rates.py::test_amplitudes_make_up_the_overlap",
                "tests/core/test_laws_against_runs.py::test_the_escape_is_the_linear_flows",
                "tests/core/theory/test_local_rate.py::"
                "test_escape_time_grows_with_the_logarithm_of_d",
            ),
            _escape,
        ),
    ),
)
