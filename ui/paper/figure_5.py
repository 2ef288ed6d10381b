"""Figure 5: u, s and the MSE of online SGD with noisy labels, for a = 0.5, 1 and 1.5."""

from __future__ import annotations

from collections.abc import Sequence

from ui.charts.axes import Axis, log_axis, log_ticks
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

_HEIGHTS, _LOW_HEIGHTS = (150, 150, 170), (85, 85, 95)
_LEVELS = 4
_OVERLAP = Axis(-0.06, 1.3, log=False)
_OVERLAP_TICKS = ([0.0, 1 / 3, 1.0], ["0", "1/3", "1"])
# u counts as learned within so much of 1.
_LEARNED = 0.1


def read(scene: Scene, ghosts: Sequence[Ghost]) -> Reading:
    view, palette = scene.view, scene.palette
    known = expectations(view.setup)
    samples = samples_of(view.setup)
    heights = _LOW_HEIGHTS if view.in_lecture else _HEIGHTS
    axis = log_axis([each.mean_field.mse for each in known.values()], at_most=1e3, decades=1.0)
    panels = [
        (Panel("Overlap <i>u</i>", "", heights[0], _OVERLAP, _OVERLAP_TICKS), "u", palette.u),
        (Panel("Size <i>s</i>", "", heights[1], _OVERLAP, _OVERLAP_TICKS), "s", palette.s),
        (
            Panel(
                "Distance to the teacher", "mean squared error", heights[2], axis,
                log_ticks(axis.low, axis.high, _LEVELS),
            ),
            "mse", palette.mse,
        ),
    ]  # fmt: skip
    ends = {a: last_median(ensemble, "u")[1] for a, ensemble in samples.ensembles.items()}
    said = ", ".join(f"{number(u)} for $a = {exact(a)}$" for a, u in ends.items())
    return Reading(
        picture(scene, panels, known, samples, ghosts),
        "u, s and the mean squared error of online SGD against time for "
        f"{listed(known)}. u ends at {said.replace('$', '') or 'no value yet'}.",
        f"$u$ has come to {said}.{progress(samples)}"
        if said
        else f"The mean field is dashed; the runs are on their way.{progress(samples)}",
        (
            _phases(ends, samples, len(known)),
            mean_field_finding(known, samples, "u", "overlap $u$"),
            lost_finding(samples),
        ),
    )


def _phases(ends: dict[float, float], samples: Samples, asked: int) -> Finding:
    claim = "**The phases survive the noise: $u$ is learned while much of the MSE is left.**"
    if len(ends) < asked:
        return Finding(Verdict.UNKNOWN, f"{claim} Not all runs have begun.")
    left = {
        a: last_median(ensemble, "mse")[1] / float(ensemble.bands["mse"].median[0])
        for a, ensemble in samples.ensembles.items()
    }
    learned = [a for a in sorted(ends) if abs(1 - ends[a]) <= _LEARNED]
    if not learned:
        return Finding(Verdict.UNKNOWN, f"{claim} In none of these runs has $u$ come so far.")
    listed = ", ".join(f"{number(100 * left[a], 2)}% for $a = {exact(a)}$" for a in learned)
    steepest = max(learned)
    return Finding(
        Verdict.AGREES if left[steepest] > _LEARNED else Verdict.PARTLY,
        f"{claim} Where $u$ is within {exact(_LEARNED)} of 1 there is of the MSE left: {listed}.",
    )


FIGURE = Figure(
    number="5",
    title="SGD, noisy labels",
    key="figure_5",
    shows=(
        "The paper shows $u$, $s$ and the MSE of online SGD for $a = 0.5$, 1 and 1.5 with label "
        "noise 0.05, which is read as a standard deviation here. The slider of $a$, which stands "
        "at 1.5, moves the thick curves. The fuller the colour, the larger $a$. Eight runs for "
        "each $a$: the median, and the middle 80% behind it. Dashed: the mean field. For "
        "$a \\le 1$ the paper's theorems say nothing; the runs go on all the same."
    ),
    preset=preset("5", "The paper's figure 5: online SGD with noisy labels"),
    read=read,
    sampled=True,
)
