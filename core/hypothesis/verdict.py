"""`judge`: is what a sweep found consistent with a hypothesis, in words and with the reason."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

import numpy as np
import pandas as pd

from core.hypothesis.curves import Curves, curves_of
from core.hypothesis.fits import RESAMPLES, Fit, fit, widened
from core.hypothesis.models import MODELS, Constant, Exponential, Model, PowerLaw
from core.parameters import ParameterError

# A model is refused if its residuals' bend is less probable than this ...
LEVEL = 0.05
# ... and larger than this part of the quantity, by default: no model is the whole truth.
TOLERANCE = 0.01
LEAST_SEEDS = 5
MOST_MISSING = 0.1
# Two models can be told apart if they differ by so many standard errors of a point, all together.
APART = 4.0


class Answer(Enum):
    """What can be said of a hypothesis."""

    CONSISTENT = "consistent"
    NOT_CONSISTENT = "not consistent"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, eq=False)
class Verdict:
    """The answer, and what it rests on.

    Attributes:
        answer, reason: in words.
        fit: the hypothesis' model, fitted; None if there was too little to fit.
        comparison: one row a model: `model`, `formula`, `rms` and `misfit` (relative), `p_value`,
            `fits`.
    """

    answer: Answer
    reason: str
    fit: Fit | None
    comparison: pd.DataFrame

    @property
    def sentence(self) -> str:
        """The answer with its reason."""
        return f"{self.answer.value.capitalize()}: {self.reason}."


def judge(
    table: pd.DataFrame,
    x: str,
    y: str,
    model: str,
    *,
    exponent: float | None = None,
    within: float = 0.05,
    tolerance: float = TOLERANCE,
    level: float = LEVEL,
    resampling_seed: int = 0,
    resamples: int = RESAMPLES,
) -> Verdict:
    """Judge the hypothesis that `y` depends on `x` as a model says.

    Consistent: the model fits; every model of as few parameters or fewer does not; and the 95 %
    interval of the exponent lies within `exponent` ± `within`, if one is given (of a constant: the
    exponent of a power law lies within 0 ± `within`; if x is not positive everywhere, what ln y
    changes by over the whole range). Not consistent: the model does not fit, or the interval lies
    outside. Everything else cannot be told, and the reason says what would help. A model does not
    fit if a test over seeds at `level` says so and it is off by more than `tolerance` at some
    point.

    Args:
        table: one run a row, as from `run_sweep`; only `x` and the seed vary.
        model: a name of `MODELS`.
        exponent: b of a power law, with or without a floor.
        tolerance: how exact the hypothesis is meant to be, as a part of y. Corrections that die
            out slowly, as those of an asymptotic law, may be larger than the 1 % of the default.
        level: how often a true hypothesis may be refused. Where m tables are judged as one
            hypothesis, 0.05 / m each keeps it at 5 % for all; the interval is widened with it.
        resampling_seed, resamples: of the bootstrap.

    Raises:
        ParameterError: the table is not such a table, or the hypothesis is none.
    """
    if model not in MODELS:
        raise ParameterError(f"{model!r} is no model; there are {', '.join(MODELS)}.")
    kind = MODELS[model]
    if exponent is not None and not issubclass(kind, PowerLaw):
        raise ParameterError(f"{_a(model).capitalize()} has no exponent to be {exponent:g}.")
    curves = curves_of(table, x, y)
    obstacle = _obstacle(curves, kind, x, y)
    if obstacle:
        return Verdict(Answer.CANNOT_TELL, obstacle, None, _comparison([], tolerance, level))
    rng = np.random.default_rng(resampling_seed)
    own = fit(kind(curves.x), curves.logs, rng=rng, resamples=resamples)
    rivals = [
        fit(rival(curves.x), curves.logs)
        for rival in MODELS.values()
        if rival is not kind and curves.x.size > rival.size and _is_defined(rival, curves)
    ]
    seeds = len(curves.logs)
    answer, reason = _compared(own, rivals, curves, x, tolerance, level)
    if answer is Answer.CONSISTENT and kind is Constant:
        trend, what = _trend(curves, rng, resamples)
        answer, reason = _placed(widened(trend, level, seeds), 0.0, within, what)
    elif answer is not Answer.NOT_CONSISTENT and exponent is not None:
        interval = widened(own.intervals["b"], level, seeds)
        placed = _placed(interval, exponent, within, "the exponent")
        # An exponent elsewhere refutes the hypothesis, whatever else might fit.
        if answer is Answer.CONSISTENT or placed[0] is Answer.NOT_CONSISTENT:
            answer, reason = placed
    return Verdict(answer, reason, own, _comparison([own, *rivals], tolerance, level))


def _trend(
    curves: Curves, rng: np.random.Generator, resamples: int
) -> tuple[tuple[float, float], str]:
    """The interval of what a constant has none of, and what that is."""
    if _is_defined(PowerLaw, curves):
        power = fit(PowerLaw(curves.x), curves.logs, rng=rng, resamples=resamples)
        return power.intervals["b"], "the exponent of a power law through it"
    found = fit(Exponential(curves.x), curves.logs, rng=rng, resamples=resamples)
    low, high = np.ptp(curves.x) * np.array(found.intervals["c"])
    return (float(low), float(high)), "what its logarithm changes by over the range"


def _obstacle(curves: Curves, kind: type[Model], x: str, y: str) -> str:
    """Why nothing can be fitted; empty if something can."""
    worst = int(np.argmax(curves.missing))
    zero = int(np.argmax(curves.zeros))
    if curves.zeros[zero] and curves.missing.max() > MOST_MISSING:
        return (
            f"{y} is 0 in {curves.zeros[zero]} of {curves.seeds} runs at "
            f"{x} = {curves.x[zero]:g}, and no model of positive quantities is; "
            "leave such values out"
        )
    if curves.missing[worst] > MOST_MISSING:
        return (
            f"{curves.missing[worst]:.0%} of the runs at {x} = {curves.x[worst]:g} have no {y}; "
            "longer runs would"
        )
    if len(curves.logs) < LEAST_SEEDS:
        return (
            f"{len(curves.logs)} seeds are too few to know the spread; take {LEAST_SEEDS} or more"
        )
    if curves.x.size < max(kind.size, 2) + 2:
        return f"{curves.x.size} values of {x} are too few; take {max(kind.size, 2) + 2} or more"
    if not _is_defined(kind, curves):
        return f"{x} is not positive everywhere, which {_a(kind.name)} asks for"
    return ""


def _is_defined(kind: type[Model], curves: Curves) -> bool:
    return kind in (Constant, Exponential) or bool(np.all(curves.x > 0))


def _fits(found: Fit, tolerance: float, level: float) -> bool:
    return found.p_value >= level or found.misfit <= tolerance


def _compared(
    own: Fit, rivals: list[Fit], curves: Curves, x: str, tolerance: float, level: float
) -> tuple[Answer, str]:
    """The model against the data and against the others."""
    name = _a(own.model.name)
    if not _fits(own, tolerance, level):
        return Answer.NOT_CONSISTENT, (
            f"{name} is off by up to {own.misfit:.1%}, which chance would do in "
            f"{_percent(own.p_value)} of cases"
        )
    # A model with more parameters fits wherever one with fewer does: that says nothing.
    simple = [rival for rival in rivals if rival.model.size <= own.model.size]
    equals = [rival for rival in simple if _fits(rival, tolerance, level)]
    if not equals:
        return (
            Answer.CONSISTENT,
            f"{name} fits, to {own.misfit:.1%}, and no other model of as few parameters",
        )
    best = min(equals, key=lambda rival: rival.rms)
    reach = _reach(own, best, curves, tolerance)
    more = f"{x} up to about {reach:.2g}" if math.isfinite(reach) else "less noise"
    return Answer.CANNOT_TELL, (
        f"the range is too short: {_a(best.model.name)} fits as well as {name}; "
        f"more seeds or {more} would tell them apart"
    )


def _reach(own: Fit, rival: Fit, curves: Curves, tolerance: float) -> float:
    """How far x would have to go for the rival to be refused, were the hypothesis true.

    The rival is fitted to the hypothesis' own curve, on as many points over a longer range, until
    what it cannot follow stands out of the noise of these seeds.
    """
    if np.any(curves.x <= 0):
        return math.inf
    left = curves.logs - curves.logs.mean(axis=0)
    left = left - left.mean(axis=1, keepdims=True)
    error = math.sqrt(float(np.mean(left**2)) / len(curves.logs))
    for reach in float(curves.x[-1]) * 10.0 ** np.arange(0.25, 6.25, 0.25):
        longer = np.geomspace(curves.x[0], reach, curves.x.size)
        data = own.model.log_value(own.theta[None], longer)
        other = type(rival.model)(longer)
        gap = fit(other, np.repeat(data, LEAST_SEEDS, axis=0)).residuals
        if np.linalg.norm(gap) > APART * error and np.abs(gap).max() > tolerance:
            return float(reach)
    return math.inf


def _placed(
    interval: tuple[float, float], wanted: float, within: float, what: str
) -> tuple[Answer, str]:
    """Where an interval lies against the values that the hypothesis allows."""
    low, high = interval
    where = f"{what} is {low:.3f} to {high:.3f}"
    allowed = f"{wanted:g} ± {within:g}"
    if wanted - within <= low and high <= wanted + within:
        return Answer.CONSISTENT, f"{where}, within {allowed}"
    if high < wanted - within or low > wanted + within:
        return Answer.NOT_CONSISTENT, f"{where}, outside {allowed}"
    return Answer.CANNOT_TELL, f"{where}, neither inside nor outside {allowed}; take more seeds"


def _a(name: str) -> str:
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _percent(p: float) -> str:
    return "under 0.1 %" if p < 1e-3 else f"{100 * p:.2g} %"


def _comparison(fits: list[Fit], tolerance: float, level: float) -> pd.DataFrame:
    columns = ["model", "formula", "rms", "misfit", "p_value", "fits"]
    rows = [
        (
            each.model.name,
            each.model.formula,
            each.rms,
            each.misfit,
            each.p_value,
            _fits(each, tolerance, level),
        )
        for each in fits
    ]
    return pd.DataFrame(rows, columns=columns)
