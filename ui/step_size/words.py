"""What a finite step does, in sentences made from the numbers. All of them are Markdown."""

from __future__ import annotations

import math

from core import Run, Status
from ui.curvature import FOLLOWED
from ui.laws import Laws
from ui.step_size.numbers import BesideFlow
from ui.step_size.orbits import Diagram
from ui.text import words
from ui.text.numbers import exact, number, tex
from ui.text.words import Sentence, Tone

# A run whose escape is this part later or earlier than the flow's does not follow it.
_APART = 0.05
# A cycle that is over so close behind the limit, as a share of it, is hardly seen.
_BRIEF = 0.1
# Above this η λ_max a step is too long.
_STABLE = 2.0
_BAD = (Status.DIVERGED, Status.STOPPED, Status.NO_OVERLAP)

HOW_TO_READ = (
    "**Where descent ends up.** For each step size the map $w \\to w - \\eta \\nabla L$ is "
    "repeated until it has settled, and then every step is a dot: one dot is a fixed point, two "
    "are a cycle of two steps, a smear has no period. What is followed is what grows out of "
    "$w^\\star$; the large dots are the last steps of this very run, from its own start.",
    "**The limit.** Along the steepest direction at $w^\\star$ each step multiplies the error by "
    "$1 - \\eta \\lambda_{\\max}$. Beyond $\\eta = 2/\\lambda_{\\max}$ that is below $-1$: every "
    "step overshoots by more than it corrects.",
    "**Descent beside the flow.** In the escape a step multiplies $u$ by $1 + \\eta \\rho$, less "
    "than the $e^{\\eta \\rho}$ of the flow, so descent is late. Afterwards the slow modes decide, "
    "for which any stable step is small: both fall by the same law.",
)
FLOW = (
    "The flow has no step size, and a step size is what this page is about. Shown is gradient "
    "descent on the same problem, with the step size and the number of steps last chosen for it."
)


def headline(run: Run, beside: BesideFlow, laws: Laws) -> Sentence:
    """How the step size lies to the limit, and what becomes of the run."""
    eta, limit = run.setup.step_size, laws.stability_limit
    status = run.trajectory.status
    lies = (
        f"The largest stable step is $\\eta = {tex(limit)}$; this one, ${exact(eta)}$, is "
        f"{_share(eta / limit)}."
    )
    if status in _BAD:
        return Sentence(f"{lies} {words.headline(run).text}", Tone.WARNING)
    if eta >= limit:
        return Sentence(f"{lies} {words.headline(run).text}", Tone.NOTE)
    return Sentence(f"{lies} {_compared(run, beside)}")


def diagram(found: Diagram | None) -> str:
    """What the orbit diagram shows past the limit."""
    if found is None:
        return "Where each step size ends up is computed when the hand rests."
    cycle, doubled, wild, end = found.first(2), found.first(4), found.first(0), found.diverges_from
    parts = ["Up to the largest stable step all that starts near $w^\\star$ settles there."]
    if end is not None and cycle is not None and end < (1 + _BRIEF) * found.limit:
        parts.append(
            f"The cycle of two steps past it is soon over: from ${_times(end, found)}$ times the "
            "limit on every step size tried diverges. $Qw^\\star$ has little on the leading mode "
            "here, which the oscillation then drives out."
        )
    elif cycle is None:
        parts.append("Past it no cycle of two steps was met.")
    else:
        parts.append("Past it a cycle of two steps opens.")
    if doubled is not None:
        parts.append(f"It doubles to four at ${_times(doubled, found)}$ times the limit.")
    if wild is not None:
        parts.append(f"The first orbit without a period is at ${_times(wild, found)}$ times it.")
    if end is not None and end >= (1 + _BRIEF) * found.limit:
        parts.append(f"From ${_times(end, found)}$ times the limit on all diverges.")
    return " ".join(parts)


def edge(run: Run, beside: BesideFlow) -> str:
    """How near the curvature comes to 2/η."""
    curvature, eta = beside.curvature, run.setup.step_size
    sharp, time = eta * curvature.largest, curvature.trajectory.time
    text = "**The edge of stability.** "
    if run.trajectory.status is Status.DIVERGED:
        past = time[sharp > _STABLE]
        text += (
            f"$\\eta \\lambda_{{\\max}}$ first passes 2 at {words.moment(run, float(past[0]))}: "
            "a step is then too long for the steepest direction."
            if past.size
            else "The run diverges before $\\eta \\lambda_{\\max}$ is seen to pass 2."
        )
    else:
        text += (
            f"Along the run $\\eta \\lambda_{{\\max}}$ is at most ${tex(float(sharp.max()))}$, at "
            f"{words.moment(run, float(time[sharp.argmax()]))}; above 2 a step is too long for the "
            "steepest direction."
        )
    if (
        curvature.trajectory.status is Status.STOPPED
        and run.trajectory.status is not Status.STOPPED
    ):
        text += f" It is followed over the first {FOLLOWED:,} single steps."
    return text


def orbit_description(found: Diagram | None, limit: float) -> str:
    """The orbit diagram in plain text, for a reader who does not see it."""
    end = None if found is None else found.diverges_from
    beyond = "" if end is None else f"; from {number(end)} on it diverges"
    return (
        f"Against the step size: where descent ends up. It settles up to {number(limit)} and "
        f"oscillates past it{beyond}."
    )


def flow_description(run: Run) -> str:
    """The run beside the flow in plain text."""
    return (
        "Against time, descent beside the flow: u; loss and 1 - u; descent divided by flow; step "
        f"size times the largest eigenvalue of the Hessian. {words.chart_description(run)}"
    )


def _compared(run: Run, beside: BesideFlow) -> str:
    mine, theirs = run.phases.t1, beside.phases.t1
    if mine is None:
        late = "nor has the flow" if theirs is None else f"the flow has, at $t = {tex(theirs)}$"
        return f"By its end, {words.moment(run, words.last_time(run))}, it has not escaped; {late}."
    if theirs is None:
        return f"It escapes at $t = {tex(mine)}$, by when the flow has not."
    if mine == theirs == 0:
        return "The start is beyond $\\delta$ already, so there is no escape to compare."
    text = (
        f"{_how_late(mine, theirs)}: it escapes at $t = {tex(mine)}$, the flow at ${tex(theirs)}$"
    )
    loss = float(beside.ratios.loss[-1])
    if math.isfinite(loss) and loss > 0:
        text += f"; at the end its loss is ${tex(loss, 4)}$ times the flow's"
    return text + "."


def _how_late(mine: float, theirs: float) -> str:
    """Descent beside the flow, by the times at which they escape."""
    if min(mine, theirs) == 0:
        # They may end at different signs of the teacher.
        return "Descent does not follow the flow"
    later = mine / theirs - 1
    if abs(later) < _APART:
        return "Descent **follows the flow**"
    return f"Descent is **{number(100 * abs(later), 2)}% {'later' if later > 0 else 'earlier'}**"


def _share(share: float) -> str:
    if share >= 1:
        return f"${tex(share)}$ times it"
    return f"{number(100 * share, 2)}% of it"


def _times(step_size: float, found: Diagram) -> str:
    return tex(step_size / found.limit)
