"""Runs worth seeing, each with a name and one sentence on what to look for.

The numbers in the sentences were read off the solved runs; the tests solve every run again and hold
its sentence to them.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.parameters import Setup
from ui.view import View


@dataclass(frozen=True)
class Preset:
    """A run worth seeing.

    Attributes:
        key: what it is called in code: letters, digits and hyphens.
        name: what it is called on the page.
        look_for: one sentence, Markdown.
        setup: the run.
        time_axis: "log" or "linear".
    """

    key: str
    name: str
    look_for: str
    setup: Setup
    time_axis: str = "log"

    @property
    def view(self) -> View:
        """The page that shows it."""
        return View(setup=self.setup, time_axis=self.time_axis)


PRESETS = (
    # The paper's settings, arXiv:2511.18661; where it shows several a, the middle one.
    Preset(
        "figure-2",
        "The paper's figure 2: three phases",
        "At $t = 2.2$ both $u$ and $s$ are within 5% of 1 while 99.7% of the MSE is still left; "
        "ten million steps later it is down to 8.5%.",
        Setup(),
    ),
    Preset(
        "figure-3",
        "The paper's figure 3: the escape",
        "$u$ grows exponentially to 0.1 at $t = 0.242$, and the dashed theory, which has no fitted "
        "constant, is 0.5% early; a larger $a$ makes it sooner.",
        Setup(step_size=1e-3, steps=1000),
        time_axis="linear",
    ),
    Preset(
        "figure-4",
        "The paper's figure 4: the tail",
        "From $T_2$ on, here where $u$ and $s$ are within 10% of 1, the MSE stays 1 to 2.3% above "
        "its dashed law while it falls to 9% of its start.",
        Setup(dimension=300, step_size=1e-3, epsilon=0.1),
    ),
    Preset(
        "figure-6",
        "The paper's figure 6: the slow fall of 1 − u",
        "Over nearly four decades of time $1-u$ falls like $t^{-0.48}$; theory has $t^{-1/2}$ in "
        "the limit and $t^{-0.47}$ for this very teacher.",
        Setup(dimension=5000),
    ),
    # The spectrum.
    Preset(
        "isotropic",
        "All directions alike (a = 0)",
        "The escape takes until $t = 450$, but nothing is slow after it: the MSE falls like "
        "$e^{-0.016\\,t}$ and is zero to rounding by $t = 5{,}000$.",
        Setup(decay=0.0),
    ),
    Preset(
        "border",
        "The border: a = 1",
        "Every decade of modes carries the same weight, so there is no power law: from $t = 100$ "
        "to $10^4$ $u$ gains about 0.2 with each decade of time.",
        Setup(decay=1.0, dimension=100_000, steps=10**9),
    ),
    Preset(
        "slow-spectrum",
        "A slow spectrum: a = 1.2",
        "$T_2$ comes at $t = 364$, against 2.2 with $a = 2$, but the tail is soon over: at "
        "$t = 10^4$ less than $10^{-5}$ of the MSE is left, against half of it with $a = 2$.",
        Setup(decay=1.2),
    ),
    Preset(
        "steep-spectrum",
        "A steep spectrum: a = 5",
        "The escape takes half the time it does with $a = 2$ and the loss ends below "
        "$4 \\times 10^{-6}$, yet 98.9% of the MSE is still left.",
        Setup(decay=5.0),
    ),
    Preset(
        "million",
        "A million dimensions",
        "With a thousand times the dimensions of figure 2 the escape takes only 0.54 longer, as "
        "$\\ln(1000)/(2\\rho)$ says, and after ten million steps 99.8% of the MSE is left.",
        Setup(dimension=1_000_000),
    ),
    Preset(
        "small-dimension",
        "Twenty dimensions: the tail ends",
        "Past $t = 1000$ only the last mode is still to be learned, and the MSE falls like "
        "$e^{-16\\lambda_d t} = e^{-0.025\\,t}$.",
        Setup(dimension=20, seed=8, steps=200_000),
    ),
    # The teacher.
    Preset(
        "flat-teacher",
        "A flat teacher: clean exponents",
        "Over more than five decades $1-u$ falls like $t^{-0.67}$, which is $t^{-(1-1/a)}$, and "
        "its slope wobbles by no more than 0.02.",
        Setup(decay=3.0, dimension=100_000, steps=10**9, teacher="flat"),
    ),
    Preset(
        "aligned-teacher",
        "A teacher aligned with the spectrum: b = 1",
        "$1-u$, $1-s$ and the loss fall like $1/t$, with twice the exponent they have for $b = 0$.",
        Setup(dimension=100_000, steps=10**9, teacher="flat", teacher_decay=1.0),
    ),
    Preset(
        "saddle",
        "Past a saddle",
        "This teacher has only 0.001% of its signal in the leading mode, so $s$ climbs to 1/3 "
        "before $u$ moves, and from $t = 1.2$ to 6.3 the loss waits at 8/3, the height of the "
        "saddles.",
        Setup(decay=3.0, seed=259, steps=100_000),
    ),
    # The start.
    Preset(
        "orthogonal-start",
        "A start nearly orthogonal to the teacher",
        "$u(0)$ is $3.8 \\times 10^{-7}$, about 28,000 times less than usual, but the other modes "
        "feed it: five steps lift it to $3 \\times 10^{-4}$, and it escapes by $t = 0.88$.",
        Setup(seed=104_709),
    ),
    Preset(
        "long-start",
        "A start of norm 30, about √d",
        "The run starts beyond $\\delta$, with $u = 0.62$, yet $T_2$ comes at 14 and not at 1.5 "
        "as the law of a small start says, largely because the slow modes have to unlearn their "
        "start first.",
        Setup(start_norm=30.0),
    ),
    Preset(
        "far-start",
        "A start far too large",
        "The step size is fifteen times below the stability limit at $w^\\star$, but the gradient "
        "grows like $\\lVert w \\rVert^3$: from $s = 174$ the run diverges within five steps.",
        Setup(start_norm=300.0, steps=1000),
    ),
    # The step size.
    Preset(
        "flow",
        "The gradient flow",
        "Without steps $u$ grows at the rate 6.60 instead of 6.39 and escapes at 0.242 instead of "
        "0.249; at $t = 10^5$ the loss is that of figure 2 to four digits.",
        Setup(method="flow"),
    ),
    Preset(
        "edge",
        "The edge of stability",
        "At 99.9% of the stability limit every step overshoots, $1-u$ changes sign at each, and "
        "$T_2$ comes at 123 instead of 1.4.",
        Setup(step_size=0.1513, steps=200_000),
    ),
    Preset(
        "cycle",
        "Just past the limit: a cycle of two steps",
        "In the end $u$ jumps between 0.88 and 1.09, step by step, yet the slow modes learn on: "
        "the MSE has fallen to 43%.",
        Setup(step_size=0.16, steps=100_000),
    ),
    Preset(
        "chaos",
        "Further past the limit: no period",
        "To the end $u$ jumps about between 0.4 and 1.21 with no cycle of up to 64 steps, yet the "
        "MSE has fallen to 39%.",
        Setup(step_size=0.22, steps=100_000),
    ),
    Preset(
        "divergence",
        "At twice the limit: divergence",
        "$u$ triples with every step of the escape, then jumps between the two teachers "
        "$\\pm w^\\star$ until one jump is too wide: after some thirty steps the run has diverged.",
        Setup(step_size=0.3, steps=1000),
    ),
)


def look_for(view: View) -> str:
    """What to look for in a view that is a preset's run, in Markdown; '' for any other."""
    found = _preset_of(view)
    return f"**{found.name}.** {found.look_for}" if found else ""


def is_another(view: View) -> bool:
    """Whether a view is the run of a preset other than the one that every page begins with."""
    return _preset_of(view) is not None and view.setup != Setup()


def _preset_of(view: View) -> Preset | None:
    return next((preset for preset in PRESETS if preset.setup == view.setup), None)
