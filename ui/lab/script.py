"""A sweep and its verdict, or its shares, as a short Python script on `core`."""

from __future__ import annotations

from core.parameters import Value
from core.sweep.axes import Axis, Listed
from core.sweep.design import SGD
from ui.lab.choice import NONE
from ui.lab.plan import MOST_SINGLE_STEPS, Plan
from ui.lab.verdicts import MODEL_NAMES, claimed

FILE = "lab.csv"

_SWEEP = '''\
r"""{title}

Made by Phasescape; needs only its package `core`, so run it where that can be imported.
"""

{imports}

sweep = Sweep.of(
    {{
{axes}
    }},
    ["{measure}"],
{bound}
)
table = run_sweep(sweep)
table.to_csv("{file}", index=False)
'''
_VERDICTS = """
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
"""
_SHARES = """
# The share of runs that diverged, with its 95% interval, for each group of runs.
for group in {claims}:
    rows = table
    for name, value in zip({groups}, group):
        rows = rows[rows[name] == value]
    print(group, diverged_share(rows, "{vary}"), sep="\\n")
"""
_JUDGING = "from core.hypothesis import judge\nfrom core.sweep import Sweep, run_sweep"
_SHARING = "from core.sweep import Sweep, diverged_share, run_sweep"
_BOUND = """\
    # Past the stability limit every step is taken singly: this many at most, as on the page.
    max_single_steps={single:_},"""
_NOISE = """\
    # The noise on the labels of online SGD.
    noise={noise!r},"""


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
    given = [f'"{axis.name}": {_given(axis)},' for axis in plan.sweep.axes]
    given += [f'"method": "{SGD}",'] if plan.noise is not None else []
    bound = _BOUND if plan.noise is None else _NOISE
    script = _SWEEP + (_SHARES if plan.quantity.share else _VERDICTS)
    return script.format(
        title=title,
        imports=_SHARING if plan.quantity.share else _JUDGING,
        axes="\n".join(f"        {one}" for one in given),
        measure=plan.measure,
        bound=bound.format(single=MOST_SINGLE_STEPS, noise=plan.noise),
        file=FILE,
        what="The exponent that is claimed, for each group of runs." if groups else "The claim.",
        claims=list(claims) if plan.quantity.share else _literal(claims),
        groups=repr(groups),
        vary=lab.vary,
        model=MODEL_NAMES[lab.model],
        within=lab.within,
    )


def _literal(claims: dict[tuple[Value, ...], float | None]) -> str:
    return repr(claims).replace("nan", 'float("nan")')


def _given(axis: Axis) -> str:
    """What `Sweep.of` takes for an axis: a number, or the text of a list or a range."""
    if isinstance(axis, Listed) and len(axis.values) == 1 and not isinstance(axis.values[0], str):
        return repr(axis.values[0])
    return f'"{axis.text}"'
