"""What the lab says: the question, how much it costs, the answer. Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from core.hypothesis import Answer
from core.parameters import Setup
from core.sweep.cost import duration
from core.sweep.design import SGD
from core.trajectory import Status
from ui.comparing.pins import canonical
from ui.lab.choice import NONE
from ui.lab.claims import CLAIMS
from ui.lab.hypotheses import READY
from ui.lab.plan import Plan
from ui.lab.quantities import QUANTITIES
from ui.lab.results import Found
from ui.lab.variables import html_value, symbol
from ui.lab.verdicts import MODEL_NAMES, POWERS, Group, overall
from ui.lab.work import Known
from ui.text import report
from ui.text.numbers import MINUS, count, exact, number, rounded, tex
from ui.text.typeset import to_html
from ui.text.words import Sentence, Tone, plain
from ui.view import View

ANSWERS = {
    Answer.CONSISTENT: "Consistent",
    Answer.NOT_CONSISTENT: "Not consistent",
    Answer.CANNOT_TELL: "Cannot tell",
}
LEGEND = "How far each model is off at most, as a part of the quantity; ✓ it fits, × it does not."
_FORMULAS = {
    "constant": "A",
    "logarithm": r"A + B \ln x",
    "power law": r"A\,x^b",
    "exponential": r"A\,e^{c\,x}",
    "power law with a floor": r"A\,x^b + C",
}
HOW_TO_READ = (
    "**How to read this.** Every dot is one solved run; the larger dots are medians over the "
    "seeds, their bars the middle 80%. The line is the model, fitted to the mean of the logarithms "
    "over seeds, with the 95% band of a bootstrap over seeds. A claim is an exponent, not a "
    "scale: its dashed line goes through the middle of the data. The panel below shows what the "
    "fit leaves over. A model does not fit if it is off by more than 1% somewhere and a test over "
    "seeds says that chance would do as much in under 5% of cases. With several groups these 5% "
    "are shared among them, and the interval of an exponent is widened to match: so a true "
    "hypothesis is refused by any of its groups in about 5% of cases, not in 5% for each.",
    "**Consistent** is not proven: it says that these runs, over this range, would have shown "
    "it otherwise. Runs that do not get to the quantity are left out and counted; with more than "
    "a tenth of them at a point there is no verdict.",
)
SHOWN = "Shown, not judged"
SHARES = (
    "**How to read this.** Every dot is a share: how many of the runs at a point diverged, of all "
    "seeds there. Its bar is Wilson’s 95% interval, which has a width even where none or all of "
    "them did: more seeds make it narrower. A share has no law here, so nothing is fitted to it, "
    "nothing is left over, and there is no verdict. A run counts as diverged if its numbers grow "
    "beyond all bounds; one that goes on without rest, past the stability limit, does not.",
)
# How the formula of a quantity begins that has a name, not a letter.
_WORDS = r"\text"
_LONG = re.compile(r"\d+\.\d{4,}(?:e[-+]?\d+)?|\d+(?:\.\d+)?e[-+]?\d+")
_HYPHEN = re.compile(r"(?<![\w.])-(?=\d)")


def believed(view: View) -> str:
    """The hypothesis in words, and what would refute it."""
    ready = READY.get(view.lab.hypothesis)
    own = f"**You believe:** {statement(view)}."
    if QUANTITIES[view.lab.quantity].share:
        own = f"**You ask for** {statement(view)}. A share has no law here: it is not judged."
    if ready is None:
        return own
    if changed(view):
        return f"{own} (Changed from: {ready.says.rstrip('.')}.)"
    return f"**You believe:** {ready.says}. **What would refute it:** {ready.refuted_by}"


def changed(view: View) -> bool:
    """Whether the choices are no longer those of the hypothesis they were started from."""
    ready = READY.get(view.lab.hypothesis)
    if ready is None:
        return True
    as_ready = Setup(**{**vars(ready.setup), "seed": view.setup.seed})
    return view.lab != ready.lab or canonical(view.setup) != canonical(as_ready)


def statement(view: View) -> str:
    """The hypothesis as it follows from the choices: "T₂ is a power law in ε with ...\"."""
    said = _statement(view)
    if view.lab.runs == SGD:
        return rf"{said}, in online SGD with $\sigma = {exact(view.noise)}$"
    return said


def _statement(view: View) -> str:
    lab = view.lab
    formula = QUANTITIES[lab.quantity].formula(lab.level)
    what = f"{'the ' if formula.startswith(_WORDS) else ''}${formula}$"
    if QUANTITIES[lab.quantity].share:
        return f"{what}, against {symbol(lab.vary)}"
    if lab.model == "constant":
        return f"{what} does not depend on {symbol(lab.vary)}"
    article = "an" if lab.model == "exp" else "a"
    shape = f"{what} is {article} {MODEL_NAMES[lab.model]} in {symbol(lab.vary)}"
    if lab.model not in POWERS or lab.claim == NONE:
        return shape
    preconditioned = view.setup.preconditioner != 0 or "preconditioner" in (lab.colour, lab.facet)
    claim = exact(lab.exponent)
    if lab.claim != "number":
        claim = f"${CLAIMS[lab.claim].formula(preconditioned=preconditioned)}$"
    return f"{shape} with the exponent {claim} ± {exact(lab.within)}"


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
        "to a factor of two or so."
    )


def answer(plan: Plan, found: Found | None) -> tuple[str, list[str]]:
    """The verdict in a word or two, and the reasons, one a group; Markdown."""
    if found is None or not found.groups:
        waiting = "The verdict comes with the first seeds."
        said = "There is no verdict without runs." if plan.refusal else waiting
        # A line a group, as there will be.
        groups = len(plan.panels) * len(plan.colours)
        return "…", [said, *["\N{NO-BREAK SPACE}"] * (groups - 1)]
    so_far = "" if found.judged == found.values.size else ", so far"
    reasons = [_reason(plan, group) for group in found.groups]
    said = SHOWN if plan.quantity.share else ANSWERS[overall(found.groups)]
    return said + so_far, reasons


def reasons(texts: Sequence[str]) -> str:
    """The reasons as HTML, a line each."""
    return "<br>".join(map(to_html, texts))


def _reason(plan: Plan, group: Group) -> str:
    name = group_name(plan, group)
    mark = {Answer.CONSISTENT: "✓", Answer.NOT_CONSISTENT: "×", Answer.CANNOT_TELL: "?"}
    sign = f"{mark[group.answer]} " if name and not plan.quantity.share else ""
    said = readable(group.reason, plan)
    said = f"{sign}{plain(name)}: {said}" if name else said[:1].upper() + said[1:]
    return f"{said}."


def readable(reason: str, plan: Plan) -> str:
    """A reason of `judge` with the symbols and signs of the page. Markdown."""
    quantity = f"${plan.quantity.formula(plan.lab.level)}$"
    names = {plan.lab.vary: symbol(plan.lab.vary), plan.measure: quantity}
    named = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, names))})(?!\w)")
    pieces = named.split(reason)
    for place, piece in enumerate(pieces):
        short = _LONG.sub(lambda found: number(float(found[0])), piece)
        pieces[place] = names[piece] if place % 2 else plain(_HYPHEN.sub(MINUS, short))
    return "".join(pieces)


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
    formula = f"${plan.quantity.formula(plan.lab.level)}$"
    said = f"All {run:,} runs have their {formula}"
    stopped = "needed more single steps than this page takes"
    statuses = [(Status.DIVERGED, "diverged"), (Status.STOPPED, stopped)]
    if plan.quantity.share:
        said = f"{found.count(Status.DIVERGED):,} of {run:,} runs diverged"
        statuses = [(Status.STOPPED, f"{stopped}, and had not diverged by then")]
    elif lost:
        said = f"{lost:,} of {run:,} runs have no {formula}"
    parts = [f"{found.count(status):,} {what}" for status, what in statuses if found.count(status)]
    parts += ["the work was ended for taking too long"] if found.ended else []
    return "; ".join([said, *parts]) + "."


def numbers(plan: Plan, groups: Sequence[Group]) -> list[tuple[str, ...]]:
    """The fitted numbers with their intervals, and the claim, under `NUMBER_COLUMNS`."""
    rows: list[tuple[str, ...]] = []
    for group in groups:
        if group.curve is None:
            continue
        shown = "; ".join(
            f"${name} = {tex(value)}$ ({number(low)} to {number(high)})"
            for name, value in group.values.items()
            for low, high in [group.intervals.get(name, (value, value))]
        )
        claim = "–" if group.claim is None else rounded(group.claim, 3)
        fitted = f"${_FORMULAS[MODEL_NAMES[plan.lab.model]]}$"
        rows.append((plain(group_name(plan, group)) or "all", fitted, shown, claim))
    return rows


NUMBER_COLUMNS = ("Runs", "Fitted", "Numbers, with 95% intervals over seeds", "Claimed exponent")


def models(plan: Plan, groups: Sequence[Group]) -> tuple[list[str], list[tuple[str, ...]]]:
    """The models beside one another: the names of the columns, and a row a model."""
    compared = [group for group in groups if group.models]
    columns = ["Model", "Formula"]
    columns += [plain(group_name(plan, group)) or "Off by up to" for group in compared]
    off = [
        {
            name: f"{'✓' if fits else '×'} {number(100 * misfit, 2)}%"
            for name, misfit, fits in compared_models
        }
        for compared_models in (group.models for group in compared)
    ]
    return columns, [
        (name, f"${formula}$", *(cells.get(name, "–") for cells in off))
        for name, formula in _FORMULAS.items()
        if any(name in cells for cells in off)
    ]


def progress(known: Known) -> str:
    """What it costs and how far it is; HTML."""
    plan, job = known.plan, known.job
    texts, bar = [cost(plan)], ""
    if job is not None:
        over = job.finished and job.done < job.total
        texts[0] += f" Stopped after {job.done:,} runs." if over else ""
        texts.append(missing(plan, known.found))
        bar = "" if over else report.progress(job.done, job.total, "runs")
    return f'<div class="work">{report.paragraphs(texts)}{bar}</div>'


def refusal(plan: Plan) -> str:
    """Why the page does not run it; HTML."""
    way = " The command line has no such bound: see below." if plan.sweep is not None else ""
    return report.said(Sentence(plain(f"{plan.refusal.removesuffix('.')}.{way}"), Tone.WARNING))


def details(plan: Plan, found: Found | None) -> str:
    """The fitted numbers, the models beside one another, and how to read it; HTML."""
    how = SHARES if plan.quantity.share else HOW_TO_READ
    story = f'<div class="story">{report.paragraphs(how)}</div>'
    fitted = numbers(plan, found.groups) if found is not None else []
    if found is None or not fitted:
        return story
    return (
        f"<h3>Fitted</h3>{report.table(NUMBER_COLUMNS, fitted)}"
        f"<h3>Models compared</h3>{report.table(*models(plan, found.groups))}"
        f'<p class="remark">{to_html(LEGEND)}</p>{story}'
    )
