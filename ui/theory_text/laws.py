"""The laws of the convergence: where they come from, their exponents, and T₂."""

from __future__ import annotations

import math

import numpy as np

from core import theory
from ui.laws import Laws
from ui.text.numbers import exact, number, tex
from ui.text.records import records
from ui.theory_text.present import Present
from ui.theory_text.section import Section, Step

_SYMBOLS = {
    "one_minus_u": "$1-u$",
    "one_minus_s": "$1-s$",
    "loss": "$L$",
    "mse": "the MSE",
}
# A run that ends with 1 − u within so much of its law has come to it.
_NEAR = 0.05


def ratio_at_end(seen: np.ndarray, law: np.ndarray) -> float:
    """The run over a law where both end; NaN where there is none."""
    if not law.size or not law[-1] > 0:
        return math.nan
    return float(seen[-1] / law[-1])


def without(laws: Laws, name: str) -> str:
    """What is said in the place of a number where the law of a quantity is not there at the end."""
    reason = laws.why_not(name)
    if not reason:
        return f"At the end of this run nothing is left of {_SYMBOLS[name]}, to rounding."
    return f"The law of {_SYMBOLS[name]} does not hold to the end of this run: {reason}."


def _law(now: Present) -> str:
    run, laws = now.run.trajectory, now.laws
    ratios = {
        name: ratio_at_end(getattr(run, name), getattr(laws, name))
        for name in ("one_minus_u", "one_minus_s", "loss")
    }
    known = [
        f"{_SYMBOLS[name]} {number(ratio, 4)}"
        for name, ratio in ratios.items()
        if math.isfinite(ratio)
    ]
    text = (
        f"At the end of this run, $t = {tex(float(run.time[-1]))}$, the run over the law is: "
        f"{', '.join(known)}."
        if known
        else ""
    )
    missing = next((name for name in ratios if laws.why_not(name)), None)
    if missing is not None:
        return f"{text} {without(laws, missing)}".strip()
    return text or without(laws, "one_minus_u")


def _exponent(now: Present) -> str:
    setup = now.run.setup
    expected = theory.convergence_exponent(setup.decay, setup.teacher_decay, setup.preconditioner)
    row = next(row for row in records(now.run.exponents) if row["quantity"] == "1-u")
    fitted, law = float(row["fitted"]), float(row["law"])
    if not math.isfinite(expected):
        return f"For $a = {exact(setup.decay)}$ there is no power of time."
    start = f"For $a = {exact(setup.decay)}$ the exponent of $1-u$ is ${expected:.3f}$ in the limit"
    if not math.isfinite(fitted):
        return f"{start}; this run has no window that is long enough to show it."
    return f"{start}; this run has ${fitted:.3f}$, and the law over the same window ${law:.3f}$."


def _time(now: Present) -> str:
    predicted, found = now.laws.convergence_time, now.run.phases.t2
    epsilon = f"$\\varepsilon = {exact(now.run.setup.epsilon)}$"
    if not found:
        return f"There is no $T_2$ for {epsilon} in this run."
    if not predicted:
        reason = now.laws.why_not("one_minus_u") or "for it $T_2$ is before the escape is over"
        return f"For {epsilon} $T_2$ is found at ${tex(found)}$, and the law has no say: {reason}."
    text = (
        f"For {epsilon}: $T_2$ predicted ${tex(predicted)}$, found ${tex(found)}$, ratio "
        f"{number(found / predicted)}."
    )
    # Whether this run comes to the law is not taken for granted.
    end = ratio_at_end(now.run.trajectory.one_minus_u, now.laws.one_minus_u)
    comes = abs(end - 1) <= min(_NEAR, abs(found / predicted - 1))
    return f"{text} The smaller $\\varepsilon$, the nearer to 1." if comes else text


SECTION = Section(
    "laws",
    "The laws of the convergence",
    (
        Step(
            r"""
The paper bounds $T_2$ from above. How $u$ and $s$ really arrive can be said with no constant
fitted (**ours**). Let $F$ be the signal that is not yet learned:

$$
F(x) = \sum_i \lambda_i\,{w^\star_i}^2\,e^{-\lambda_i x}, \qquad F(0) = 1 .
$$

Write $e = w - w^\star$ and $v = \sum\lambda_i e_i w^\star_i$, $q = \sum\lambda_i e_i^2$. Then
$u = 1+v$, $s = 1+2v+q$, and the flow (3.3) becomes

$$
\dot e_i = -\lambda_i\bigl[(8+24v+12q)\,e_i + (16v+12q)\,w^\star_i\bigr].
$$

Late, $v$ and $q$ are small and drift slowly. A fast mode then sits where its bracket vanishes, at
$e_i = -g\,w^\star_i$ with $g = 2v+\tfrac32q$; a slow one has hardly begun,
$e_i = -w^\star_i e^{-8\lambda_i t}$. Both together: $e_i = -w^\star_i\,(g + e^{-8\lambda_i t})$ to
leading order. Put that into $v$ and $q$:

$$
v = -g - F(8t), \quad q = F(16t)
\quad\Longrightarrow\quad 3v = -F(8t) - \tfrac32F(16t),
$$

and so

$$
1-u \to \tfrac13\bigl[F(8t)+\tfrac32F(16t)\bigr], \qquad
1-s \to \tfrac23F(8t), \qquad L \to 4\,F(16t) .
$$
""",
            (
                "core.theory.unlearned_signal",
                "core.theory.one_minus_u",
                "core.theory.one_minus_s",
                "core.theory.loss",
            ),
            (
                "tests/core/theory/test_convergence.py::test_laws_are_the_sums_over_all_modes",
                "tests/core/test_laws_against_runs.py::test_a_million_dimensions_late",
                "tests/core/test_laws_against_runs.py::test_the_laws_say_nothing_before_the_escape",
                "tests/core/theory/test_convergence.py::"
                "test_equal_eigenvalues_are_beyond_the_laws_of_u_and_s",
            ),
            _law,
        ),
        Step(
            r"""
For a power law the modes $i \gtrsim x^{1/a}$ are left at $x$, and $F(x) \sim x^{-(1-1/a)}$. So
**$1-u$, $1-s$ and the loss all fall like $t^{-(1-1/a)}$** (**ours**): the faster the larger $a$.
The limit is approached slowly, the more slowly the nearer $a$ is to 1; a finite run is to be
compared with the slope that the law itself has over the same stretch of time.
""",
            ("core.theory.convergence_exponent", "core.fit_exponents"),
            (
                "tests/core/theory/test_asymptotics.py::test_convergence_and_rate",
                "tests/core/test_laws_against_runs.py::test_the_correction_shrinks_as_it_should",
                "tests/core/test_exponents.py::test_a_flat_teacher_shows_the_exponents_of_phase_two",
                "tests/core/test_exponents.py::"
                "test_a_small_decay_follows_its_law_far_from_the_asymptote",
            ),
            _exponent,
        ),
        Step(
            r"""
The time to come within $\varepsilon$ follows: $T_2(\varepsilon) \sim \varepsilon^{-a/(a-1)}$
(**ours**), **half the exponent** of the paper's bound
$T_2 \lesssim T_1' + \varepsilon^{-2a/(a-1)}\ln(1/\varepsilon)$.
""",
            ("core.theory.time_to_epsilon", "core.theory.convergence_time_bound"),
            (
                "tests/core/theory/test_convergence.py::"
                "test_time_to_epsilon_grows_as_the_law_and_not_as_the_bound",
                "tests/core/theory/test_bounds.py::test_a_run_keeps_to_the_bound_of_its_anchor",
            ),
            _time,
        ),
    ),
)
