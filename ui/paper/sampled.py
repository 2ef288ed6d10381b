"""What figures 1 and 5, online SGD, have in common: the picture and two of the findings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from core.ensemble import Ensemble
from core.parameters import Setup
from core.quantiles import Band
from core.trajectory import Status
from ui.charts.bands import BandCurves, area_traces
from ui.charts.comparison import comparison_figure, pinned_curves, theory_curve
from ui.charts.curves import Curve, shown
from ui.charts.frame import Panel
from ui.charts.ghosts import Ghost
from ui.charts.panels import time_axis_of
from ui.noise.numbers import Expected, expected
from ui.noise.replicas import mostly_there
from ui.page import Scene
from ui.palette import translucent
from ui.paper.figure import Finding, Json, Verdict, off
from ui.paper.samples import NOISE, REPLICAS, Samples, setups_of
from ui.presets import Preset
from ui.text.numbers import exact, number

# The paper gives no more than a and the noise; the rest is ours.
SETUP = Setup(decay=1.5, dimension=1000, step_size=0.0025, steps=300_000)
# The median of eight runs scatters by some percent.
_SAME = 0.1
# From the faintest to the fullest, as a grows.
_OPACITIES = (0.45, 0.7, 1.0)
# How thick the curves are, those of the slider's a and the others.
_OWN, _THIN = 2.75, 1.75


def preset(number_of_figure: str, name: str) -> Preset:
    """The figure's parameters."""
    return Preset(f"figure-{number_of_figure}", name, "", SETUP)


def expectations(setup: Setup) -> dict[float, Expected]:
    """What the mean field says for each a of a figure."""
    return {a: expected(each, NOISE) for a, each in setups_of(setup).items()}


def listed(decays: Iterable[float]) -> str:
    """The a of a figure in plain text: 'a = 0.5, 1 and 1.5'."""
    *first, last = (exact(a) for a in decays)
    return f"a = {', '.join(first)} and {last}"


def picture(
    scene: Scene,
    panels: Sequence[tuple[Panel, str, str]],
    known: dict[float, Expected],
    samples: Samples,
    ghosts: Sequence[Ghost],
) -> Json:
    """The runs of every a over time, one panel for each (panel, quantity, colour).

    Medians with the middle 80 % of the runs behind them; the mean field dashed.
    """
    palette, kind = scene.palette, scene.view.time_axis
    own = scene.view.setup.decay
    medians, bands, predicted = [], [], []
    for place, (_, quantity, color) in enumerate(panels):
        for a, opacity in zip(known, _OPACITIES[-len(known) :], strict=True):
            mean_field = known[a].mean_field
            values = getattr(mean_field, quantity)
            predicted.append(theory_curve(place, mean_field.time, values, kind, palette))
            ensemble = samples.ensembles.get(a)
            if ensemble is None:
                continue
            some = shown(ensemble.time, kind) & mostly_there(ensemble)
            band: Band = ensemble.bands[quantity]
            like = Curve(
                place, f"<i>a</i> = {exact(a)}", translucent(color, opacity),
                ensemble.time[some], band.median[some], _OWN if a == own else _THIN,
            )  # fmt: skip
            medians.append(like)
            bands.append(
                BandCurves(
                    replace(like, color=color, values=band.low[some]),
                    like,
                    replace(like, color=color, values=band.high[some]),
                )
            )
    times = [each.whole for each in known.values()]
    time = time_axis_of([*times, *(ghost.run.trajectory.time for ghost in ghosts)], kind)
    axes = [panel.axis for panel, _, _ in panels]
    figure = comparison_figure(
        [panel for panel, _, _ in panels],
        medians,
        predicted,
        time,
        palette,
        step_size=scene.view.setup.step_size,
        behind=[
            curve
            for place, (_, quantity, _) in enumerate(panels)
            for curve in pinned_curves(ghosts, place, quantity, kind, palette)
        ],
        ghosts=ghosts,
    )
    figure["data"] = area_traces(bands, time, axes) + figure["data"]
    return figure


def last_median(ensemble: Ensemble, quantity: str) -> tuple[float, float]:
    """The last time that most runs have come to, and the median there."""
    last = int(mostly_there(ensemble).nonzero()[0][-1])
    return float(ensemble.time[last]), float(ensemble.bands[quantity].median[last])


def mean_field_finding(
    known: dict[float, Expected], samples: Samples, quantity: str, name: str
) -> Finding:
    """Whether the medians are where the mean field says."""
    claim = f"**The mean field** (ours, nothing fitted) says where the {name} is."
    seen = []
    for a, ensemble in samples.ensembles.items():
        mean_field = known[a].mean_field
        time, median = last_median(ensemble, quantity)
        if mean_field.status is not Status.DIVERGED and time <= mean_field.time[-1]:
            says = float(np.interp(time, mean_field.time, getattr(mean_field, quantity)))
            seen.append((a, median / says))
    if not seen:
        return Finding(Verdict.UNKNOWN, f"{claim} No run has come far enough to tell.")
    worst = max(abs(ratio - 1) for _, ratio in seen)
    ratios = ", ".join(f"{off(ratio)} it for $a = {exact(a)}$" for a, ratio in seen)
    return Finding(
        Verdict.AGREES if worst <= _SAME else Verdict.PARTLY,
        f"{claim} The median of {REPLICAS} runs is {ratios}.",
    )


def lost_finding(samples: Samples) -> Finding:
    """How many runs diverged, which the paper does not say."""
    shares = [(a, ensemble.diverged) for a, ensemble in samples.ensembles.items()]
    if not shares:
        return Finding(Verdict.UNKNOWN, "**Runs that diverge.** None has begun.")
    lost = sum(share.count for _, share in shares)
    counts = ", ".join(
        f"{share.count} of {share.total} for $a = {exact(a)}$" for a, share in shares
    )
    return Finding(
        Verdict.AGREES if lost == 0 else Verdict.PARTLY,
        f"**Runs that diverge:** {counts}. The law of a step is heavy-tailed, so some are lost at "
        "a step size that is not small; a mean over all would be spoilt by one.",
    )


def progress(samples: Samples) -> str:
    """How far the runs are; '' when they are all there."""
    if samples.part >= 1:
        return ""
    return f" {number(100 * samples.part, 2)}% of the steps are taken."
