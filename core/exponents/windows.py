"""Where a power law can be expected: the window of a fit, by rule, and what would widen it.

With a preconditioner the rates r_i = λ_i^(1−p) stand for λ_i.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, zeta

from core.exponents.slopes import DECADE
from core.numerals import number
from core.problem import Problem

# "A few times the phase's start."
SETTLED = 5
# 1 ≪ x: modes that must have been learned, or the sum over modes is no integral yet. From five on
# the law's slope for a flat teacher waves by less than 0.005 at a = 4 and 0.02 at a = 6.
MODES_LEARNED = 5
# The same for the drop of the MSE since T₂, a count of modes that T₂ may blur by one or two.
MODES_COUNTED = 10
# 8λ_d t ≪ 1. At the end of the window the law is steeper than its asymptote by 0.12, 0.08 and 0.05
# for a = 1.5, 2 and 3, and by half of that a decade before.
DIMENSION_FELT = 0.01
# The laws are of first order in 1 − u and 1 − s. From here on, what they leave out changes a slope
# over two decades by less than 0.02.
SMALL_GAP = 0.03
# Beyond this no dimension is worth naming.
LARGEST_NAMED = 1e15
LOG_LARGEST_TIME = 500.0


@dataclass(frozen=True)
class Window:
    """A stretch of time [start, end], counted from `origin`.

    `shortfall` is empty, or says why the window is under a decade and what would give one.
    """

    start: float
    end: float
    origin: float = 0.0
    shortfall: str = ""

    def within(self, start: float, end: float) -> Window:
        """The part of the window inside [start, end]."""
        return Window(max(self.start, start), min(self.end, end), self.origin, self.shortfall)

    @property
    def logs(self) -> tuple[float, float]:
        """ln of both ends, counted from the origin."""
        return math.log(self.start - self.origin), math.log(self.end - self.origin)

    @property
    def is_long_enough(self) -> bool:
        """Whether it spans a decade, up to rounding."""
        if not self.origin < self.start < self.end:
            return False
        start, end = self.logs
        return end - start >= DECADE * (1 - 1e-9)


def convergence_window(problem: Problem, t1_prime: float, last: float, law_start: float) -> Window:
    """The window of 1 − u, 1 − s and the loss in t (rates 8λ_i).

    From the latest of 5 T₁′, the time at which five modes have been learned (8 λ₍₅₎ t = 1) and the
    time at which the laws put both 1 − u and 1 − s below 0.03; to the earlier of 8 λ_d t = 1/100
    and the run's end.

    Args:
        problem: gives the spectrum.
        t1_prime: the end of phase IIa.
        last: the run's last time.
        law_start: T₂(`SMALL_GAP`) by the laws.
    """
    start = max(SETTLED * t1_prime, law_start)
    return _window(
        problem, start, last, rate=8, start_at_large_d=_time_at_large_d(problem, SMALL_GAP)
    )


def tail_window(
    problem: Problem, t2: float, epsilon: float, last: float, *, since_t2: bool
) -> Window:
    """The window of the MSE (rates 16λ_i) where 1 ≪ x ≪ d.

    From the later of 5 T₂ and the time at which five modes have been learned (16 λ₍₅₎ t = 1); to
    the earlier of 16 λ_d t = 1/100 and the run's end. For the drop since T₂ read τ = t − T₂ for t
    and ten modes for five.

    Args:
        problem: gives the spectrum.
        t2, epsilon: the end of phase II, and the level it was judged by.
        last: the run's last time.
        since_t2: whether τ is counted, for the drop, or t, for the rate.
    """
    return _window(
        problem,
        SETTLED * t2,
        last,
        rate=16,
        modes=MODES_COUNTED if since_t2 else MODES_LEARNED,
        origin=t2 if since_t2 else 0.0,
        start_at_large_d=SETTLED * _time_at_large_d(problem, epsilon),
    )


def _window(
    problem: Problem,
    start: float,
    last: float,
    *,
    rate: float,
    modes: int = MODES_LEARNED,
    origin: float = 0.0,
    start_at_large_d: float = 0.0,
) -> Window:
    """`start`, and all times in it, counted from the origin but for `last`."""
    eigenvalues = problem.eigenvalues
    if eigenvalues.size < 2 * modes:
        reason = f"{eigenvalues.size} modes are too few for a power law; take d of some hundreds"
        return Window(math.nan, math.nan, origin, reason)
    slowest = np.partition(eigenvalues, -modes)[-modes]
    start = max(start, 1 / (rate * float(slowest)))
    felt = DIMENSION_FELT / (rate * float(eigenvalues.min()))
    window = Window(origin + start, origin + min(felt, last - origin), origin)
    if window.is_long_enough:
        return window
    opens = f"it opens at t = {readable(origin + start)}"
    if felt < 10 * start:
        wider = _larger(problem, 10 * max(start, start_at_large_d), rate)
        closes = f"the finite dimension is felt from t = {readable(origin + felt)}"
    else:
        wider = f"a run to t = {readable(origin + 10 * start, up=True)} would give a decade"
        closes = f"the run ends at t = {readable(last)}"
    reason = f"{opens} and {closes}; {wider}"
    return Window(window.start, window.end, origin, reason)


def _larger(problem: Problem, wanted: float, rate: float) -> str:
    """The dimension at which `rate` λ_d t = 1/100 at the time `wanted`, in words."""
    exponents = problem.exponents
    if exponents is None:
        return "a spectrum that reaches further down would give a decade"
    a, b, p = exponents
    if a <= 1 or a + b <= 1:
        return "power laws at large d ask for a > 1"
    ratio = float(problem.eigenvalues.max()) * rate * wanted / DIMENSION_FELT
    # Σ j^(−a), and with it the largest rate, still changes with d, little: hence "about".
    size = math.log(ratio) / (a * (1 - p))
    if size > math.log(LARGEST_NAMED):
        wanted_too = "a smaller p" if p else "a larger a"
        return f"no dimension within reach would give a decade; {wanted_too} would"
    return f"about d = {readable(math.exp(size), up=True)} would give a decade"


def _time_at_large_d(problem: Problem, gap: float) -> float:
    """When the law puts 1 − s at `gap` if d is infinite and the teacher flat; 0 if not known.

    1 − s = (2/3) F(8t) with F(x) = Γ(m) (x/ζ(a)^(1−p))^(−m) / (a′ ζ(a+b)), m = (a+b−1)/a′ and
    a′ = a(1−p). A finite dimension brings the law down early, so the time found at one d is too
    short for a larger one.
    """
    if problem.exponents is None or problem.exponents.decay <= 1:
        return 0.0
    a, b, p = problem.exponents
    rates = a * (1 - p)
    if rates == 0:
        return 0.0
    m = (a + b - 1) / rates
    prefactor = float(gammaln(m)) - math.log(1.5 * rates * float(zeta(a + b)))
    logarithm = (prefactor - math.log(gap)) / m + (1 - p) * math.log(float(zeta(a))) - math.log(8)
    return math.exp(min(logarithm, LOG_LARGEST_TIME))


def readable(value: float, *, up: bool = False) -> str:
    """Two significant digits in the form a reader expects; rounded up on request."""
    if up and value:
        unit = 10.0 ** (math.floor(math.log10(abs(value))) - 1)
        # A product that is whole but for rounding is not rounded up.
        value = math.ceil(value / unit * (1 - 1e-12)) * unit
    return number(value, 2)
