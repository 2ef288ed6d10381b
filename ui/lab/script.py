"""A sweep and its verdict as a short Python script on `core`."""

from __future__ import annotations

from core.sweep.axes import Axis, Listed
from ui.lab.choice import NONE
from ui.lab.plan import MOST_SINGLE_STEPS, Plan
from ui.lab.verdicts import MODEL_NAMES, claimed

FILE = "lab.csv"

_SCRIPT = '''\
r"""{title}

Made by Phasescape; needs only its package `core`, so run it where that can be imported.
"""

from core.hypothesis import judge
from core.sweep import Sweep, run_sweep

sweep = Sweep.of(
    {{
{axes}
    }},
    ["{measure}"],
    # Past the stability limit every step is taken singly: this many at most, as on the page.
    max_single_steps={single:_},
)
table = run_sweep(sweep)
table.to_csv("{file}", index=False)

# {what}
claims = {claims}
for group, exponent in claims.items():
    rows = table
    for name, value in zip({groups}, group):
        rows = rows[rows[name] == value]
    verdict = judge(
        rows,
        "{vary}",
        "{measure}",
        "{model}",
        exponent=exponent,
        within={within!r},
        level=0.05 / len(claims),
    )
    print(group, verdict.sentence)
'''


def as_code(plan: Plan, title: str) -> str:
    """The script; its table is that of the page, its verdicts are those of all seeds."""
    assert plan.sweep is not None
    lab = plan.lab
    groups = [name for name in (lab.facet, lab.colour) if name != NONE]
    claims = {
        tuple(
            value
            for value in (plan.panels[panel], plan.colours[colour])
            if value is not None
        ): claimed(plan, panel, colour)
        for panel in range(len(plan.panels))
        for colour in range(len(plan.colours))
    }  # fmt: skip
    return _SCRIPT.format(
        title=title,
        axes="\n".join(f'        "{axis.name}": {_given(axis)},' for axis in plan.sweep.axes),
        measure=plan.measure,
        single=MOST_SINGLE_STEPS,
        file=FILE,
        what="The exponent that is claimed, for each group of runs." if groups else "The claim.",
        claims=repr(claims).replace("nan", 'float("nan")'),
        groups=repr(groups),
        vary=lab.vary,
        model=MODEL_NAMES[lab.model],
        within=lab.within,
    )


def _given(axis: Axis) -> str:
    """What `Sweep.of` takes for an axis: a number, or the text of a list or a range."""
    if isinstance(axis, Listed) and len(axis.values) == 1 and not isinstance(axis.values[0], str):
        return repr(axis.values[0])
    return f'"{axis.text}"'
