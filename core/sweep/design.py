"""`Sweep`: which runs, and what to measure of each; the setup of any run from its number."""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.dynamics.sgd.parameters import NOISE
from core.parameters import FREE, PARAMETERS, ParameterError, Setup, Value
from core.sweep.axes import Axis, axis_of
from core.sweep.measures import Measure, parse_measure

MOST_RUNS = 10_000_000
# The one method that is none of `Setup`'s, and its label noise where none is given: the paper's.
SGD, USUAL_NOISE = "sgd", 0.05
# The seed varies fastest, so that runs that differ in it alone stand together.
ORDER = (*(name for name in PARAMETERS if name != "seed"), "seed")


@dataclass(frozen=True)
class Sweep:
    """A grid, or a random design, over any parameters of `Setup` and over seeds.

    Make one with `Sweep.of`. Equal sweeps have the same runs under the same numbers.

    Attributes:
        axes: one axis for each parameter that is given, in a fixed order, the seed last; the
            others have their defaults.
        measures: what is measured of each run, by name (see `core.sweep.measures`).
        random: how many points to draw from the axes; None for the grid of all combinations.
            Every point is run with every seed.
        design_seed: draws the points. A larger design begins with the points of a smaller one.
        max_single_steps: a bound on the work of a run past the stability limit, as in
            `gradient_descent`.
        noise: the label noise σ if the runs are of online SGD; else None.

    Raises:
        ParameterError: a sentence that says what is wrong.
    """

    axes: tuple[Axis, ...]
    measures: tuple[str, ...]
    random: int | None = None
    design_seed: int = 0
    max_single_steps: int | None = None
    noise: float | None = None

    def __post_init__(self) -> None:
        names = [axis.name for axis in self.axes]
        if names != [name for name in ORDER if name in names]:
            raise ParameterError(f"axes come once each, in the order {', '.join(ORDER)}.")
        if not self.measures:
            raise ParameterError("A sweep measures something; name it, for instance t2.")
        if len(set(self.measures)) < len(self.measures):
            raise ParameterError(f"A quantity is named twice: {', '.join(self.measures)}.")
        for name in self.measures:
            parse_measure(name)
        if self.random is not None:
            _check_whole("random", self.random, 1)
        _check_whole("design_seed", self.design_seed, 0)
        if self.max_single_steps is not None:
            _check_whole("max_single_steps", self.max_single_steps, 0)
        if self.noise is not None:
            object.__setattr__(self, "noise", NOISE.check(self.noise))
            self._check_sgd()
        if len(self) > MOST_RUNS:
            raise ParameterError(f"A sweep has at most {MOST_RUNS:,} runs; this has {len(self):,}.")

    @classmethod
    def of(
        cls,
        parameters: Mapping[str, object],
        measures: Sequence[str],
        *,
        random: int | None = None,
        design_seed: int = 0,
        max_single_steps: int | None = None,
        noise: float | None = None,
    ) -> Sweep:
        """A sweep from what a parameter takes: text as in `core.sweep.axes`, a value or several.

        The method may be "sgd", too, by itself; then `noise` is the label noise, 0.05 by default.

        >>> len(Sweep.of({"decay": "1.2:4:15", "seed": range(20)}, ["t2"]))
        300
        """
        parameters = dict(parameters)
        if parameters.get("method") == SGD:
            del parameters["method"]
            noise = USUAL_NOISE if noise is None else noise
        elif noise is not None:
            raise ParameterError(f"There is noise for the method {SGD} only.")
        axes = {name: axis_of(name, given) for name, given in parameters.items()}
        ordered = tuple(axes[name] for name in ORDER if name in axes)
        return cls(ordered, tuple(measures), random, design_seed, max_single_steps, noise)

    def __len__(self) -> int:
        """The number of runs."""
        points, seeds = self._values
        size = math.prod(map(len, points.values())) if self.random is None else self.random
        return size * len(seeds)

    def setup(self, number: int) -> Setup:
        """The setup of run `number`, from 0."""
        points, seeds = self._values
        point, place = divmod(number, len(seeds))
        chosen: dict[str, Value] = {"seed": seeds[place]}
        if self.random is None:
            for name, values in reversed(points.items()):
                point, place = divmod(point, len(values))
                chosen[name] = values[place]
        else:
            chosen |= {name: values[point] for name, values in points.items()}
        return Setup(**chosen)  # type: ignore[arg-type]  # Each is checked by its Parameter.

    @property
    def varied(self) -> tuple[str, ...]:
        """The parameters with more than one value."""
        points, seeds = self._values
        several = tuple(name for name, values in points.items() if len(set(values)) > 1)
        return (*several, "seed") if len(seeds) > 1 else several

    def _check_sgd(self) -> None:
        """What online SGD has no use for."""
        for axis in self.axes:
            if axis.name == "method":
                raise ParameterError(f"The method {SGD} stands by itself, beside no other.")
            if axis.name == "student" and set(axis.grid()) != {FREE}:
                raise ParameterError(
                    "Online SGD is for a free student; a fixed norm is for gd and flow."
                )

    @cached_property
    def readings(self) -> tuple[Measure, ...]:
        """The measures, read from their names."""
        return tuple(map(parse_measure, self.measures))

    @cached_property
    def _values(self) -> tuple[dict[str, tuple[Value, ...]], tuple[Value, ...]]:
        """The values of every parameter but the seed (of a grid: all; of a random design: one a
        point), and the seeds."""
        seeds: tuple[Value, ...] = (PARAMETERS["seed"].default,)
        points: dict[str, tuple[Value, ...]] = {}
        for axis in self.axes:
            if axis.name == "seed":
                seeds = axis.grid()
            elif self.random is None:
                points[axis.name] = axis.grid()
            else:
                # A stream for each parameter, so that one axis more leaves the others' draws.
                key = zlib.crc32(axis.name.encode())
                stream = np.random.SeedSequence(self.design_seed, spawn_key=(key,))
                points[axis.name] = axis.draw(np.random.default_rng(stream).random(self.random))
        return points, seeds


def _check_whole(name: str, value: object, least: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= MOST_RUNS:
        raise ParameterError(
            f"{name} cannot be {value!r}: allowed is a whole number from {least} to {MOST_RUNS:,}."
        )
