"""What the slopes of a curve say, in words."""

from __future__ import annotations

import math

from core.exponents.slopes import Slopes
from core.numerals import number, rounded

# A slope this far outside the range still counts as in it: a curve that approaches its asymptote
# from one side has every slope on that side.
THEORY_MARGIN = 0.01
# |fitted − law| up to this follows the law; for exponents above 1, this share of the law's.
LAW_MARGIN = 0.02
# A range of slopes wider than this share of the exponent is not the range of a power law.
WIDEST = 0.5
# A curve whose every slope is below this stands still.
STILL = 0.01


def judge(slopes: Slopes, law: Slopes | None, residual: Slopes, theory: float) -> tuple[bool, str]:
    """Whether the mean slope may be called an exponent, and the verdict.

    In this order:

    1. All slopes are below 0.01, or their range is wider than half the exponent and remains so when
       the law is divided out (or there is no asymptotic exponent to wave around): not a power law.
    2. The mean slope is more than 0.02 from that of the law: it departs from the law.
    3. The asymptotic exponent lies in the range, to 0.01: it agrees with theory.
    4. Otherwise it follows the law, which is itself not yet asymptotic (or has no exponent).

    Args:
        slopes: of the run's curve, in log-log.
        law: of the law at the same samples; None where there is no law.
        residual: of the run's curve divided by the law (by 1 where there is none).
        theory: the asymptotic exponent; NaN where there is none.
    """
    if max(abs(slopes.low), abs(slopes.high)) < STILL:
        return False, "not a power law: it stands still within the window"
    widest = WIDEST * abs(slopes.mean)
    span = f"its slope runs from {rounded(slopes.low)} to {rounded(slopes.high)} within the window"
    if slopes.spread > widest and residual.spread > widest:
        return False, f"not a power law: {span}"
    if slopes.spread > widest and math.isnan(theory):
        return False, f"not a power law: {span}, as the law's own does for this spectrum"

    inside = slopes.low - THEORY_MARGIN <= theory <= slopes.high + THEORY_MARGIN
    if law is None:
        if inside:
            return True, "agrees with theory"
        return True, f"departs from theory by {slopes.mean - theory:+.3f}"
    departure = slopes.mean - law.mean
    if abs(departure) > LAW_MARGIN * max(1.0, abs(law.mean)):
        return True, f"departs from the law by {departure:+.3f}"
    if inside and slopes.spread > widest:
        return True, f"agrees with theory on average; {span}, as the law's own does for this w*"
    if inside:
        return True, "agrees with theory"
    if math.isnan(theory):
        return True, "follows the law, which has no asymptotic exponent here"
    return True, "follows the law, not yet asymptotic"


def judge_rate(slopes: Slopes, law: Slopes, theory: float) -> str:
    """The verdict on the growth rate of u, whose scale is the asymptotic rate itself.

    The margins are relative: 1% for the theory, 2% for the law.
    """
    departure = slopes.mean / law.mean - 1
    if abs(departure) > LAW_MARGIN:
        return f"departs from the law by {departure:+.1%}"
    margin = THEORY_MARGIN * abs(theory)
    if slopes.low - margin <= theory <= slopes.high + margin:
        return "agrees with theory"
    return (
        "follows the law, not yet asymptotic: the local rate has not settled "
        f"at its limit, it runs from {number(slopes.low)} to {number(slopes.high)} in the window"
    )
