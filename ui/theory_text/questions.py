"""What readers of the paper asked, and the page on which a visitor can find the answer."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from ui.sharing import embed
from ui.text.typeset import to_html
from ui.theory_text.section import Section
from ui.view import View


class Question(NamedTuple):
    """A question and an answer, in our Markdown; the address and the title of a page."""

    question: str
    answer: str
    page: str
    title: str


QUESTIONS = (
    Question(
        "What does a finite step do that the flow does not show?",
        "Other rates, and past a limit cycles, chaos and divergence.",
        "step_size",
        "Step size",
    ),
    Question(
        "How does the loss scale in the tail, as a function of $a$?",
        "Like $t^{-(1-1/a)}$, as $4F(16t)$ says with no constant fitted.",
        "convergence",
        "Convergence",
    ),
    Question(
        "Where is the trade-off between escape and tail, in one picture?",
        "Times, loss and MSE against $a$; for a given budget of time one $a$ is best.",
        "trade_off",
        "Trade-off",
    ),
    Question(
        "What does the initial norm change?",
        "The escape time, by $\\ln\\lVert w(0)\\rVert/\\rho$; a large one breaks the laws. Change "
        "it under More.",
        "escape",
        "Escape",
    ),
    Question(
        "Would preconditioning remedy the slow part?",
        "Yes: the rates fall like $i^{-a(1-p)}$ then, and the tail is as much shorter. It is under "
        "More.",
        "tail",
        "Spectral tail",
    ),
    Question(
        "Which directions are learned when?",
        "A front passes through the modes, $i_\\star = (16\\lambda_1t)^{1/a}$.",
        "tail",
        "Spectral tail",
    ),
    Question(
        "What does one sample a step change?",
        "A floor $\\eta\\sigma^2$, a spread over runs, and some that diverge.",
        "noise",
        "Noise (SGD)",
    ),
    Question(
        "What does the loss look like that the run walks through?",
        "One sphere of saddles, no other minimum, and the curvature along the way.",
        "landscape",
        "Landscape",
    ),
    Question(
        "Do the paper's figures come out?",
        "They do, with remarks.",
        "paper",
        "Paper",
    ),
)


def answers(view: View) -> str:
    """The questions with their answers and links, as HTML; the links take the present run along."""
    run = View(setup=view.setup, time_axis=view.time_axis)
    rows = "".join(
        f"<li><b>{to_html(asked.question)}</b> {to_html(asked.answer)} "
        # Pages lie side by side, so that a link from one to another is relative.
        f'<a href="{escape(embed.page_link(f"./{asked.page}", run))}" target="_self">'
        f"{asked.title}</a></li>"
        for asked in QUESTIONS
    )
    return f"<ul>{rows}</ul>"


SECTION = Section("questions", "What readers asked", ())
