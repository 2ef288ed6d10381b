"""The learning problem: a spectrum, a teacher and a start; its loss, gradient, Hessian and critical
points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.parameters import PARAMETERS

Array = NDArray[np.float64]

# A dense Hessian at this dimension takes 200 MB; a larger one is a mistake on a shared machine.
LARGEST_HESSIAN = 5_000


def population_loss(u: ArrayLike, s: ArrayLike) -> Array:
    """L = 3s² + 3 − 4u² − 2s (paper, Prop. 1), of arrays that broadcast; u² ≤ s where a w exists.

    Near a minimum digits are lost: a `Trajectory` has the loss without cancellation.
    """
    x, y = np.asarray(u, np.float64), np.asarray(s, np.float64)
    return 3 * y * y + 3 - 4 * x * x - 2 * y


class PowerLaw(NamedTuple):
    """The exponents of a problem made by `Problem.power_law`: λ_i ∝ i^(−decay), w*_i² ∝
    i^(−teacher_decay), and the power of the preconditioner."""

    decay: float
    teacher_decay: float
    preconditioner: float = 0.0


@dataclass(frozen=True)
class CriticalPoint:
    """A point where ∇L = 0: its kind, a representative w, its summary statistics and its loss."""

    kind: str
    w: Array
    u: float
    s: float
    loss: float


class Problem:
    """Phase retrieval y = ⟨x, w*⟩² with inputs x ~ N(0, Q), Q = diag(eigenvalues).

    The population loss of a student w depends on s = ⟨w, Qw⟩ and u = ⟨w, Qw*⟩ alone (paper, Prop.
    1):

        L(w) = E(⟨x,w⟩² − ⟨x,w*⟩²)² = 3s² + 3 − 4u² − 2s,   with ⟨w*, Qw*⟩ = 1.

    A preconditioner, ẇ = −Q^(−p)∇L, is a change of variables (theory, not in the paper). With

        w̃ = Q^(p/2) w,   w̃* = Q^(p/2) w*,   r_i = λ_i^(1−p)

    w̃ obeys the equations of a problem with eigenvalues r_i, and u, s and the loss are the same; so
    do the steps of gradient descent and of online SGD. Only the MSE needs to know of it,

        MSE = (1/d) Σ m_i (w̃_i − w̃*_i)²,   m_i = λ_i^(−p).

    Such a problem has the r_i for eigenvalues, w̃* for the teacher, w̃(0) for the start and m for
    the metric.

    Attributes:
        eigenvalues, teacher, start: read-only float64 arrays of shape (d,).
        metric: the weights m_i of the MSE, as the others, or None where all are 1.
        exponents: the `PowerLaw` the problem was made from, or None for any other spectrum.
    """

    __slots__ = ("eigenvalues", "exponents", "metric", "start", "teacher")

    eigenvalues: Array
    teacher: Array
    start: Array
    metric: Array | None
    exponents: PowerLaw | None

    def __init__(
        self,
        eigenvalues: ArrayLike,
        teacher: ArrayLike,
        start: ArrayLike,
        *,
        metric: ArrayLike | None = None,
        exponents: PowerLaw | None = None,
    ) -> None:
        """Check the arrays and keep read-only copies.

        Raises:
            ValueError: an array is empty, not one-dimensional, of another length than the
                eigenvalues or not finite; an eigenvalue or a weight of the MSE is not positive; or
                s* = Σ λ_i w*_i² differs from 1.
        """
        self.eigenvalues = _vector("eigenvalues", eigenvalues)
        self.teacher = _vector("teacher", teacher, self.eigenvalues.size)
        self.start = _vector("start", start, self.eigenvalues.size)
        self.metric = None
        if metric is not None:
            self.metric = _positive("metric", _vector("metric", metric, self.eigenvalues.size))
        self.exponents = exponents
        _positive("eigenvalues", self.eigenvalues)
        with np.errstate(over="ignore"):
            signal = float(np.sum(self.eigenvalues * self.teacher**2))
        # The rounding of the sum grows with √d at most: 1e-9 leaves it room at d = 1e6.
        if not abs(signal - 1) <= 1e-9:
            raise ValueError(
                f"teacher must satisfy Σ λ_i w*_i² = 1; here the sum is {signal:g}. "
                "Divide the teacher by the square root of that sum."
            )

    @classmethod
    def power_law(
        cls,
        decay: float,
        dimension: int,
        *,
        teacher: str = "gaussian",
        teacher_decay: float = 0.0,
        start_norm: float = 1.0,
        preconditioner: float = 0.0,
        seed: int = 0,
    ) -> Problem:
        """The paper's problem: λ_i = i^(−decay) / Σ_j j^(−decay), a random teacher and a random
        start.

        Teacher: w*_i ∝ g_i i^(−teacher_decay/2), scaled to s* = 1, with g_i standard normal
        ("gaussian") or a random sign ("flat"). Start: uniform on the sphere of radius `start_norm`.
        The two have random streams of their own, so changing one leaves the other, and a larger
        dimension keeps the leading coordinates' draws. With a preconditioner Q^(−p), p =
        `preconditioner`, all this is as without, and then written in the variables w̃ (see above).

        Raises:
            ParameterError: a value out of its bounds; the message says what is allowed.
        """
        decay = float(PARAMETERS["decay"].check(decay))
        dimension = int(PARAMETERS["dimension"].check(dimension))
        teacher_decay = float(PARAMETERS["teacher_decay"].check(teacher_decay))
        start_norm = float(PARAMETERS["start_norm"].check(start_norm))
        power = float(PARAMETERS["preconditioner"].check(preconditioner))
        kind = PARAMETERS["teacher"].check(teacher)
        teacher_stream, start_stream = np.random.SeedSequence(
            int(PARAMETERS["seed"].check(seed))
        ).spawn(2)

        index = np.arange(1, dimension + 1, dtype=np.float64)
        eigenvalues = index**-decay
        eigenvalues /= eigenvalues.sum()
        direction = np.random.default_rng(teacher_stream).standard_normal(dimension)
        if kind == "flat":
            direction = np.where(direction < 0, -1.0, 1.0)
        if teacher_decay:
            direction *= index ** (-teacher_decay / 2)
        direction /= np.sqrt(np.sum(eigenvalues * direction**2))
        start = np.random.default_rng(start_stream).standard_normal(dimension)
        # Not by np.linalg.norm: its last digit depends on the number of threads.
        start *= start_norm / np.sqrt(np.sum(start * start))
        metric = None
        if power:
            metric, root = eigenvalues**-power, eigenvalues ** (power / 2)
            direction, start = root * direction, root * start
            eigenvalues = eigenvalues ** (1 - power)
        exponents = PowerLaw(decay, teacher_decay, power)
        return cls(eigenvalues, direction, start, metric=metric, exponents=exponents)

    @property
    def dimension(self) -> int:
        """d, the number of modes."""
        return int(self.eigenvalues.size)

    def mean_square(self, error: ArrayLike) -> float:
        """(1/d) Σ m_i e_i²: the MSE of a student w with w − w* = `error`."""
        e = self._point(error)
        return float(np.mean(e * e if self.metric is None else self.metric * e * e))

    def summary(self, w: ArrayLike) -> tuple[float, float]:
        """(u, s) = (⟨w, Qw*⟩, ⟨w, Qw⟩)."""
        point = self._point(w)
        weighted = self.eigenvalues * point
        return float(weighted @ self.teacher), float(weighted @ point)

    def loss(self, w: ArrayLike) -> float:
        """L(w), the `population_loss` of its u and s."""
        return float(population_loss(*self.summary(w)))

    def gradient(self, w: ArrayLike) -> Array:
        """∇L = (12s − 4) Qw − 8u Qw* (paper, 3.1); shape (d,)."""
        u, s = self.summary(w)
        return self.eigenvalues * ((12 * s - 4) * self._point(w) - 8 * u * self.teacher)

    def hessian(self, w: ArrayLike) -> Array:
        """24 (Qw)(Qw)ᵀ + (12s − 4) Q − 8 (Qw*)(Qw*)ᵀ (paper, 3.2); shape (d, d).

        Raises:
            ValueError: for d above `LARGEST_HESSIAN`, where the dense matrix would not be
                reasonable.
        """
        if self.dimension > LARGEST_HESSIAN:
            raise ValueError(
                f"a dense Hessian is offered up to d = {LARGEST_HESSIAN:,}; "
                f"here d = {self.dimension:,}."
            )
        _, s = self.summary(w)
        student = self.eigenvalues * self._point(w)
        teacher = self.eigenvalues * self.teacher
        matrix = 24 * np.outer(student, student) - 8 * np.outer(teacher, teacher)
        matrix[np.diag_indices(self.dimension)] += (12 * s - 4) * self.eigenvalues
        return matrix

    def critical_points(self) -> tuple[CriticalPoint, ...]:
        """One representative of each kind: the local maximum 0, a saddle (u = 0, s = 1/3), the
        minima ±w*.

        ∇L = 0 reads (12s − 4) w = 8u w*. With u ≠ 0 it forces w = ±w*; with u = 0, either w = 0 or
        s = 1/3. The saddles form a sphere of d − 2 dimensions; the one given lies in the direction
        of the start. There is none for d = 1."""
        points = [
            ("maximum", np.zeros(self.dimension)),
            ("minimum", self.teacher),
            ("minimum", -self.teacher),
        ]
        sideways = self._without_teacher(self.start)
        if sideways is None:
            sideways = self._without_teacher(np.eye(1, self.dimension).ravel())
        if sideways is not None:
            points.insert(1, ("saddle", sideways / np.sqrt(3)))
        return tuple(CriticalPoint(kind, w, *self.summary(w), self.loss(w)) for kind, w in points)

    def _without_teacher(self, w: Array) -> Array | None:
        """`w` less its share of w*, scaled to s = 1; None where (nearly) nothing is left."""
        u, s = self.summary(w)
        rest = w - u * self.teacher
        rest = rest - self.summary(rest)[0] * self.teacher
        size = self.summary(rest)[1]
        return rest / np.sqrt(size) if size > 1e-20 * max(s, 1e-300) else None

    def _point(self, w: ArrayLike) -> Array:
        point = np.asarray(w, dtype=np.float64)
        if point.shape != self.eigenvalues.shape:
            raise ValueError(f"w must have shape ({self.dimension},); it has {point.shape}.")
        return point


def _positive(name: str, values: Array) -> Array:
    if not np.all(values > 0):
        raise ValueError(f"{name} must all be positive; the smallest is {values.min():g}.")
    return values


def _vector(name: str, values: ArrayLike, size: int | None = None) -> Array:
    try:
        vector = np.array(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be a list of real numbers.") from None
    if vector.ndim != 1 or vector.size == 0:
        raise ValueError(
            f"{name} must be a one-dimensional array with at least one entry; "
            f"its shape is {vector.shape}."
        )
    if size is not None and vector.size != size:
        raise ValueError(
            f"{name} must have as many entries as eigenvalues ({size}); it has {vector.size}."
        )
    if not np.all(np.isfinite(vector)):
        raise ValueError(
            f"{name} must be finite; entry {int(np.argmin(np.isfinite(vector)))} is not."
        )
    vector.setflags(write=False)
    return vector
