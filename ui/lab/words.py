"""What the lab says: the question, how much it costs, the answer. Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from core.hypothesis import Answer
from core.parameters import Setup
from core.sweep.cost import duration
from core.trajectory import Status
from ui import report
from ui.lab.choice import ACROSS
from ui.lab.claims import CLAIMS
from ui.lab.hypotheses import READY
from ui.lab.plan import Plan
from ui.lab.quantities import QUANTITIES
from ui.lab.results import Found
from ui.lab.variables import html_value, symbol
from ui.lab.verdicts import MODEL_NAMES, POWERS, Group, overall
from ui.lab.work import Known
from ui.numbers import MINUS, count, number, rounded, tex
from ui.pins import canonical
from ui.view import View
from ui.words import Sentence, Tone, plain

ANSWERS = {
    Answer.CONSISTENT: "Consistent",
    Answer.NOT_CONSISTENT: "Not consistent",
    Answer.CANNOT_TELL: "Cannot tell",
}
COLUMNS = ("", "Model", "Formula", "Off by up to", "Chance", "Fits")
HOW_TO_READ = (
    "**How to read this.** Every dot is one solved run; the larger dots are medians over the "
    "seeds, their bars the middle 80%. The line is the model, fitted to the mean of the logarithms "
    "over seeds, with the 95% band of a bootstrap over seeds. A claim is an exponent, not a "
    "scale: its dashed line goes through the middle of the data. The panel below shows what the "
    "fit leaves over. A model does not fit if it is off by more than 1% somewhere and a test over "
    "seeds says that chance would do as much in under 5% of cases.",
    "**Consistent** is not proven: it says that these runs, over this range, would have shown "
    "it otherwise. Runs that do not get to the quantity are left out and counted; with more than "
    "a tenth of them at a point there is no verdict.",
)
_NAMED = re.compile(rf"\b({'|'.join(ACROSS)})\b")
_HYPHEN = re.compile(r"(?<![\w.])-(?=\d)")


def believed(view: View) -> str:
    """The hypothesis in words, and what would refute it."""
    ready = READY.get(view.lab.hypothesis)
    if ready is None:
        return f"**You believe:** {statement(view)}."
    if changed(view):
        return f"**You believe:** {statement(view)}. (Changed from: {ready.says.rstrip('.')}.)"
    return f"**You believe:** {ready.says}. **What would refute it:** {ready.refuted_by}"


def changed(view: View) -> bool:
    """Whether the choices are no longer those of the hypothesis they were started from."""
    ready = READY.get(view.lab.hypothesis)
    if ready is None:
        return True
    as_ready = Setup(**{**vars(ready.setup), "seed": view.setup.seed})
    return view.lab != ready.lab or canonical(view.setup) != canonical(as_ready)


def statement(view: View) -> str:
    """The hypothesis as it follows from the choices: "T₂ against ε is a power law, ...\""""
    lab = view.lab
    what = f"${QUANTITIES[lab.quantity].formula(lab.level)}$"
    shape = f"{what}, against {symbol(lab.vary)}, is a {MODEL_NAMES[lab.model]}".replace(
        "is a exp", "is an exp"
    )
    if lab.model not in POWERS or lab.claim == "none":
        return shape
    if lab.claim == "number":
        return f"{shape} with the exponent ${tex(lab.exponent)} \\pm {tex(lab.within)}$"
    return f"{shape} with the exponent ${CLAIMS[lab.claim].formula} \\pm {tex(lab.within)}$"


def cost(plan: Plan) -> str:
    """How many runs it takes, before it starts."""
    if plan.cost is None:
        return ""
    lab = plan.lab
    groups = len(plan.panels) * len(plan.colours)
    of = f"{len(plan.x)} points × {count(lab.seeds, 'seed')}"
    of += f" × {count(groups, 'group')}" if groups > 1 else ""
    return (
        f"{plan.cost.runs:,} runs ({of}), about {duration(plan.cost.seconds)} of one core, "
        "to a factor of a few."
    )


def answer(plan: Plan, found: Found | None) -> tuple[str, str]:
    """The verdict in a word or two, and the reasons, Markdown."""
    if found is None or not found.groups:
        return "…", "The verdict comes with the first seeds."
    so_far = "" if found.judged == found.values.size else ", so far"
    reasons = " ".join(_reason(plan, group) for group in found.groups)
    return ANSWERS[overall(found.groups)] + so_far, reasons


def _reason(plan: Plan, group: Group) -> str:
    name = group_name(plan, group)
    mark = {Answer.CONSISTENT: "✓", Answer.NOT_CONSISTENT: "✗", Answer.CANNOT_TELL: "?"}
    sign = f"{mark[group.answer]} " if name else ""
    said = readable(group.reason)
    said = f"{sign}{plain(name)}: {said}" if name else said[:1].upper() + said[1:]
    return f"{said}."


def readable(reason: str) -> str:
    """A reason of `judge` with the symbols and signs of the page. Markdown."""
    pieces = _NAMED.split(_HYPHEN.sub(MINUS, reason))
    return "".join(
        symbol(piece) if place % 2 else plain(piece) for place, piece in enumerate(pieces)
    )


def group_name(plan: Plan, group: Group) -> str:
    """Which group: "a = 3, flat teacher". Plain text; "" where there is one."""
    values = (
        (plan.lab.colour, plan.colours[group.colour], len(plan.colours)),
        (plan.lab.facet, plan.panels[group.panel], len(plan.panels)),
    )
    return ", ".join(
        re.sub("<[^>]*>", "", html_value(name, value))
        for name, value, many in values
        if value is not None and many > 1
    )


def missing(plan: Plan, found: Found | None) -> str:
    """The runs that have no number, and why as far as it is known."""
    if found is None or not found.done.any():
        return ""
    run = int(found.done.sum())
    lost = int(np.count_nonzero(found.done & np.isnan(found.values)))
    said = (
        f"{lost:,} of {run:,} runs have no ${plan.quantity.formula(plan.lab.level)}$"
        if lost
        else f"All {run:,} runs have their ${plan.quantity.formula(plan.lab.level)}$"
    )
    parts = [
        f"{found.count(status):,} {what}"
        for status, what in (
            (Status.DIVERGED, "diverged"),
            (Status.STOPPED, "were stopped past the stability limit"),
        )
        if found.count(status)
    ]
    parts += ["the work was ended for taking too long"] if found.ended else []
    return "; ".join([said, *parts]) + "."


def numbers(plan: Plan, groups: Sequence[Group]) -> list[tuple[str, ...]]:
    """The fitted numbers: group, formula, each with its interval, the claim."""
    rows = []
    for group in groups:
        if group.curve is None:
            continue
        formula = next(iter(group.models))[1]
        shown = "; ".join(
            f"{name} = {number(value)} ({number(low)} to {number(high)})"
            for name, value in group.values.items()
            for low, high in [group.intervals.get(name, (value, value))]
        )
        claim = "–" if group.claim is None else rounded(group.claim, 3)
        rows.append((group_name(plan, group) or "all", formula, shown, claim))
    return [tuple(plain(cell) for cell in row) for row in rows]


NUMBER_COLUMNS = ("", "Fitted", "Numbers, with 95% intervals over seeds", "Claimed exponent")


def model_rows(plan: Plan, groups: Sequence[Group]) -> list[tuple[str, ...]]:
    """The models against one another, under `COLUMNS`."""
    return [
        (
            plain(group_name(plan, group)) or "all",
            model,
            plain(formula),
            f"{number(100 * misfit, 2)}%",
            "under 0.1%" if chance < 1e-3 else f"{number(100 * chance, 2)}%",
            "fits" if fits else "does not",
        )
        for group in groups
        for model, formula, misfit, chance, fits in group.models
    ]


def progress(known: Known) -> str:
    """What it costs, how far it is, or why it does not run; HTML."""
    plan, job = known.plan, known.job
    if plan.refusal:
        way = " The command line has no such bound: see below." if plan.sweep is not None else ""
        return report.said(Sentence(plain(f"{plan.refusal.removesuffix('.')}.{way}"), Tone.WARNING))
    said = cost(plan)
    if job is None:
        return report.paragraphs([said])
    over = job.finished and job.done < job.total
    stopped = f" Stopped after {job.done:,} runs." if over else ""
    return report.paragraphs([said + stopped, missing(plan, known.found)]) + (
        "" if over else report.progress(job.done, job.total, "runs")
    )
