"""Figure 6 in words: the slopes of 1 − u, beside the sharp law and the paper's bound."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from core.run import Run
from ui.convergence.numbers import bound_limit
from ui.paper.figure import Finding, Verdict, off
from ui.paper.figure_6_numbers import Fall
from ui.text.numbers import exact, rounded, tex
from ui.text.records import records
from ui.text.words import plain

# An exponent is the same if it differs by less.
_SAME, _SAME_AS_LAW = 0.05, 0.02


def headline(largest: Sequence[Run]) -> str:
    """The figure in one sentence."""
    fitted = [(run.setup.decay, float(_row(run)["fitted"])) for run in largest]
    seen = ", ".join(
        f"$t^{{{tex(slope, 2)}}}$ for $a = {exact(a)}$"
        for a, slope in fitted
        if not math.isnan(slope)
    )
    unseen = " and ".join(
        f"$a = {exact(a)}$" for a, slope in dict(fitted).items() if math.isnan(slope)
    )
    if not seen:
        return f"**No power law** is to be seen in these runs, for {unseen}."
    return f"$1-u$ **falls like** {seen}" + (
        f"; for {unseen} no power law is to be seen." if unseen else "."
    )


def findings(largest: Sequence[Run], falls: Sequence[Fall]) -> tuple[Finding, ...]:
    """What was found of the largest run of each panel, and of its law."""
    return *(_slope(run) for run in largest), _law(falls), _bound(largest)


def _slope(run: Run) -> Finding:
    row, setup = _row(run), run.setup
    fitted, expected, law = (float(row[name]) for name in ("fitted", "theory", "law"))
    where = f"**$a = {exact(setup.decay)}$, $d = {exact(setup.dimension)}$:**"
    plain_setting = setup.teacher_decay == 0 and setup.preconditioner == 0
    symbol = "-(1-1/a)" if plain_setting else "-(a+b-1)/(a(1-p))"
    power = f" ${symbol}$ is ${_exponent(expected)}$." if math.isfinite(expected) else ""
    if math.isnan(fitted):
        return Finding(Verdict.UNKNOWN, f"{where}{power} {plain(_sentence(row['verdict']))}")
    agrees = math.isfinite(expected) and abs(fitted - expected) <= _SAME
    text = (
        f"{where} the slope is ${_exponent(fitted)}$ from $t = {tex(row['window_start'], 2)}$ to "
        f"${tex(row['window_end'], 2)}$.{power}"
    )
    if math.isfinite(law):
        same = "which it follows" if abs(fitted - law) <= _SAME_AS_LAW else "which it departs from"
        text += f" The sharp law of this very teacher has ${_exponent(law)}$ there, {same}."
    return Finding(Verdict.AGREES if agrees else Verdict.PARTLY, text)


def _law(largest: Sequence[Fall]) -> Finding:
    claim = "**The sharp law** $[F(8t) + (3/2)F(16t)]/3$ (ours, nothing fitted)."
    ends = [(fall, float(fall.law[-1])) for fall in largest if fall.law.size]
    seen = [
        (fall.setup.decay, float(fall.trajectory.one_minus_u[-1]) / law)
        for fall, law in ends
        if law > 0 and fall.late[-1] == fall.trajectory.time[-1]
    ]
    seen = [(a, ratio) for a, ratio in seen if ratio > 0]
    if not seen:
        return Finding(Verdict.UNKNOWN, f"{claim} It holds in none of these runs.")
    worst = max(abs(ratio - 1) for _, ratio in seen)
    return Finding(
        Verdict.AGREES if worst <= _SAME else Verdict.PARTLY,
        f"{claim} At the end of the runs $1-u$ is "
        + ", ".join(f"{off(ratio)} it for $a = {exact(a)}$" for a, ratio in seen)
        + ".",
    )


def _bound(largest: Sequence[Run]) -> Finding:
    claim = "**The paper's bound** $T_2 \\le C\\,\\varepsilon^{-2a/(a-1)}\\ln(1/\\varepsilon)$"
    bounds = [(run, 1 / bound_limit(run.setup)) for run in largest]
    bounds = [(run, slope) for run, slope in bounds if math.isfinite(slope)]
    if not bounds:
        return Finding(
            Verdict.UNKNOWN,
            f"{claim} is for $a > 1$, a teacher without decay ($b = 0$) and no preconditioner.",
        )
    listed = ", ".join(
        f"${_exponent(slope)}$ for $a = {exact(run.setup.decay)}$" for run, slope in bounds
    )
    seen = [(float(_row(run)["fitted"]), slope) for run, slope in bounds]
    seen = [(fitted, slope) for fitted, slope in seen if not math.isnan(fitted)]
    said = (
        f"{claim} only says that $1-u$ falls at least as steeply as {listed}: half of $-(1-1/a)$."
    )
    if not seen:
        return Finding(
            Verdict.UNKNOWN, f"{said} None of these runs has a slope to hold against it."
        )
    if all(fitted <= slope for fitted, slope in seen):
        return Finding(Verdict.PARTLY, f"{said} It is true of these runs, and not sharp.")
    return Finding(Verdict.PARTLY, f"{said} Not all of these runs are as late as the bound means.")


def _row(run: Run) -> dict[str, Any]:
    return next(row for row in records(run.exponents) if row["quantity"] == "1-u")


def in_plain_text(run: Run) -> str:
    """The slope of a run, for a reader who does not see it."""
    fitted = float(_row(run)["fitted"])
    slope = "no slope" if math.isnan(fitted) else f"slope {rounded(fitted)}"
    return f"a = {exact(run.setup.decay)}: {slope}"


def _exponent(value: float) -> str:
    """Two decimals, for the inside of a formula."""
    return f"{value:.2f}"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
