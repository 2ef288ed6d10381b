"""What the page says of a run of online SGD. Markdown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from core.divergence import DivergencePoint
from core.parameters import Setup
from core.trajectory import Status
from ui.background import Job
from ui.noise.divergence import RUNS, STEPS
from ui.noise.numbers import Expected
from ui.noise.replicas import MOST_SECONDS, WHOLE, Plan, Replicas, mostly_there
from ui.text.numbers import count, number, rounded, tex
from ui.text.tables import SYMBOLS
from ui.text.words import Sentence, Tone

COLUMNS = ("Quantity", "Median", "Middle 80% of runs", "Theory", "Law", "Verdict")


def blow_up(setup: Setup, expected: Expected) -> str:
    """Why the mean field grows without bound, if it does: the step, the noise, or the start."""
    step = f"$\\eta = {tex(setup.step_size)}$"
    limit = f"${tex(expected.stability_limit)}$"
    if setup.step_size >= expected.stability_limit:
        return f"{step} is past its limit {limit}"
    if expected.rest is None:
        return f"with so much label noise it has no state of rest at {step}"
    return (
        f"it starts too far out for {step}, though that is below the limit {limit} near the teacher"
    )


def headline(setup: Setup, noise: float, expected: Expected, found: Replicas | None) -> Sentence:
    """What became of the runs, against what the mean field says."""
    mean_field = expected.mean_field
    blown_up = mean_field.status is Status.DIVERGED
    why = blow_up(setup, expected)
    tone = Tone.WARNING if blown_up else Tone.PLAIN
    if found is None:
        if blown_up:
            return Sentence(f"Without a sample drawn: the mean field blows up: {why}.", tone)
        end = f"$t = {tex(float(mean_field.time[-1]))}$"
        left = f"${tex(float(mean_field.mse[-1]))}$"
        return Sentence(
            f"Without a sample drawn: at its end, {end}, the mean field has MSE {left}."
        )
    ensemble = found.ensemble
    share = ensemble.diverged
    if share.count == share.total:
        too = f", and so does the mean field: {why}" if blown_up else ""
        return Sentence(f"**All {share.total} runs diverge**{too}.", Tone.WARNING)
    last = int(mostly_there(ensemble).nonzero()[0][-1])
    time, band = float(ensemble.time[last]), ensemble.bands["mse"]
    theory = (
        f"the mean field has blown up ({why})"
        if time > mean_field.time[-1]
        else f"the mean field ${tex(float(np.interp(time, mean_field.time, mean_field.mse)))}$"
    )
    lost = (
        f"**{share.count} of {share.total} runs diverged**"
        if share.count
        else f"none of {count(share.total, 'run')} diverged"
    )
    return Sentence(
        f"At $t = {tex(time)}$ the median MSE is ${tex(float(band.median[last]))}$ "
        f"(middle 80%: {number(float(band.low[last]))} to {number(float(band.high[last]))}), "
        f"{theory}; {lost}.",
        Tone.WARNING if share.count else tone,
    )


def floor(setup: Setup, noise: float, expected: Expected) -> str:
    """Where the noise of the labels keeps the run."""
    if noise == 0 and setup.step_size >= expected.stability_limit:
        return (
            "**Floor.** Without label noise there is none to come to, and at this step size the "
            "teacher repels: the steps' own noise feeds the error faster than descent takes it."
        )
    if noise == 0:
        return (
            "**Floor.** Without label noise there is none: near the teacher the steps' own noise "
            "dies out with the error."
        )
    rest = expected.rest
    exact = (
        f"by the mean field, all orders of $\\eta$, at ${tex(rest.mse)}$ and ${tex(rest.loss)}$"
        if rest is not None
        else "but at this step size the mean field has no state of rest at all"
    )
    # The floor of each w_i is that of w̃_i times λ_i^(−p).
    weights = "\\,\\sum_i \\lambda_i^{-p}/d" if setup.preconditioner else ""
    return (
        f"**Floor.** To leading order in $\\eta$ the MSE ends at $\\eta\\sigma^2{weights} = "
        f"{tex(expected.floor.mse)}$ and the loss near $4\\eta\\sigma^2$, at "
        f"${tex(expected.floor.loss)}$; {exact}."
    )


def divergence(points: Sequence[DivergencePoint], sizes: int, expected: Expected) -> str:
    """From which step size on runs are lost, of the `sizes` that are tried."""
    limit = f"$\\eta = {tex(expected.stability_limit)}$"
    some = [point for point in points if point.diverged.count]
    said = (
        f"**Divergence.** In mean square the teacher attracts below {limit}. A run can be lost "
        "before: the step is quartic in Gaussians, and one far out in its tail is enough."
    )
    if len(points) < sizes:
        said += f" Of {sizes} step sizes {len(points)} are tried so far."
    if not points:
        return said
    if not some:
        return f"{said} Of {RUNS} runs at each of them none did."
    first = some[0]
    return (
        f"{said} Of {RUNS} runs of {STEPS:,} steps the first are lost at "
        f"$\\eta = {tex(first.step_size)}$: {first.diverged.count}, a share between "
        f"{100 * first.diverged.low:.0f} and {100 * first.diverged.high:.0f}%."
    )


def work(planned: Plan, job: Job[Replicas | None] | None, samples: int = 0) -> str:
    """How the replicas are run, and how far."""
    said = planned.kernel.sentence
    if samples:
        said += f" These are samples number {samples}, from the same start and teacher as others."
    if planned.steps < planned.asked:
        said += (
            f" They are followed for the first {planned.steps:,} of {planned.asked:,} steps, which "
            f"is {MOST_SECONDS:.0f} seconds of computing; the command line has no such bound."
        )
    if job is not None and job.finished and job.done < WHOLE:
        said += " They were stopped before their end."
    return said


def exponent_rows(exponents: pd.DataFrame) -> list[tuple[str, ...]]:
    """One slope a run, then the median and the range of the middle 80 % of the runs."""
    rows = []
    for row in exponents.to_dict("records"):
        cell = number if row["quantity"] == "u growth rate" else rounded
        shown = [
            "–" if row[name] != row[name] else cell(row[name])
            for name in ("fitted", "low", "high", "theory", "law")
        ]
        between = "–" if shown[1] == "–" else f"{shown[1]} to {shown[2]}"
        rows.append((SYMBOLS[row["quantity"]], shown[0], between, *shown[3:], row["verdict"]))
    return rows


HOW_TO_READ = (
    "**How to read this.** Online SGD draws one fresh sample a step, so every run is its own: the "
    "coloured lines are medians over the replicas that have not diverged, never means, which one "
    "run can spoil. Dashed is the mean field, equations with no fitted constant; grey is descent "
    "on the population loss with the same steps. The gap between the medians and the mean field "
    "closes with the step size. The range beside an exponent holds the middle 80% of the runs: how "
    "far one run may be from another, not how well the median is known.",
)
