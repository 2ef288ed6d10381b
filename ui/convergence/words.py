"""Sentences about a convergence, made from its numbers. All of them are Markdown."""

from __future__ import annotations

import math

import numpy as np

from core.run import Run
from ui.convergence.meshes import Mesh, order
from ui.convergence.numbers import Convergence, ConvergenceTimes
from ui.laws import Laws
from ui.text import words
from ui.text.numbers import number, tex
from ui.text.records import records
from ui.text.words import Sentence, Tone

READING = (
    "Fast modes follow at once, slow ones are still to be learned. With "
    "$F(x) = \\sum \\lambda_i w^\\star_i^2 e^{-\\lambda_i x}$, the signal not learned, $1-u$ is "
    "$F(8t)/3 + F(16t)/2$, $1-s$ is $2F(8t)/3$ and the loss $4F(16t)$ for $t$ well past the "
    "escape. For a power law all three fall as $t^{-(1-1/a)}$, but the laws' own slope (dashed) "
    "is what a finite run should be held against; one Gaussian teacher makes both wobble.",
    "A law is drawn if there is a time at which what it leaves out, the start, the delay by the "
    "escape and the fewness of the last modes, changes it by less than 15%: from $T_1'$ on, where "
    "the run still comes up to it, and until the start or the last modes take more than that.",
    "The paper bounds $T_2-T_1'$ from above by $\\varepsilon^{-2a/(a-1)}$ times a logarithm and a "
    "constant that is not known: its shape is drawn through the run at the first $\\varepsilon$. "
    "The sharp law has half that exponent.",
    "Given the paths of $u$ and $s$ every mode is linear, and $u$ solves one Volterra equation "
    "with a memory of all its past. It is solved here by another method of second order, and laid "
    "on $u$ of the flow's own equations.",
)


def headline(run: Run, laws: Laws, found: Convergence) -> Sentence:
    """How 1 − u falls, beside its law and the limit."""
    said = words.headline(run)
    if said.tone is not Tone.PLAIN or run.phases.t1_prime is None:
        return said
    row = next(row for row in records(run.exponents) if row["quantity"] == "1-u")
    if math.isnan(row["fitted"]):
        return Sentence(
            f"No exponent of $1-u$ is read off this run: {words.plain(row['verdict'])}. "
            f"{_beside_law(laws, found)}".rstrip()
        )
    window = f"From $t = {tex(row['window_start'], 2)}$ to ${tex(row['window_end'], 2)}$"
    text = f"{window}, $1-u$ falls like $t^{{{_exponent(row['fitted'])}}}$"
    window_is_good = laws.good_over("one_minus_u", row["window_start"], row["window_end"])
    if not math.isnan(row["law"]) and window_is_good:
        text += f"; its law, with nothing fitted, like $t^{{{_exponent(row['law'])}}}$ there"
    if not math.isnan(row["theory"]):
        text += f"; in the limit like $t^{{{_exponent(row['theory'])}}}$"
    return Sentence(f"{text}. {_beside_law(laws, found)}".rstrip())


def description(run: Run, found: Convergence) -> str:
    """The main chart in plain text."""
    ratio = last_ratio(found)
    beside = (
        "no law holds" if ratio is None else f"1 - u over its law at the end {number(ratio, 4)}"
    )
    return (
        "Against time: 1 - u, 1 - s and the loss; each over its law; their local exponents. "
        f"{beside}. {words.chart_description(run)}"
    )


def times(found: ConvergenceTimes) -> str:
    """What a factor of ten in ε costs."""
    if found.slope is None:
        return (
            "**Time.** The run gets to too few $\\varepsilon$ below 0.1 to say what a factor "
            "of ten costs."
        )
    cost = 10**-found.slope
    text = f"**Time.** To come ten times closer takes ${tex(cost, 2)}$ times as long"
    if found.no_power:
        why = words.plain(found.no_power.removeprefix("not a power law: "))
        return f"{text}. No power of $\\varepsilon$ is read off that: {why}."
    text += f": $T_2$ goes like $\\varepsilon^{{{_exponent(found.slope)}}}$"
    if found.law_slope is not None:
        text += f", by the laws like $\\varepsilon^{{{_exponent(found.law_slope)}}}$"
    if math.isfinite(found.limit):
        text += f", in the limit like $\\varepsilon^{{{_exponent(found.limit)}}}$"
    if math.isfinite(found.bound_limit):
        text += f"; the paper's bound allows $\\varepsilon^{{{_exponent(found.bound_limit)}}}$"
    return text + "."


def meshes(solved: tuple[Mesh, ...]) -> str:
    """The largest difference of the two solvers; '' where nothing is solved yet."""
    if not solved:
        return ""
    last = solved[-1]
    if not last.reached:
        return (
            f"**Volterra.** {last.intervals:,} intervals are too few for this start; up to where "
            f"they serve $u$ is within ${tex(last.difference, 2)}$."
        )
    text = (
        f"**Volterra.** With {last.intervals:,} intervals the two have $u$ within "
        f"${tex(last.difference, 2)}$ of one another at all times"
    )
    power = order(solved)
    if power is None:
        return f"{text}."
    return (
        f"{text}; twice as many intervals make that {number(2**power, 2)} times smaller, "
        "and second order would make it 4."
    )


def _beside_law(laws: Laws, found: Convergence) -> str:
    """Where the run is beside its law in the end, and why there is none, or none any more."""
    ratio, why = last_ratio(found), laws.why_not("one_minus_u")
    if ratio is None:
        return f"No law of it is drawn: {why}." if why else ""
    if laws.ranges is None or laws.ranges.one_minus_u.last == math.inf:
        return f"At the end the run is at **{number(ratio, 4)}** of the law."
    if not why:
        return f"It is at **{number(ratio, 4)}** of the law as long as anything is left to learn."
    last = tex(laws.ranges.one_minus_u.last, 2)
    return (
        f"Its law is good up to $t = {last}$, where the run is at **{number(ratio, 4)}** of it; "
        f"then {why}."
    )


def last_ratio(found: Convergence) -> float | None:
    """1 − u over its law at the end, or where the law ends; None where there is none."""
    if "one_minus_u" not in found.ratios:
        return None
    values = found.ratios["one_minus_u"][1]
    known = values[np.isfinite(values)]
    return float(known[-1]) if known.size else None


def _exponent(value: float) -> str:
    return tex(value, 3)
