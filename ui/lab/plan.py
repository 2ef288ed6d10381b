"""From what was chosen to a sweep: its axes, its cost, and why it does not run if it does not."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.parameters import PARAMETERS, ParameterError, Setup, Value
from core.sweep import Cost, Sweep, estimate
from core.sweep.axes import Axis, Listed, Span
from core.sweep.design import ORDER, SGD, USUAL_NOISE
from ui.comparing.pins import canonical
from ui.kept import kept
from ui.lab.choice import BETWEEN, MOST_COLOURS, MOST_PANELS, NONE, Lab
from ui.lab.quantities import QUANTITIES, Quantity
from ui.lab.variables import usual_values

# What a visitor of a shared server may have computed; the command line has no such bounds.
MOST_RUNS, MOST_SECONDS = 5_000, 60.0
# What is computed without being asked for.
AT_ONCE_SECONDS = 8.0
# A run of single steps: 0.05 to 0.15 s.
MOST_SINGLE_STEPS = 1_000_000
# A run of online SGD cannot be stopped on its way, and others wait for it.
MOST_SECONDS_A_RUN = 0.5
# A sweep takes under 1 kB.
_KEPT = 256
_METHODS_OF = {"horizon": "flow", "steps": "gd", "step_size": "gd"}
# What is read from a run, and does nothing to it.
_READ = ("delta", "epsilon")


@dataclass(frozen=True)
class Plan:
    """What is to be run, and how it is arranged.

    Attributes:
        lab: what was chosen.
        setup: what does not vary.
        sweep: the runs; None if the choices make none.
        refusal: why they make none, or why the page does not run them; "" if it does. Plain text.
        cost: before it starts; None without a sweep.
        noise: the label noise if the runs are of online SGD, else None.
        x: the values along the axis.
        colours, panels: those of the two groupings, (None,) where there is none.
    """

    lab: Lab
    setup: Setup
    sweep: Sweep | None
    refusal: str
    # Measured, so it is not the same when it is made anew: the runs are.
    cost: Cost | None = field(default=None, compare=False)
    noise: float | None = None
    x: tuple[Value, ...] = ()
    colours: tuple[Value | None, ...] = (None,)
    panels: tuple[Value | None, ...] = (None,)

    @property
    def runs(self) -> bool:
        """Whether the page runs it."""
        return self.sweep is not None and not self.refusal

    @property
    def quantity(self) -> Quantity:
        return QUANTITIES[self.lab.quantity]

    @property
    def measure(self) -> str:
        """The column of the table that holds the quantity."""
        return self.quantity.name(self.lab.level)

    def arranged(self, values: NDArray[Any]) -> NDArray[Any]:
        """One value a run, as panels × colours × points × seeds."""
        if self.sweep is None:
            return np.empty((len(self.panels), len(self.colours), 0, 0))
        names = [axis.name for axis in self.sweep.axes]
        lengths = [len(axis.grid()) for axis in self.sweep.axes]
        wanted = (self.lab.facet, self.lab.colour, self.lab.vary, "seed")
        first = [names.index(name) for name in wanted if name in names]
        order = [*first, *(place for place in range(len(names)) if place not in first)]
        shape = (len(self.panels), len(self.colours), len(self.x), -1)
        return values.reshape(lengths).transpose(order).reshape(shape)

    def group(self, panel: int, colour: int) -> Setup:
        """The setup of a group, at the first point of the axis."""
        chosen = {self.lab.vary: self.x[0]}
        chosen |= {
            name: value
            for name, value in (
                (self.lab.facet, self.panels[panel]),
                (self.lab.colour, self.colours[colour]),
            )
            if value is not None
        }
        return replace(self.setup, **chosen)  # type: ignore[arg-type]  # Checked by each Parameter.


def plan(setup: Setup, lab: Lab, noise: float = USUAL_NOISE) -> Plan:
    """What the choices ask for; `noise` is that of online SGD, if the runs are of it."""
    return _plan(needed(setup, lab), lab, noise_of(lab, noise))


def noise_of(lab: Lab, noise: float) -> float | None:
    """The label noise, None where there is none."""
    return noise if lab.runs == SGD else None


def needed(setup: Setup, lab: Lab) -> Setup:
    """The setup without what the runs do not depend on: what varies, and what is not used."""
    varied = {name for name in (lab.vary, lab.colour, lab.facet) if name != NONE}
    default = Setup()
    setup = setup if "method" in varied else canonical(setup)
    return replace(setup, **{name: getattr(default, name) for name in varied})


@kept(_KEPT)
def _plan(setup: Setup, lab: Lab, noise: float | None) -> Plan:
    try:
        axis = Span(lab.vary, lab.low, lab.high, lab.points, lab.spacing == "log")
        grouping = {
            name: Listed(name, _values(name, text, most))
            for name, text, most in (
                (lab.colour, lab.colours, MOST_COLOURS),
                (lab.facet, lab.facets, MOST_PANELS),
            )
            if name != NONE
        }
        if refusal := _conflict(setup, lab, grouping):
            return Plan(lab, setup, None, refusal, noise=noise)
        sweep = _sweep(setup, lab, noise, [axis, *grouping.values()])
        x = axis.grid()
    except ParameterError as error:
        return Plan(lab, setup, None, str(error), noise=noise)
    return Plan(
        lab,
        setup,
        sweep,
        *_bounded(sweep),
        noise,
        x,
        grouping[lab.colour].grid() if lab.colour in grouping else (None,),
        grouping[lab.facet].grid() if lab.facet in grouping else (None,),
    )


def _values(name: str, text: str, most: int) -> tuple[Value, ...]:
    if not text:
        return usual_values(name)[:most]
    return tuple(PARAMETERS[name].parse(part) for part in text.split(BETWEEN))


def _conflict(setup: Setup, lab: Lab, grouping: dict[str, Listed]) -> str:
    """Why these cannot vary together; "" if they can."""
    wanted = [name for name in (lab.vary, lab.colour, lab.facet) if name != NONE]
    methods = grouping["method"].grid() if "method" in grouping else (setup.method,)
    if lab.runs == SGD and methods != ("gd",):
        return "Online SGD takes the steps of gradient descent: choose it, and no other method"
    share = QUANTITIES[lab.quantity].share
    if share and set(methods) == {"flow"}:
        return "The flow takes no steps, so none of its runs diverges; choose gradient descent"
    for name in wanted:
        label = PARAMETERS[name].label
        if wanted.count(name) > 1:
            return f"{label} is chosen twice; a parameter varies along one of axis, colours, panels"
        if share and name in _READ:
            return (
                f"Whether a run diverges does not depend on the {label.lower()}; let something "
                "else vary, as the step size"
            )
        if any(method != _METHODS_OF.get(name, method) for method in methods):
            if lab.runs == SGD:
                return f"Online SGD has no {label.lower()}; let something else vary"
            other = "The flow has no" if _METHODS_OF[name] == "gd" else "Gradient descent has no"
            return f"{other} {label.lower()}; choose the other method, or let something else vary"
    return ""


def _sweep(setup: Setup, lab: Lab, noise: float | None, axes: Sequence[Axis]) -> Sweep:
    default = Setup()
    parameters: dict[str, object] = {
        one.name: getattr(setup, one.name)
        for one in fields(Setup)
        if getattr(setup, one.name) != getattr(default, one.name)
    }
    parameters |= {axis.name: axis for axis in axes} | {"seed": _seeds(setup.seed, lab.seeds)}
    parameters = {name: parameters[name] for name in ORDER if name in parameters}
    measure = QUANTITIES[lab.quantity].name(lab.level)
    if noise is not None:
        return Sweep.of(parameters | {"method": SGD}, [measure], noise=noise)
    return Sweep.of(parameters, [measure], max_single_steps=MOST_SINGLE_STEPS)


def _seeds(first: int, count: int) -> Axis:
    """So many seeds from the present one on; the last ones where there are not so many."""
    first = min(first, int(PARAMETERS["seed"].high) - count)
    return Span("seed", first, first + count) if count > 1 else Listed("seed", (first,))


def _bounded(sweep: Sweep) -> tuple[str, Cost | None]:
    """Why the page does not run a sweep, and its cost."""
    if len(sweep) > MOST_RUNS:
        return f"{len(sweep):,} runs are more than the {MOST_RUNS:,} that this page solves", None
    cost = estimate(sweep)
    if sweep.noise is not None and cost.seconds_a_run > MOST_SECONDS_A_RUN:
        return (
            f"A run of online SGD would take about {cost.seconds_a_run:.2g} s, more than the "
            f"{MOST_SECONDS_A_RUN:g} s that this page gives one; take fewer steps or dimensions"
        ), cost
    if cost.seconds > MOST_SECONDS:
        seconds = math.ceil(cost.seconds)
        return (
            f"{len(sweep):,} runs would take about {seconds:,} s of one core, more than the "
            f"{MOST_SECONDS:.0f} s that this page gives a visitor"
        ), cost
    return "", cost
