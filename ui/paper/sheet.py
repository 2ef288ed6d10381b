"""What stands around a figure: which one, its parameters, what agrees, the paper's equation."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import streamlit as st

from core import theory
from ui import compute, state
from ui.components import live_text
from ui.paper import FIGURES, Figure, Reading, Verdict, departures
from ui.paper.kernel import kernel_report
from ui.paper.sampled import expectations
from ui.paper.samples import NOISE, REPLICAS
from ui.sharing import embed
from ui.text.numbers import exact
from ui.text.typeset import to_html
from ui.text.words import plain
from ui.view import Key, View

# Explore is the page at the root, one step up from any other; Noise lies beside this one.
_EXPLORE, _NOISE = "./", "./noise"
_SIGNS = {Verdict.AGREES: "✓", Verdict.PARTLY: "≈", Verdict.UNKNOWN: "–"}

_KERNEL = r"""
#### An equation that needs care: (5.3)

Duhamel's formula (5.2) makes one Volterra equation of the whole flow, with
$\Theta(t) = \int_0^t (1-3s)\,d\tau$:

$$
u(t) = a(t) + 8\int_0^t K(t,\tau)\,u(\tau)\,d\tau
$$

$$
K(t,\tau) = \sum_i \lambda_i^2\, {w^\star_i}^2\, e^{4\lambda_i(\Theta(t)-\Theta(\tau))}
$$

with $a(t) = \sum_i \lambda_i\, w_i(0)\, w^\star_i\, e^{4\lambda_i\Theta(t)}$.
The paper prints the kernel as $K(t-\tau)$. That would be right for an $s$ that stays near 0; here
$s$ rises to 1, so that $1-3s$ falls to $-2$, and the kernel depends on $\Theta(t)-\Theta(\tau)$.
Put the path of a solved flow (figure 2's problem, with the seed of this page) into the right-hand
side and divide by $u(t)$: 1 is right.
"""


def chooser(view: View) -> None:
    """Which figure, and the way back to the paper's parameters."""
    st.segmented_control(
        "Figure of the paper",
        list(FIGURES),
        format_func=lambda number: f"{number}: {FIGURES[number].title}",
        required=True,
        key=Key.FIGURE,
        label_visibility="collapsed",
        on_change=_restore,
        persist_state="session",
    )


def parameters(view: View) -> None:
    """How what is shown differs from the paper's figure, and a button that takes it back."""
    figure = FIGURES[view.figure]
    changed = departures(figure, view.setup)
    with st.container(horizontal=True, vertical_alignment="center", key="paper_parameters"):
        if st.button(
            "The paper's parameters",
            key="paper_restore",
            icon=":material/restart_alt:",
            disabled=not changed,
            on_click=_restore,
        ):
            # The controls that are not drawn again with what is live have to follow.
            st.rerun()
        live_text(
            f'<p class="remark">{to_html(_said_of(changed, view))}</p>', key="paper_departures"
        )


def stability_limit(view: View) -> float:
    """The largest stable step size of the method that the figure has."""
    if FIGURES[view.figure].sampled:
        return expectations(view.setup)[view.setup.decay].stability_limit
    return theory.max_stable_step(compute.problem(view.setup))


def findings(reading: Reading) -> str:
    """What agrees and what does not, as HTML."""
    rows = "".join(
        f'<li><span class="verdict">{_SIGNS[finding.verdict]} {finding.verdict}</span>'
        f"<span>{to_html(finding.text)}</span></li>"
        for finding in reading.findings
    )
    return f'<h3>What agrees, and what does not</h3><ul class="findings">{rows}</ul>'


def about(figure: Figure, view: View) -> None:
    """What the paper shows, and the run on the page that has more about it."""
    st.markdown(figure.shows)
    said = (
        f"Open the runs with a = {exact(view.setup.decay)} in Noise (SGD)"
        if figure.sampled
        else "Open this run in Explore"
    )
    live_text(
        f'<p><a href="{escape(run_link(figure, view))}" target="_self">{said}</a></p>',
        key="paper_explore",
    )


def equation(seed: int) -> None:
    """The equation that needs care, and how far its printed form is off."""
    st.markdown(_KERNEL)
    live_text(kernel_report(FIGURES["2"].view(seed).setup), key="paper_kernel")


def run_link(figure: Figure, view: View) -> str:
    """The address of the present run in Explore, or of the replicas in Noise, from this page."""
    run = View(setup=view.setup, time_axis=view.time_axis, controls=view.controls)
    if not figure.sampled:
        return embed.page_link(_EXPLORE, run)
    return embed.page_link(_NOISE, replace(run, noise=NOISE, replicas=REPLICAS))


def _said_of(changed: str, view: View) -> str:
    seed = f"seed {view.setup.seed}: another is another draw of teacher and start"
    if not changed:
        return plain(f"As in the paper, {seed}.")
    return plain(f"Changed from the paper: {changed}.")


def _restore() -> None:
    """From a callback: the parameters of the figure that is chosen, and the seed as it is."""
    view = state.current()
    paper = FIGURES[view.figure].view(view.setup.seed)
    state.choose_view(replace(view, setup=paper.setup, time_axis=paper.time_axis))
