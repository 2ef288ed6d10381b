"""The linear flow of the escape, all its eigenmodes summed.

While s ≪ 1/3 the flow (paper, 3.3) is ẇ = 4Qw + 8Qw* u with u = ⟨w*, Qw⟩. Its Laplace transform
gives

    û(z) = A(z) / (1 − 8K(z)),    A(z) = Σ λ_i w_i(0) w*_i / (z − 4λ_i),
    K(z) = Σ λ_i² w*_i² / (z − 4λ_i),

whose poles, the roots of 1 = 8K, all lie in (0, ρ]. The sum over the eigenmodes is therefore a
contour integral

    u(t) = (1/2πi) ∮ e^(ζt) û(z(ζ)) z'(ζ) dζ,    z = ζ, or z = (e^(ηζ) − 1)/η for steps of size η,

the second since a step multiplies the mode of rate z by 1 + ηz = e^(ηζ) = z'(ζ). On an ellipse
about [0, ρ_eff], ρ_eff = log(1 + ηρ)/η, the trapezoidal rule converges geometrically. No eigenvalue
is computed, so nearly equal eigenvalues, tiny weights and a reduction's negative ones are no
special case.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.reduction import Reduction

Array = NDArray[np.float64]

# ρt beyond which the prediction is reported as infinite, as most floats are by then.
MOST_EFOLDS = 650.0
# How far the ellipse passes from ρ, in units of ρ/MOST_EFOLDS: the integrand then exceeds u by at
# most e^3.
CLEARANCE = 3.0
# The error of the rule is e^(−N log ϱ) times what the integrand gains on an ellipse with ϱ² for ϱ,
# below e^14.
ACCURACY = math.log(1e16) + 14.0


@dataclass(frozen=True)
class LinearFlow:
    """The linear flow on K nodes, u(t) = Re Σ_j amplitude_j e^(exponent_j t) over N points.

    Valid for ρ_eff t ≤ MOST_EFOLDS.

    Attributes:
        reduction: the K nodes.
        rate: the growth rate ρ_eff in t.
        exponent, amplitude: complex, of shape (N,).
        drive: how e^(ζt) in u drives each node, 8λ_k/(z − 4λ_k); complex, of shape (N, K).
        alone: the rate at which each node grows without u: 4λ_k, or log(1 + 4ηλ_k)/η; shape (K,).
    """

    reduction: Reduction
    rate: float
    exponent: NDArray[np.complex128]
    amplitude: NDArray[np.complex128]
    drive: NDArray[np.complex128]
    alone: Array

    @classmethod
    def solve(cls, reduction: Reduction, rate: float, step_size: float | None) -> LinearFlow:
        """The flow, or gradient descent, on the nodes of a reduction; `rate` is ρ_eff."""
        top = float(reduction.rate.max())
        # From here on eigenvalues and rates are in units of the top eigenvalue, 1/η too.
        zeta, weight = _ellipse(rate / top)
        z = zeta
        if step_size is not None:
            step = step_size * top
            z = np.asarray(np.expm1(step * zeta) / step, np.complex128)
            weight = weight * (1 + step * z)
        nodes = reduction.rate / top
        alone = 4 * nodes if step_size is None else np.log1p(4 * step * nodes) / step
        resolvent = 1 / (z[:, None] - 4 * nodes)
        source = resolvent @ (nodes * reduction.cross)
        kernel = resolvent @ (nodes * (reduction.rate * reduction.teacher))
        amplitude = top * weight * source / (1 - 8 * kernel)
        drive = 8 * nodes * resolvent
        return cls(reduction, rate, zeta * top, amplitude, drive, alone * top)

    def overlap(self, time: Array) -> Array:
        """u(t), of the shape of `time`; infinite with its sign where ρt > MOST_EFOLDS."""
        return self._grown(self._waves(time).sum(axis=-1).real, time, 1)

    def local_rate(self, time: Array) -> Array:
        """d ln|u|/dt, of the shape of `time`; NaN where u = 0 or ρt > MOST_EFOLDS."""
        waves = self._waves(time)
        u, slope = waves.sum(axis=-1).real, (waves @ self.exponent).real
        known = (u != 0) & (self.rate * time <= MOST_EFOLDS)
        with np.errstate(over="ignore"):
            return np.divide(slope, u, where=known, out=np.full(np.shape(u), np.nan))[()]

    def size(self, time: Array) -> Array:
        """s(t) = Σ λ_k (A w(0) + B w*)², of the shape of `time`; infinite where ρt > MOST_EFOLDS.

        A = e^(4λ_k t) is a node's growth on its own and B what u has driven it to.
        """
        nodes = self.reduction
        a = np.exp(self._inside(time) * (self.alone - self.rate))
        b = (self._waves(time) @ self.drive).real
        values = (a * a) @ (nodes.rate * nodes.start)
        values += (2 * a * b) @ (nodes.rate * nodes.cross) + (b * b) @ (nodes.rate * nodes.teacher)
        return self._grown(values, time, 2)

    def _inside(self, time: Array) -> Array:
        """The times, as far as the contour serves, with one axis of length 1 more."""
        return np.minimum(time, MOST_EFOLDS / self.rate)[..., None]

    def _waves(self, time: Array) -> NDArray[np.complex128]:
        """Each point's share of u(t) e^(−ρt), complex, of the shape of `time` and N."""
        return np.exp(self._inside(time) * (self.exponent - self.rate)) * self.amplitude

    def _grown(self, values: Array, time: Array, power: int) -> Array:
        """values · e^(power ρt); infinite past the contour's times or the largest float."""
        efolds = np.where(self.rate * time > MOST_EFOLDS, np.inf, power * self.rate * time)
        with np.errstate(over="ignore"):
            grown = np.multiply(
                values, np.exp(efolds), where=values != 0, out=np.zeros(np.shape(values))
            )
        return grown[()]


def _ellipse(rate: float) -> tuple[NDArray[np.complex128], NDArray[np.complex128]]:
    """Points of the upper half of an ellipse about [0, rate]; weights that count both halves."""
    clearance = CLEARANCE * rate / MOST_EFOLDS
    log_size = 2 * math.asinh(math.sqrt(clearance / rate))
    points = math.ceil(ACCURACY / log_size / 2)
    angle = np.pi * (np.arange(points) + 0.5) / points
    outward, inward = np.exp(log_size + 1j * angle), np.exp(-log_size - 1j * angle)
    return rate / 2 + rate / 4 * (outward + inward), rate / 4 * (outward - inward) / points
