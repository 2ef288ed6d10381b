"""What the same structure says beyond the paper: other teachers, starts and spectra."""

from __future__ import annotations

import math

from core import theory
from ui.text.numbers import exact, tex
from ui.theory_text.present import Present
from ui.theory_text.section import Section, Step


def _teacher(now: Present) -> str:
    a, b = now.run.setup.decay, now.run.setup.teacher_decay
    power = theory.convergence_exponent(a, b, now.run.setup.preconditioner)
    if not math.isfinite(power):
        return f"For $a = {exact(a)}$ and $b = {exact(b)}$ there is no power of time."
    return f"For $a = {exact(a)}$ and $b = {exact(b)}$ the loss falls like $t^{{{tex(power)}}}$."


def _preconditioner(now: Present) -> str:
    setup, learned = now.run.setup, now.facts.learned
    p = setup.preconditioner
    power = setup.decay * (1 - p)
    rates = f"fall like $i^{{{tex(-power)}}}$" if power else "are all the same"
    text = f"Here $p = {exact(p)}$: the rates {rates}"
    if learned is None:
        return f"{text}."
    return (
        f"{text}, and by the law {learned:,} of {setup.dimension:,} modes are learned by the end."
    )


def _start(now: Present) -> str:
    d, norm = now.run.setup.dimension, now.run.setup.start_norm
    return (
        f"Here $\\lVert w(0)\\rVert = {exact(norm)}$; the proofs' norm would be "
        f"${tex(d**-0.5)}$, and $d^{{1/2}}$ is ${tex(d**0.5)}$."
    )


SECTION = Section(
    "extensions",
    "Beyond the paper's setting",
    (
        Step(
            r"""
**A teacher of its own shape** (**ours**). With ${w^\star_i}^2 \propto i^{-b}$ the law is the same
$F$, and $F(x) \sim x^{-(a+b-1)/a}$: a teacher aligned with the spectrum is learned faster. For
$b > 1$ the MSE itself is a power law, $t^{-(b-1)/a}$. A *flat* teacher, all ${w^\star_i}^2$ alike
with random signs, has the exponents of a Gaussian one without the wobble of a single draw.
""",
            ("core.theory.convergence_exponent", "core.theory.mse_exponent"),
            (
                "tests/core/test_exponents.py::test_a_teacher_with_decay_has_its_own_exponents",
                "tests/core/theory/test_asymptotics.py::test_mse_of_a_decaying_teacher",
                "tests/core/test_exponents.py::test_gaussian_teachers_wobble_as_their_laws_do",
            ),
            _teacher,
        ),
        Step(
            r"""
**The norm of the start.** The experiments start on the unit sphere, the proofs at $d^{-1/2}$.
$u(0)$ is proportional to the norm, so for a norm $d^q$ the escape time grows like
$(\tfrac12-q)\ln d/\rho$ (**ours**). A start of norm $\sqrt d$ needs no escape, but is itself still
to be unlearned in the slow modes, and the laws above do not hold for it.
""",
            ("core.theory.escape_time_slope",),
            (
                "tests/core/theory/test_local_rate.py::"
                "test_escape_time_grows_with_the_logarithm_of_d",
                "tests/core/theory/test_bounds.py::test_the_plateau_needs_a_small_start",
            ),
            _start,
        ),
        Step(
            r"""
**A preconditioner** (**ours**). With $\dot w = -Q^{-p}\,\nabla L$ a mode relaxes at the rate $r_i =
\lambda_i^{1-p}$ instead of $\lambda_i$, in every law above, while its weight in $u$, $s$ and the
loss stays $\lambda_i{w^\star_i}^2$:

$$
F(x) = \sum_i \lambda_i\,{w^\star_i}^2\,e^{-r_i x} \sim x^{-(a+b-1)/(a(1-p))}, \qquad
1 = 8\sum_i \frac{r_i\,\lambda_i\,{w^\star_i}^2}{\rho - 4r_i} .
$$

It remedies the slow part: the steeper fall of the rates is what makes the tail last. At $p = 1$ all
modes are learned at one rate, and there is no power law left.
""",
            ("core.Problem.power_law", "core.theory.convergence_exponent"),
            (
                "tests/core/test_preconditioner.py::"
                "test_the_laws_hold_against_a_run_of_a_million_modes",
                "tests/core/test_preconditioner.py::"
                "test_the_escape_rate_has_the_rates_and_the_weights",
                "tests/core/test_preconditioner.py::test_descent_is_the_loop",
            ),
            _preconditioner,
        ),
        Step(
            r"""
**A student whose norm is held fixed** (**ours**). On the sphere $\lVert w\rVert = c$ of its start
the flow is

$$
\dot w = \bigl(M(s)-\mu\bigr)\,w, \qquad
M(s) = 4(1-3s)\,Q + 8\,(Qw^\star)(Qw^\star)^{\mathsf T}, \qquad
\mu = \langle w, M(s)\,w\rangle/c^2 ,
$$

a power iteration whose matrix depends on where it has got to. It rests where $w$ is the leading
eigenvector of its own $M(s)$, and there is one such $w$ with $u > 0$:

$$
w_i = \frac{8\lambda_i\,u\,w^\star_i}{\mu - 4\lambda_i(1-3s)} .
$$

That is $w^\star$ only if $c = \lVert w^\star\rVert$; else neither the loss nor the MSE goes to 0.
For a smaller $c$ it is $\mu > 0$, and the sphere holds every mode: from about $t = 1/\mu$ on the
rest comes exponentially, also in modes that a free student takes for ever to learn. For a larger
$c$ it is $\mu < 0$, what is too much of the norm goes into the slowest modes, and that takes the
time $1/\lambda_d$. Before, the loss falls towards its value at rest with the free student's
exponent. Explore shows it, with **Student** under More; this page is about a free one.
""",
            ("core.theory.fixed_norm_rest",),
            (
                "tests/core/test_fixed_norm.py::test_it_comes_to_rest_where_theory_says",
                "tests/core/test_fixed_norm.py::test_no_point_of_the_sphere_is_lower",
                "tests/core/test_fixed_norm.py::"
                "test_the_teachers_own_norm_lets_it_reach_the_teacher",
                "tests/core/test_fixed_norm.py::test_a_small_sphere_is_approached_exponentially",
                "tests/core/test_fixed_norm.py::"
                "test_before_that_it_falls_with_the_free_students_exponent",
            ),
        ),
        Step(
            r"""
**Any spectrum.** Nothing in the solver or in $F$ asks for a power law: a list of eigenvalues will
do. Exponents are read off only where there is a power law to read.
""",
            ("core.Problem", "core.fit_exponents"),
            (
                "tests/core/test_exponents.py::test_a_spectrum_of_one_s_own_has_a_law_and_no_theory",
                "tests/core/test_exponents.py::test_two_clusters_of_eigenvalues_are_no_power_law",
                "tests/core/test_reduction.py::test_any_spectrum",
            ),
        ),
    ),
)
