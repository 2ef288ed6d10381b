"""Sentences about an escape, made from its numbers. All of them are Markdown."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from core.quantiles import spread_of
from core.run import Run
from core.theory import Closure, CutHierarchy, SecularEquation
from core.trajectory import Status
from ui.escape.cuts import LEVEL, Departures
from ui.escape.numbers import SETTLED, Escape
from ui.escape.times import EscapeTime, Sweep
from ui.text import words
from ui.text.numbers import exact, number, tex
from ui.text.words import Sentence, Tone

# Predictions nearer than this part are called the same.
_SAME = 0.005
# From here on the brake 1 − 3s is felt.
_LARGE_SIZE = 0.15
# The saddles are at s = 1/3 and u = 0: near them s is below this and |u|, which is δ, below that.
_PAST_SADDLES, _NEAR_SADDLES = 0.5, 0.3

READING = (
    "On this axis a straight line is exponential growth, and the panel below shows its slope. "
    "Dashed is the linear flow $w' = 4Qw + 8Qw^\\star u$ from this very start, all its eigenmodes "
    "summed and nothing fitted; it holds while $s$ is far below $1/3$ and knows no end of growth.",
    "The secular equation has a root next above each pole $4\\lambda_i$ (dotted): the rates at "
    "which $u$ can grow. The rightmost is $\\rho$; the thick line is the rate the run had reached "
    "at $T_1$.",
    "Against seed, $d$ and $a$ each run is simulated for as long as its escape takes, and dashed "
    "is the median of what the linear flow says of the same runs. In a long escape, for $a > 1$, "
    "$T_1$ grows by $1/2\\rho$ with each factor $e$ in $d$ (dotted, for this teacher), as $u(0)$ "
    "falls like $d^{-1/2}$.",
)
CUTTING = (
    "$u$ and $s$ do not close: the change of $w^T Q^k w^\\star$ needs the moment of order $k+1$. "
    "Cut at order $k$, something must stand for the next one: 0, a geometric sequence (last "
    "ratio), or one eigenvalue for all that is beyond (isotropic). The flow is what is cut; a "
    "step size plays no part here."
)


def headline(run: Run, escape: Escape) -> Sentence:
    """How long the escape takes, and what the linear flow says of it."""
    status, delta = run.trajectory.status, f"$\\delta = {exact(run.setup.delta)}$"
    if status is Status.NO_OVERLAP or escape.expected is None:
        return Sentence(words.plain(Status.NO_OVERLAP.value), Tone.WARNING)
    if status is Status.DIVERGED:
        return Sentence(words.plain(run.trajectory.sentence), Tone.WARNING)
    start = f"$|u(0)| = {tex(abs(float(run.trajectory.u[0])), 2)}$"
    expected = f"$t = {tex(escape.expected)}$"
    if run.phases.t1 is None:
        return Sentence(
            f"From {start} the run has **not reached** {delta} by its end, "
            f"{words.moment(run, words.last_time(run))}; the linear flow expects it at {expected}."
        )
    if abs(float(run.trajectory.u[0])) >= run.setup.delta:
        return Sentence(
            f"The run starts at {start}, past {delta}: there is nothing to escape from."
        )
    return Sentence(
        f"$|u|$ grows from {start} to {delta} by **{words.moment(run, run.phases.t1)}**; the "
        f"linear flow, with nothing fitted, says {expected}, {_off(run, escape.expected)}. "
        f"{_settling(run.phases.t1, escape)}{_lingering(run, run.phases.t1)}"
    )


def description(run: Run, escape: Escape) -> str:
    """The main chart in plain text."""
    t1 = "not reached" if run.phases.t1 is None else number(run.phases.t1)
    expected = "none" if escape.expected is None else number(escape.expected)
    return (
        "Against time: the size of u, and its growth rate, of the run and of the linear flow. "
        f"T1 {t1}; predicted {expected}; rho {number(escape.rho)}."
    )


def roots(equation: SecularEquation) -> str:
    """The secular equation in plain text."""
    seen = ", ".join(number(float(root)) for root in equation.roots)
    return f"The secular equation g = 1 between its poles; its largest roots are {seen}."


def beside_seeds(times: Sequence[EscapeTime]) -> str:
    """What is said beside the title of their chart when all are solved."""
    known = any(one.predicted and one.simulated for one in times)
    return "dashed: as predicted" if known else "none has one that can be predicted"


def seeds(times: Sequence[EscapeTime]) -> str:
    """T₁ over the seeds that are solved so far; '' where none is."""
    if not times:
        return ""
    spread = spread_of([one.simulated for one in times])
    off = sorted(
        abs(one.predicted / one.simulated - 1) for one in times if one.predicted and one.simulated
    )
    begin = f"**Seeds.** Of {len(times)} seeds"
    if not off or spread.median is None:
        return f"{begin} {spread.runs} escape in the time for which they are followed."
    low, high = (
        "later than they are followed" if value is None else f"${tex(value)}$"
        for value in (spread.low, spread.high)
    )
    at_once = sum(one.simulated == 0 for one in times)
    return (
        f"{begin} half have $T_1$ by ${tex(spread.median)}$, 10% by {low} and 90% by {high}. "
        f"For half of them the linear flow is off by less than {_percent(off[len(off) // 2])}."
        + (f" {at_once} start past $\\delta$." if at_once else "")
    )


def growth_with_dimension(sweep: Sweep | None, decay: float) -> str:
    """What a factor of ten in d adds to T₁, against ln(10)/2ρ; '' where it is not known."""
    if sweep is None or any(len(times) < len(sweep.times[0]) for times in sweep.times):
        return ""
    known = [
        (value, spread.median)
        for value, spread in zip(sweep.values, sweep.simulated, strict=True)
        if spread.median and value >= 1000
    ]
    if len(known) < 2:
        return ""
    (first, early), (last, late) = known[0], known[-1]
    decade = (late - early) / math.log10(last / first)
    slopes = sorted(one.slope for one in sweep.times[-1])
    begin = (
        f"**Dimension.** From $d = {exact(first)}$ to ${exact(last)}$ a factor of ten in $d$ adds "
        f"${tex(decade)}$ to the median of $T_1$"
    )
    if decay <= 1:
        # tr Q = 1 is shared by more and more modes.
        return f"{begin}: for $a \\le 1$ all eigenvalues fall as $d$ grows, and $\\rho$ with them."
    expected = math.log(10) * slopes[len(slopes) // 2]
    return f"{begin}; $\\ln(10)/2\\rho$ is ${tex(expected)}$."


def cutting(departures: Departures, cut: CutHierarchy) -> str:
    """When the chosen cut leaves the exact flow, and whether another order would do better."""
    times = departures.times[cut.closure]
    left = times[cut.order - 1]
    name = {Closure.ZERO: "0", Closure.LAST_RATIO: "the last ratio", Closure.ISOTROPIC: "isotropy"}
    begin = f"**Cut.** At order {cut.order} with {name[cut.closure]} beyond, $u$ or $s$ is off by "
    part = _percent(LEVEL)
    if left is None:
        text = f"{begin}less than {part} up to {tex_time(departures.end)}."
    else:
        text = f"{begin}{part} from {tex_time(left)} on."
    if cut.end is not None:
        text += f" The cut moments blow up at {tex_time(cut.end)}; the run does not."
    return text


def tex_time(value: float) -> str:
    """'t = 0.25'."""
    return f"$t = {tex(value)}$"


def _off(run: Run, expected: float) -> str:
    t1 = run.phases.t1 or math.nan
    part = expected / t1 - 1
    if abs(part) < _SAME:
        return "the same to half a percent"
    return f"{_percent(abs(part))} {'early' if part < 0 else 'late'}"


def _settling(t1: float, escape: Escape) -> str:
    near = f"within {_percent(SETTLED)} of its limit $\\rho = {tex(escape.rho)}$"
    if escape.settled is None:
        return f"Its growth rate does not come {near} before $|u|$ is 1."
    if escape.settled > t1:
        return (
            f"Its growth rate would be {near} only from {tex_time(escape.settled)} on, **after** "
            "$T_1$: the rate alone does not give $T_1$."
        )
    return f"Its growth rate is {near} from {tex_time(escape.settled)} on."


def _lingering(run: Run, t1: float) -> str:
    """Why the linear flow is off, where s is not small by then."""
    size = float(np.interp(t1, run.trajectory.time, run.trajectory.s))
    if size < _LARGE_SIZE:
        return ""
    begin = f" By $T_1$ $s$ is ${tex(size, 2)}$: "
    if size < _PAST_SADDLES and run.setup.delta < _NEAR_SADDLES:
        return (
            f"{begin}near the saddles, at $1/3$, the run is held back, of which the linear flow "
            "knows nothing."
        )
    return f"{begin}the brake $1 - 3s$, which the linear flow leaves out, is felt by then."


def _percent(part: float) -> str:
    return f"{float(f'{100 * part:.2g}'):g}%"
