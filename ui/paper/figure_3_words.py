"""Figure 3 in words: which a escapes sooner, and how well the linear flow knows when."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from core.parameters import Setup
from ui.paper.figure import Finding, Verdict
from ui.paper.figure_3_numbers import PAST, Escape
from ui.text.numbers import exact, number, tex

# A time is the same if it is so to a part of 5%.
_SAME = 0.05


def headline(setup: Setup, escapes: Sequence[Escape]) -> str:
    """The figure in one sentence."""
    times = ", ".join(
        f"{said_of(escape.found)} for $a = {exact(escape.decay)}$" for escape in escapes
    )
    return f"$T_1$, when $u$ **reaches** $\\delta = {exact(setup.delta)}$: {times}."


def said_of(time: float | None) -> str:
    """T₁ in words, where it is no number of interest."""
    if time is None:
        return "not by the end"
    return f"${tex(time)}$" if time else "from the start"


def findings(escapes: Sequence[Escape], own: Escape) -> tuple[Finding, ...]:
    """What was found of the escapes, the visitor's own among them."""
    return _order(escapes), _linear(escapes), _rate(escapes), _past(own)


def _order(escapes: Sequence[Escape]) -> Finding:
    claim = "**A larger $a$ escapes sooner.**"
    if not all(escape.stable for escape in escapes):
        return _jumping(claim)
    # A start past δ has nothing to escape from.
    times = {
        escape.decay: math.inf if escape.found is None else escape.found
        for escape in escapes
        if escape.found != 0
    }
    reached = [a for a, time in times.items() if time < math.inf]
    if len(reached) < 2:
        return Finding(
            Verdict.UNKNOWN, f"{claim} Fewer than two of these runs escape from below $\\delta$."
        )
    wrong = [
        (small, large)
        for small, large in itertools.pairwise(times)
        if times[small] < math.inf and times[small] <= times[large]
    ]
    if wrong:
        pairs = "; ".join(f"$a = {exact(one)}$ and ${exact(other)}$" for one, other in wrong)
        return Finding(
            Verdict.PARTLY, f"{claim} Not in this draw of teacher and start: {pairs} are in turn."
        )
    ratio = times[reached[0]] / times[reached[-1]]
    return Finding(
        Verdict.AGREES,
        f"{claim} So it is for all that escape here; $T_1$ is {number(ratio, 2)} times as long for "
        f"$a = {exact(reached[0])}$ as for ${exact(reached[-1])}$.",
    )


def _linear(escapes: Sequence[Escape]) -> Finding:
    claim = "**$u$ grows as the linear flow says** (dashed; all its eigenmodes, ours)."
    if not all(escape.stable for escape in escapes):
        return _jumping(claim)
    ratios = [
        escape.predicted / escape.found for escape in escapes if escape.predicted and escape.found
    ]
    if not ratios:
        return Finding(Verdict.UNKNOWN, f"{claim} None of these runs escapes from below $\\delta$.")
    worst = max(abs(ratio - 1) for ratio in ratios)
    return Finding(
        Verdict.AGREES if worst <= _SAME else Verdict.PARTLY,
        f"{claim} Its $T_1$ is off by {number(100 * worst, 2)}% at most; nothing is fitted.",
    )


def _rate(escapes: Sequence[Escape]) -> Finding:
    claim = "**The rate $\\rho$ of Lemma 2 alone.**"
    if not all(escape.stable for escape in escapes):
        return _jumping(claim)
    ratios = [(e.decay, e.by_rate / e.found) for e in escapes if e.by_rate and e.found]
    if not ratios:
        return Finding(Verdict.UNKNOWN, f"{claim} None of these runs escapes from below $\\delta$.")
    listed = ", ".join(f"{number(ratio, 2)} for $a = {exact(a)}$" for a, ratio in ratios)
    worst = max(abs(ratio - 1) for _, ratio in ratios)
    return Finding(
        Verdict.AGREES if worst <= _SAME else Verdict.PARTLY,
        f"{claim} If $u$ grew like $e^{{\\rho t}}$ from its $u(0)$ on, it would reach $\\delta$ at "
        f"so many times $T_1$: {listed}. In a short escape other eigenmodes count as well.",
    )


def _past(own: Escape) -> Finding:
    claim = "**Past $T_1$ the escape is no longer linear.**"
    if not own.stable:
        return _jumping(claim)
    if own.found_past == 0:
        return Finding(Verdict.UNKNOWN, f"{claim} This run starts past $u = {PAST:g}$.")
    if own.found_past is None or not own.predicted_past:
        return Finding(Verdict.UNKNOWN, f"{claim} This run does not get to $u = {PAST:g}$.")
    return Finding(
        Verdict.PARTLY,
        f"{claim} The linear flow has no brake $1-3s$: it gets to $u = {PAST:g}$ at "
        f"$t = {tex(own.predicted_past)}$, the run with $a = {exact(own.decay)}$ at "
        f"${tex(own.found_past)}$.",
    )


def _jumping(claim: str) -> Finding:
    return Finding(
        Verdict.UNKNOWN, f"{claim} The step size is past a stability limit: $u$ jumps about."
    )
