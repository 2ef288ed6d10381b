"""The spectral tail: the plateau of the MSE, Theorem 2, the whole curve, and the trade-off."""

from __future__ import annotations

import math

import numpy as np

from core import theory
from core.parameters import Setup
from ui.convergence.numbers import bound_limit
from ui.text.numbers import exact, number, tex
from ui.theory_text.laws import ratio_at_end, without
from ui.theory_text.present import Present
from ui.theory_text.section import Section, Step


def _plateau(now: Present) -> str:
    run, setup, height = now.run, now.run.setup, now.facts.plateau
    start = f"Here the plateau is $\\lVert w^\\star\\rVert^2/d = {tex(height)}$"
    if run.phases.t2 is None:
        start = f"{start}, and there is no $T_2$."
    else:
        at = float(np.interp(run.phases.t2, run.trajectory.time, run.trajectory.mse))
        start = f"{start}, and the MSE at $T_2$ is ${tex(at)}$, {number(at / height)} of it."
    return f"{start} {_bound(setup, height)}"


def _bound(setup: Setup, height: float) -> str:
    if not math.isfinite(bound_limit(setup)):
        return "The paper has no bound for these settings."
    bound = float(theory.plateau_bound(setup.decay, setup.dimension, setup.epsilon))
    if bound >= height:
        return "The bound with the constant 1 is more than that: at this $d$ it says nothing."
    return f"The bound with the constant 1 is ${tex(bound)}$."


def _curve(now: Present) -> str:
    run, facts = now.run, now.facts
    if facts.learned is None:
        return without(now.laws, "mse")
    ratio = ratio_at_end(run.trajectory.mse, now.laws.mse)
    end = (
        f"By the law {facts.learned:,} of {run.setup.dimension:,} modes are learned at the end of "
        "this run"
    )
    seen = f"; the MSE over its law is {number(ratio, 4)}" if math.isfinite(ratio) else ""
    half = (
        f" By the law half of the MSE is gone at $t = {tex(facts.half_time)}$."
        if facts.half_time is not None
        else ""
    )
    return f"{end}{seen}.{half}"


def _window(now: Present) -> str:
    setup = now.run.setup
    drop = theory.mse_drop_exponent(setup.decay, setup.teacher_decay, setup.preconditioner)
    if not math.isfinite(drop):
        return f"For $a = {exact(setup.decay)}$ the drop is no power of time."
    return f"Here the drop grows like $\\tau^{{{tex(drop)}}}$ in the middle window."


SECTION = Section(
    "tail",
    "The spectral tail",
    (
        Step(
            r"""
The loss weighs every direction by its eigenvalue; the mean squared error
$\frac1d\min_\pm\lVert w \mp w^\star\rVert^2$ weighs all alike. When $u$ and $s$ have arrived, only
the first modes are learned, and the MSE still waits (Prop. 4), with
$\sigma_\star^2 = \lVert w^\star\rVert^2/d$:

$$
\bigl|\mathrm{MSE}(T_2) - \sigma_\star^2\bigr| \lesssim
\bigl(\varepsilon^{-a}/d\bigr)^{1/3} + \bigl(\ln d/d\bigr)^{1/3} .
$$
""",
            ("core.theory.plateau_bound",),
            ("tests/core/theory/test_bounds.py::test_the_plateau_is_within_its_bound",),
            _plateau,
        ),
        Step(
            r"""
From $T_2$ on the modes no longer feel each other, $\dot e_i = -8\lambda_i e_i$ (Theorem 2):

$$
\mathrm{MSE}(T_2+\tau) = (1+O(\varepsilon))\,\mathrm{MSE}(T_2)\,\hat S_d(\tau) +
O\bigl(\varepsilon^2\tau^2 s^{\star(2)}/d\bigr)
$$

$$
\hat S_d(\tau) = \sum_i \pi_i\,e^{-16\lambda_i\tau}
$$

with $\pi_i \propto e_i(T_2)^2$. Its benchmark $S_d(\tau) = \frac1d\sum_i e^{-16\lambda_i\tau}$ has
three windows, with $\beta = 16/\sum_j j^{-a}$ and $x = (\beta\tau)^{1/a}$, the number of modes
learned:

| window | $S_d(\tau)$ |
|---|---|
| $\beta\tau \ll 1$ | $1 - 16\tau/d$ |
| $1 \ll x \ll d$ | $1 - \Gamma(1-1/a)\,x/d$: the drop grows like $\tau^{1/a}$ |
| $x \gtrsim d$ | at most $e^{-\beta\tau d^{-a}}$ |
""",
            (
                "core.theory.survival",
                "core.theory.survival_band",
                "core.theory.benchmark_survival",
                "core.theory.survival_windows",
            ),
            (
                "tests/core/theory/test_frozen.py::test_a_run_keeps_to_the_band",
                "tests/core/theory/test_frozen.py::test_the_fall_is_wrong_while_u_is_still_small",
                "tests/core/theory/test_tail.py::test_the_drop_grows_as_a_power",
                "tests/core/theory/test_tail.py::test_the_bound_is_one",
            ),
            _window,
        ),
        Step(
            r"""
A mode not yet learned has $e_i = -w^\star_i$, so the errors at $T_2$ need not be known, and the
whole curve has no constant to fit (**ours**):

$$
\mathrm{MSE}(t) \to \frac1d\sum_i {w^\star_i}^2\,e^{-16\lambda_i t} .
$$

The modes are learned from the top down, with a front at $i_\star(t) = (16\lambda_1 t)^{1/a}$.
""",
            (
                "core.theory.mse",
                "core.theory.learning_front",
                "core.theory.modes_learned",
                "core.theory.time_to_mse",
            ),
            (
                "tests/core/test_laws_against_runs.py::test_a_million_dimensions_late",
                "tests/core/theory/test_front.py::test_the_front_is_the_runs",
                "tests/core/theory/test_front.py::test_counted_modes_have_fallen",
                "tests/core/theory/test_frozen.py::test_past_the_cutoff_a_run_gets_ahead",
            ),
            _curve,
        ),
        Step(
            r"""
That is the trade-off of the paper's title: with a larger $a$ the escape is faster and the loss
falls with a larger power, but the last mode is learned at the rate $16\lambda_d \propto d^{-a}$,
and the tail lasts the longer.
""",
            ("core.theory.escape_time", "core.theory.time_to_mse"),
            (
                "tests/core/theory/test_tail.py::test_the_trade_off",
                "tests/core/theory/test_tail.py::test_the_tail_lasts_as_the_dimension_to_the_decay",
            ),
        ),
    ),
)
