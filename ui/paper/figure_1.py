"""Figure 1: the MSE of online SGD against steps, for several a."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from ui.charts.axes import log_axis, log_ticks
from ui.charts.frame import Panel
from ui.charts.ghosts import Ghost
from ui.page import Scene
from ui.paper.figure import Figure, Finding, Reading, Verdict
from ui.paper.sampled import (
    expectations,
    last_median,
    listed,
    lost_finding,
    mean_field_finding,
    picture,
    preset,
    progress,
)
from ui.paper.samples import Samples, samples_of
from ui.text.numbers import exact, number

_HEIGHT, _LOW_HEIGHT = 380, 260
_LEVELS = 5


def read(scene: Scene, ghosts: Sequence[Ghost]) -> Reading:
    view = scene.view
    known = expectations(view.setup)
    samples = samples_of(view.setup)
    axis = log_axis([each.mean_field.mse for each in known.values()], at_most=1e3, decades=1.0)
    panel = Panel(
        "Distance to the teacher",
        "mean squared error; at the ends: <i>a</i>",
        _LOW_HEIGHT if view.in_lecture else _HEIGHT,
        axis,
        log_ticks(axis.low, axis.high, _LEVELS),
    )
    left = _left(samples)
    said = ", ".join(f"{number(100 * share, 2)}% for $a = {exact(a)}$" for a, share in left.items())
    return Reading(
        picture(scene, [(panel, "mse", scene.palette.mse)], known, samples, ghosts),
        "The mean squared error of online SGD against time, both axes logarithmic, for "
        f"{listed(known)}. Of the start there is left: "
        f"{said.replace('$', '') or 'nothing known yet'}.",
        f"Of the starting MSE there is left {said}.{progress(samples)}"
        if said
        else f"The mean field is dashed; the runs are on their way.{progress(samples)}",
        (
            _order(left, len(known)),
            mean_field_finding(known, samples, "mse", "MSE"),
            lost_finding(samples),
        ),
    )


def _left(samples: Samples) -> dict[float, float]:
    """The share of the starting MSE that is left, by a."""
    return {
        a: last_median(ensemble, "mse")[1] / float(ensemble.bands["mse"].median[0])
        for a, ensemble in samples.ensembles.items()
    }


def _order(left: dict[float, float], asked: int) -> Finding:
    claim = "**The steeper the spectrum, the slower the MSE falls.**"
    if len(left) < asked:
        return Finding(Verdict.UNKNOWN, f"{claim} Not all runs have begun.")
    shares = [left[a] for a in sorted(left)]
    ordered = all(one <= other for one, other in itertools.pairwise(shares))
    return Finding(
        Verdict.AGREES if ordered else Verdict.PARTLY,
        f"{claim} By the end the median is down to "
        + ", ".join(f"{number(100 * left[a], 2)}% for $a = {exact(a)}$" for a in sorted(left))
        + ".",
    )


FIGURE = Figure(
    number="1",
    title="MSE of SGD",
    key="figure_1",
    shows=(
        "The paper shows the MSE of online SGD against the steps, both logarithmic, for several "
        "$a$; its $d$ and $\\eta$ are not in its caption, so those here are ours, and the label "
        "noise is 0.05 as in its figure 5. Here $a$ is 0.5, 1 and, thick, that of the slider, "
        "which stands at 1.5. Eight runs for each $a$, each with one fresh sample a step: the "
        "median, and the middle 80% behind it. Dashed: the mean field."
    ),
    preset=preset("1", "The paper's figure 1: the MSE of online SGD"),
    read=read,
    sampled=True,
)
