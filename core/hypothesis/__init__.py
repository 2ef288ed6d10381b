"""Is what a sweep found what was expected: models, fits over seeds, and a verdict in words.

- `models`: constant, logarithm, power law, exponential, power law with a floor.
- `curves`: from a table of runs to one curve a seed.
- `fits`: least squares, the interval over seeds by the bootstrap, whether the residuals are noise.
- `verdict`: `judge`: consistent, not consistent, or cannot tell and why.
"""

from core.hypothesis.fits import Fit, fit
from core.hypothesis.models import MODELS
from core.hypothesis.verdict import Answer, Verdict, judge

__all__ = ["MODELS", "Answer", "Fit", "Verdict", "fit", "judge"]
