"""The shapes that a measured quantity may have as a function of one parameter.

Every model is y = f(x) e^noise with f > 0, so it is fitted to ln y, where the scale of f is a
constant that is added. θ, the parameters of the fit, may take any real values; `named` turns them
into the numbers of the formula.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# A floor below this part of the rest is none: its logarithm is held there. A fit starts above.
LEAST_FLOOR, START_FLOOR = 1e-6, 1e-4
# Over a short range the scale of a steep fit, which is its value at x = 1 or 0, may be any number:
# up to the logarithm of the largest there is.
LARGEST = 700.0


class Model(ABC):
    """A shape f, on the points x (k,) of a table. Fits come in batches of R, θ has shape (R, p)."""

    name: ClassVar[str]
    formula: ClassVar[str]
    # How many parameters θ has.
    size: ClassVar[int]

    def __init__(self, x: Array) -> None:
        self.x = x

    def log_value(self, theta: Array, x: Array | None = None) -> Array:
        """ln f at `x`, by default the model's own points; shape (R, k)."""
        return self._log_value(theta, self.x if x is None else x)

    def jacobian(self, theta: Array) -> Array:
        """∂ ln f / ∂θ at the model's points; shape (R, k, p)."""
        return self._jacobian(theta)

    def starts(self, y: Array) -> Array:
        """Some θ to start a fit to y = ln data, (k,), from; shape (starts, p)."""
        return self._starts(y)

    def named(self, theta: Array) -> dict[str, Array]:
        """The numbers of the formula, each of shape (R,)."""
        return self._named(theta)

    @abstractmethod
    def _log_value(self, theta: Array, x: Array) -> Array: ...

    @abstractmethod
    def _jacobian(self, theta: Array) -> Array: ...

    @abstractmethod
    def _starts(self, y: Array) -> Array: ...

    @abstractmethod
    def _named(self, theta: Array) -> dict[str, Array]: ...


class Constant(Model):
    """y = A."""

    name, formula, size = "constant", "A", 1

    def _log_value(self, theta: Array, x: Array) -> Array:
        return np.repeat(theta, x.size, axis=1)

    def _jacobian(self, theta: Array) -> Array:
        return np.ones((len(theta), self.x.size, 1))

    def _starts(self, y: Array) -> Array:
        return np.array([[y.mean()]])

    def _named(self, theta: Array) -> dict[str, Array]:
        return {"A": np.exp(theta[:, 0])}


class PowerLaw(Model):
    """y = A x^b."""

    name, formula, size = "power law", "A x^b", 2

    def __init__(self, x: Array) -> None:
        super().__init__(x)
        self.center = float(np.log(x).mean())

    def _log_value(self, theta: Array, x: Array) -> Array:
        place = np.log(x) - self.center
        return theta[:, :1] + theta[:, 1:2] * place

    def _jacobian(self, theta: Array) -> Array:
        columns = np.stack((np.ones_like(self.x), np.log(self.x) - self.center), axis=-1)
        return np.broadcast_to(columns, (len(theta), *columns.shape))

    def _starts(self, y: Array) -> Array:
        return _line(np.log(self.x) - self.center, y)

    def _named(self, theta: Array) -> dict[str, Array]:
        return {"A": _scale(theta[:, 0] - theta[:, 1] * self.center), "b": theta[:, 1]}


class Exponential(Model):
    """y = A e^(c x)."""

    name, formula, size = "exponential", "A e^(c x)", 2

    def __init__(self, x: Array) -> None:
        super().__init__(x)
        self.center, self.scale = float(x.mean()), float(np.ptp(x)) or 1.0

    def _log_value(self, theta: Array, x: Array) -> Array:
        place = (x - self.center) / self.scale
        return theta[:, :1] + theta[:, 1:2] * place

    def _jacobian(self, theta: Array) -> Array:
        place = (self.x - self.center) / self.scale
        columns = np.stack((np.ones_like(place), place), axis=-1)
        return np.broadcast_to(columns, (len(theta), *columns.shape))

    def _starts(self, y: Array) -> Array:
        return _line((self.x - self.center) / self.scale, y)

    def _named(self, theta: Array) -> dict[str, Array]:
        rate = theta[:, 1] / self.scale
        return {"A": _scale(theta[:, 0] - rate * self.center), "c": rate}


class Logarithm(Model):
    """y = A + B ln x, positive on the points: θ is its logarithm at the ends, half sum and half
    difference."""

    name, formula, size = "logarithm", "A + B ln x", 2

    def __init__(self, x: Array) -> None:
        super().__init__(x)
        self.first, self.last = float(np.log(x).min()), float(np.log(x).max())

    def _log_value(self, theta: Array, x: Array) -> Array:
        share = self._share(x)
        low, high = np.exp(-theta[:, 1:2]), np.exp(theta[:, 1:2])
        value = low * (1 - share) + high * share
        # Beyond the points it may fall to 0.
        return theta[:, :1] + np.log(np.maximum(value, 1e-300))

    def _jacobian(self, theta: Array) -> Array:
        share = self._share(self.x)
        low, high = np.exp(-theta[:, 1:2]) * (1 - share), np.exp(theta[:, 1:2]) * share
        return np.stack((np.ones_like(low), (high - low) / (high + low)), axis=-1)

    def _starts(self, y: Array) -> Array:
        # The straight line through the logarithms has nearly the same ends.
        (constant, slope), *_ = _line(self._share(self.x) - 0.5, y)
        return np.array([[constant, slope / 2]])

    def _named(self, theta: Array) -> dict[str, Array]:
        low, high = np.exp(theta[:, 0] - theta[:, 1]), np.exp(theta[:, 0] + theta[:, 1])
        slope = (high - low) / (self.last - self.first)
        return {"A": low - slope * self.first, "B": slope}

    def _share(self, x: Array) -> Array:
        return (np.log(x) - self.first) / (self.last - self.first)


class PowerLawWithFloor(PowerLaw):
    """y = A x^b + C with C ≥ 0. θ is a power law's, and the logarithm of C over its middle."""

    name, formula, size = "power law with a floor", "A x^b + C", 3

    def _log_value(self, theta: Array, x: Array) -> Array:
        power = theta[:, 1:2] * (np.log(x) - self.center)
        return theta[:, :1] + np.logaddexp(power, self._floor(theta)[:, None])

    def _jacobian(self, theta: Array) -> Array:
        place = np.log(self.x) - self.center
        power = theta[:, 1:2] * place
        whole = np.logaddexp(power, self._floor(theta)[:, None])
        share = np.exp(power - whole)
        return np.stack((np.ones_like(share), share * place, 1 - share), axis=-1)

    def _starts(self, y: Array) -> Array:
        """Variable projection: for some b the best A and C, of relative least squares."""
        found = []
        for b in (-3.0, -2.0, -1.5, -1.0, -0.7, -0.4, -0.2, 0.2, 0.4, 0.7, 1.0, 1.5, 2.0, 3.0):
            power = np.exp(b * (np.log(self.x) - self.center))
            columns = np.stack((power, np.ones_like(power)), axis=-1) * np.exp(-y)[:, None]
            a, c = np.linalg.lstsq(columns, np.ones_like(y), rcond=None)[0]
            if a > 0:
                found.append([math.log(a), b, math.log(max(c / a, START_FLOOR))])
        (constant, slope), *_ = super()._starts(y)
        return np.array([*found, [constant, slope, math.log(START_FLOOR)]])

    def _named(self, theta: Array) -> dict[str, Array]:
        floor = np.exp(theta[:, 0] + self._floor(theta))
        return super()._named(theta) | {"C": floor}

    def _floor(self, theta: Array) -> Array:
        return np.maximum(theta[:, 2], math.log(LEAST_FLOOR))


MODELS: dict[str, type[Model]] = {
    model.name: model for model in (Constant, Logarithm, PowerLaw, Exponential, PowerLawWithFloor)
}


def _scale(logarithm: Array) -> Array:
    return np.exp(np.minimum(logarithm, LARGEST))


def _line(x: Array, y: Array) -> Array:
    """The straight line a + b x of least squares through (x, y), as the one start (1, 2)."""
    columns = np.stack((np.ones_like(x), x), axis=-1)
    found = np.asarray(np.linalg.lstsq(columns, y, rcond=None)[0], dtype=np.float64)
    return found[None]
