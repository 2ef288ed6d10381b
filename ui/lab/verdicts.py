"""What the runs so far say: for each colour in each panel a fit, its band, and a verdict."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.hypothesis import Answer, Fit, judge
from core.hypothesis.curves import curves_of
from core.hypothesis.fits import band
from core.hypothesis.verdict import LEVEL
from core.parameters import ParameterError
from ui.lab.claims import CLAIMS
from ui.lab.plan import Plan
from ui.lab.shares import in_words
from ui.text.records import records

Array = NDArray[np.float64]

MODEL_NAMES = {
    "power": "power law",
    "log": "logarithm",
    "exp": "exponential",
    "constant": "constant",
    "floor": "power law with a floor",
}
POWERS = ("power", "floor")
NO_CLAIM = "theory has no such exponent for these runs"
# Points of a fitted curve.
_POINTS = 48


@dataclass(frozen=True, eq=False)
class Curve:
    """A fitted curve over `x`, the edges of its 95 % band, and the claim; all (48,)."""

    x: Array
    fitted: Array
    low: Array
    high: Array
    claim: Array | None


@dataclass(frozen=True, eq=False)
class Group:
    """What is said of one colour in one panel.

    Attributes:
        panel, colour: which.
        answer, reason: the verdict, in words.
        claim: the exponent that was claimed; None if none was.
        values, intervals: the numbers of the fitted formula, and their 95 % intervals.
        curve: the fit as a picture; None if nothing was fitted.
        residuals: mean ln y − ln f at the points of the axis, empty if nothing was fitted.
        models: of each model its name, how far it is off at most, and whether it fits.
    """

    panel: int
    colour: int
    answer: Answer
    reason: str
    claim: float | None
    values: dict[str, float]
    intervals: dict[str, tuple[float, float]]
    curve: Curve | None
    residuals: Array
    models: tuple[tuple[str, float, bool], ...]


def groups_of(plan: Plan, values: Array, whole: NDArray[np.bool_]) -> tuple[Group, ...]:
    """The verdicts on all groups.

    Args:
        plan: what was run.
        values: the quantity, one a run in order, NaN where there is none.
        whole: which seeds have been run at every point: they are judged. A run of theirs that has
            no value never got there, which is not the same as a run that is still to come.
    """
    arranged = plan.arranged(values)
    return tuple(
        _group(plan, panel, colour, arranged[panel, colour], np.flatnonzero(whole))
        for panel in range(len(plan.panels))
        for colour in range(len(plan.colours))
    )


def level_of(plan: Plan) -> float:
    """How often a verdict on one group may refuse what is true: `overall` asks all of them."""
    return LEVEL / (len(plan.panels) * len(plan.colours))


def overall(groups: tuple[Group, ...]) -> Answer:
    """The answer for all groups together: one refutation refutes, one doubt leaves a doubt."""
    answers = {group.answer for group in groups}
    if Answer.NOT_CONSISTENT in answers:
        return Answer.NOT_CONSISTENT
    return Answer.CONSISTENT if answers == {Answer.CONSISTENT} else Answer.CANNOT_TELL


def claimed(plan: Plan, panel: int, colour: int) -> float | None:
    """The exponent that is claimed for a group, NaN where its theory has none."""
    lab = plan.lab
    if lab.model not in POWERS or lab.claim == "none" or plan.quantity.share:
        return None
    if lab.claim == "number":
        return lab.exponent
    return CLAIMS[lab.claim].value(plan.group(panel, colour), lab.vary)


def _group(plan: Plan, panel: int, colour: int, values: Array, seeds: NDArray[np.intp]) -> Group:
    x = np.array(plan.x, dtype=np.float64)
    lab, claim = plan.lab, claimed(plan, panel, colour)
    table = pd.DataFrame(
        {
            lab.vary: np.repeat(x, seeds.size),
            "seed": np.tile(seeds, x.size),
            plan.measure: values[:, seeds].ravel(),
        }
    )
    nothing = Group(panel, colour, Answer.CANNOT_TELL, "", claim, {}, {}, None, np.empty(0), ())
    if seeds.size == 0:
        return _because(nothing, "no seed has been run at every point yet")
    if plan.quantity.share:
        return _because(nothing, in_words(lab.vary, x, values[:, seeds]))
    if np.isnan(values[:, seeds]).all():
        return _because(nothing, f"no run has any {plan.measure}")
    if claim is not None and np.isnan(claim):
        return _because(nothing, NO_CLAIM)
    try:
        found = judge(
            table,
            lab.vary,
            plan.measure,
            MODEL_NAMES[lab.model],
            exponent=claim,
            within=lab.within,
            level=level_of(plan),
        )
    except ParameterError as error:
        return _because(nothing, str(error).removesuffix("."))
    models = tuple(
        (row["model"], row["misfit"], bool(row["fits"])) for row in records(found.comparison)
    )
    if found.fit is None:
        return _because(nothing, found.reason)
    curves = curves_of(table, lab.vary, plan.measure)
    return Group(
        panel,
        colour,
        found.answer,
        found.reason,
        claim,
        found.fit.values,
        found.fit.intervals,
        _curve(found.fit, curves.logs, curves.sign, claim, spacing=lab.spacing),
        found.fit.residuals,
        models,
    )


def _because(nothing: Group, reason: str) -> Group:
    return replace(nothing, reason=reason)


def _curve(fit: Fit, logs: Array, sign: int, claim: float | None, *, spacing: str) -> Curve:
    """The fit between the points, with its band."""
    low, high = fit.model.x[0], fit.model.x[-1]
    x = (np.geomspace if spacing == "log" else np.linspace)(low, high, _POINTS)
    fitted = fit.model.log_value(fit.theta[None], x)[0]
    below, above = band(fit, logs, x, np.random.default_rng(0))
    line = None
    if claim is not None and fit.model.name == MODEL_NAMES["power"]:
        # Through the middle of the data: the claim is an exponent, not a scale.
        line = sign * np.exp(logs.mean() + claim * (np.log(x) - np.log(fit.model.x).mean()))
    edges = sign * np.exp(below), sign * np.exp(above)
    return Curve(x, sign * np.exp(fitted), min(edges, key=np.sum), max(edges, key=np.sum), line)
