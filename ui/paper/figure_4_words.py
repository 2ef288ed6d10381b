"""Figure 4 in words: how far the frozen approximation is from the run, and in which way."""

from __future__ import annotations

import numpy as np

from core import theory
from core.parameters import Setup
from core.run import Run
from ui.paper.figure import Finding, Verdict, off
from ui.paper.figure_4_numbers import LEVEL, Frozen
from ui.text.numbers import exact, number, tex

# A fall this small is not told from the solver's error.
_SMALLEST_FALL = 1e-6
# Two falls are the same if they are so to a part of 1%.
_SAME_FALL = 0.01


def headline(frozen: Frozen | None) -> str:
    """The figure in one sentence."""
    if frozen is None:
        return (
            f"This run does **not stay above** $u = {LEVEL:g}$, so there is nothing to freeze: it "
            "is too short, or its steps are too large."
        )
    _, ratio = frozen.ratio
    worst = float(ratio[np.argmax(np.abs(np.log(ratio)))])
    alone = (
        "**every mode can be left alone**"
        if abs(worst - 1) <= 1 - LEVEL
        else "**the modes still feel each other**"
    )
    return (
        f"From $u = {LEVEL:g}$ on, at $t = {tex(frozen.start)}$, {alone}: "
        f"the MSE is {off(worst)} the frozen curve at most."
    )


def findings(run: Run, frozen: Frozen | None) -> tuple[Finding, ...]:
    """What was found of the approximation."""
    return (
        _close(frozen),
        _fall(frozen),
        _theorem(run.setup, frozen),
        _from_the_start(run, frozen),
    )


def _close(frozen: Frozen | None) -> Finding:
    claim = "**After $T_2$ the modes no longer feel each other** (Theorem 2)."
    if frozen is None:
        return _nothing(claim)
    time, ratio = frozen.ratio
    index = int(np.argmax(np.abs(np.log(ratio))))
    return Finding(
        Verdict.AGREES if abs(ratio[index] - 1) <= 1 - LEVEL else Verdict.PARTLY,
        f"{claim} The MSE is farthest from the frozen curve at $t = {tex(float(time[index]))}$: "
        f"{off(float(ratio[index]))}, where the theorem allows a part of about "
        f"$\\varepsilon = {exact(round(1 - LEVEL, 12))}$.",
    )


def _fall(frozen: Frozen | None) -> Finding:
    if frozen is None:
        return _nothing("**Does the frozen curve fall when the run does?**")
    fall, truth = (1 - curve / curve[0] for curve in (frozen.frozen, frozen.mse))
    known = fall > _SMALLEST_FALL
    if not known.any():
        return _nothing("**Does the frozen curve fall when the run does?**")
    shares = truth[known] / fall[known]
    first, last = float(shares[0]), float(shares[-1])
    shown = f"by the end {number(100 * last, 4)}%."
    if first < 0:
        return Finding(
            Verdict.PARTLY,
            f"**But where the frozen curve falls the run rises at first.** Of the fall that the "
            f"curve has, the run has {shown}",
        )
    shown = (
        f"Of the fall that it has at first, {number(100 * first, 3)}% is there in the run; {shown}"
    )
    if abs(first - 1) <= _SAME_FALL:
        return Finding(
            Verdict.AGREES, f"**The frozen curve begins to fall as the run does.** {shown}"
        )
    when = "soon" if first < 1 else "late"
    return Finding(
        Verdict.PARTLY,
        f"**But the frozen curve begins to fall too {when}.** $u$ and $s$ have not arrived yet. "
        f"{shown}",
    )


def _theorem(setup: Setup, frozen: Frozen | None) -> Finding:
    claim = "**Theorem 2 has a second term,** $\\varepsilon^2\\tau^2 s^{\\star(2)}/d$."
    if frozen is None:
        return _nothing(claim)
    if setup.preconditioner:
        return Finding(Verdict.UNKNOWN, f"{claim} The paper does not speak of a preconditioner.")
    if frozen.silent_from is None:
        return Finding(
            Verdict.AGREES,
            f"{claim} With the constant 1 it stays below the MSE to the end of this run.",
        )
    return Finding(
        Verdict.PARTLY,
        f"{claim} With the constant 1 it is larger than the MSE from "
        f"$\\tau = {tex(frozen.silent_from)}$ on, and the theorem then says nothing of what "
        "the picture shows.",
    )


def _from_the_start(run: Run, frozen: Frozen | None) -> Finding:
    claim = "**The errors at $T_2$ are not needed.**"
    if frozen is None:
        return _nothing(claim)
    law = theory.mse(run.problem, frozen.time, step_size=run.trajectory.step_size)
    known = (law > 0) & (frozen.mse > 0)
    ratio = frozen.mse[known] / law[known]
    if not ratio.size or not np.isfinite(ratio).all():
        return _nothing(claim)
    worst = float(ratio[np.argmax(np.abs(np.log(ratio)))])
    return Finding(
        Verdict.AGREES if abs(worst - 1) <= 1 - LEVEL else Verdict.PARTLY,
        f"{claim} With $-w^\\star_i$ for every one of them (ours) the MSE is {off(worst)} the "
        "curve at most.",
    )


def _nothing(claim: str) -> Finding:
    return Finding(Verdict.UNKNOWN, f"{claim} This run has no such part.")
