"""What the landscape says, in sentences made from its numbers. All of them are Markdown."""

from __future__ import annotations

import math

import numpy as np

from core import Run, Status
from ui.curvature import FOLLOWED
from ui.landscape.numbers import ROUNDING, Half, Landscape
from ui.text import words
from ui.text.numbers import number, tex, tex_count
from ui.text.words import Sentence

# Two values of s that one could not tell apart on the picture.
_CLOSE = 0.01
_LEARNS = (Status.FINISHED, Status.CONVERGED)

# What two of the charts show, for a reader who does not see them.
SPECTRUM = "The sizes of the Hessian's eigenvalues at the cursor, by rank."
ALONG = (
    "Over time: the loss, how many directions lead down, the smallest and the largest eigenvalue "
    "of the Hessian."
)
HOW_TO_READ = (
    "**The plane.** The loss is $L = 3s^2 + 3 - 4u^2 - 2s$: it depends on $w$ through $u$ and $s$ "
    "alone, in any dimension. The darker, the lower. Where it is grey there is no $w$, because "
    "$u^2 \\le s$ (Cauchy and Schwarz). $w = 0$ is a maximum; every $w$ with $u = 0$ and "
    "$s = 1/3$ is a saddle, of loss 8/3; the two teachers $\\pm w^\\star$ are the only minima, so "
    "nothing traps a run.",
    "**The arrows.** If all eigenvalues of the data were equal, $u$ and $s$ would obey two "
    "equations of their own: the arrows, and dashed the way from this very start. With any other "
    "spectrum it matters which modes $w$ is made of. The leading ones move first, and that bends "
    "the run away from the arrows.",
    "**The curvature.** The Hessian is $(12s-4)\\,Q$ with one direction added and one taken off. "
    "So while $s < 1/3$ nearly all directions lead down, and beyond it one does at most. All "
    "eigenvalues but two are a power law like those of $Q$: the flattest directions are the slow "
    "tail of the run.",
)


def headline(run: Run, landscape: Landscape) -> Sentence:
    """Where the run is at the cursor, and how its way bends."""
    status = run.trajectory.status
    where = _where(run, landscape)
    if status not in _LEARNS:
        said = words.headline(run)
        return Sentence(f"{said.text} {where}", said.tone)
    return Sentence(f"{where} {bend(run, landscape)}")


def slope(run: Run, landscape: Landscape) -> str:
    """Gradient and curvature at the cursor."""
    along, here = landscape.along, landscape.here
    low, high = float(along.smallest[here]), float(along.largest[here])
    text = (
        f"There the loss is ${tex(float(along.trajectory.loss[here]))}$, the gradient has the "
        f"length $\\lVert \\nabla L \\rVert = {tex(float(along.gradient_norm[here]))}$, and the "
        f"Hessian's eigenvalues reach from ${tex(low)}$ to ${tex(high)}$."
    )
    if landscape.spectrum.complete:
        text += _drawn(landscape.spectrum.value.size, run.setup.dimension)
    else:
        text += (
            " The two ends are exact; each of the others lies between two neighbours of the "
            f"${tex_count(run.setup.dimension)}$ eigenvalues $(12s - 4)\\lambda_i$, which are "
            "drawn."
        )
    if run.setup.preconditioner:
        text += (
            " With the preconditioner both are those of the variables $Q^{p/2} w$, in which its "
            "steps are plain ones, and $\\lambda_i$ stands for $\\lambda_i^{1-p}$."
        )
    if along.trajectory.status is Status.STOPPED and run.trajectory.status is not Status.STOPPED:
        text += (
            f" The curvature is followed over the first {FOLLOWED:,} single steps, the run itself "
            "to its end."
        )
    return text


def bend(run: Run, landscape: Landscape) -> str:
    """How far the run is from the isotropic flow half-way, and by what."""
    half = landscape.half
    if half is None:
        return "It and the isotropic flow do not both rise through $u = 1/2$, to be compared there."
    text = f"Half-way, at $u = 1/2$, it has $s = {tex(half.run)}$"
    close = abs(half.run - half.isotropic) < _CLOSE
    text += (
        ", as the isotropic flow does"
        if close
        else f" where the isotropic flow from the same start has ${tex(half.isotropic)}$"
    )
    cause = _cause(run, half, close=close)
    return f"{text}: {cause}." if cause else f"{text}."


def _cause(run: Run, half: Half, *, close: bool) -> str:
    """What bends the way of the run, or does not; '' where there is nothing to say."""
    step = abs(half.run - half.flow) >= _CLOSE
    spectrum = abs(half.flow - half.isotropic) >= _CLOSE
    if np.ptp(run.problem.eigenvalues) == 0:
        one = "all modes have one rate, so"
        return f"{one} that is its own flow" if close else f"{one} its **finite step** does that"
    if close:
        opposite = "the spectrum and the finite step bend its way by as much, to either side"
        return opposite if step and spectrum else ""
    if step == spectrum:
        return (
            "the spectrum **bends** its way, and so does the finite step: the flow would have "
            f"${tex(half.flow)}$"
        )
    return f"that much the {'finite step' if step else 'spectrum'} **bends** its way"


def _drawn(count: int, dimension: int) -> str:
    """How many of the eigenvalues that were computed are drawn."""
    if count == dimension:
        return " All of them are drawn; the two ends are large."
    rounding = f"10^{{{round(math.log10(ROUNDING))}}}"
    return (
        f" Of its {dimension} eigenvalues {count} are drawn; the two ends are large. The others "
        f"are less than ${rounding}$ of the largest, which is rounding."
    )


def description(run: Run, landscape: Landscape) -> str:
    """The plane in plain text, for a reader who does not see it."""
    trajectory = run.trajectory
    return (
        f"The plane of u and s with the loss as shades. The run goes from u = "
        f"{number(float(trajectory.u[0]))}, s = {number(float(trajectory.s[0]))} to u = "
        f"{number(float(trajectory.u[-1]))}, s = {number(float(trajectory.s[-1]))}; the isotropic "
        f"flow from the same start to u = {number(float(landscape.isotropic_u[-1]))}."
    )


def _where(run: Run, landscape: Landscape) -> str:
    found, here, d = landscape.along.trajectory, landscape.here, run.setup.dimension
    return (
        f"At {words.moment(run, float(found.time[here]))} the run is at "
        f"$u = {tex(float(found.u[here]))}$, $s = {tex(float(found.s[here]))}$; "
        f"{_directions(int(landscape.negative[here]), d)}."
    )


def _directions(negative: int, dimension: int) -> str:
    if negative == 0:
        return "**no direction** leads down, the loss curves up in all of them"
    if negative == 1:
        return f"**one direction** of {dimension:,} leads down"
    if negative == dimension:
        return f"**all {dimension:,} directions** lead down"
    return f"**{negative:,} directions** of {dimension:,} lead down"
