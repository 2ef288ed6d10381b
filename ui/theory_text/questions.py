"""What readers of the paper asked, and the page on which a visitor can find the answer."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import NamedTuple
from urllib.parse import urlsplit

from core.parameters import FIXED_NORM, FREE
from ui.sharing import embed
from ui.text.typeset import to_html
from ui.theory_text.section import Section
from ui.view import View


class Question(NamedTuple):
    """A question and an answer, in our Markdown; the page, its title and the student it opens."""

    question: str
    answer: str
    page: str
    title: str
    student: str = FREE


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
        "Times, loss and MSE against $a$; for a given budget of steps one $a$ is best.",
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
        "What if the student's norm is held fixed?",
        "It rests at one point of its sphere, which is $w^\\star$ only if the norm is that of "
        "$w^\\star$; it comes there exponentially in the end.",
        "explore",
        "Explore",
        FIXED_NORM,
    ),
    Question(
        "Would preconditioning remedy the slow part?",
        "Yes: the rates fall like $i^{-a(1-p)}$ then, and the tail is as much shorter. It is under "
        "More.",
        "tail",
        "Spectral tail",
    ),
    Question(
        "How far does finite data ($n$ samples, full batch) follow?",
        "No page answers that: descent here is on the population loss, $n \\to \\infty$. This much "
        "is certain: a full-batch gradient is a sum of the $n$ samples, so for $n < d$ the part of "
        "$w$ at right angles to all of them never moves, and the MSE keeps what is wrong with it. "
        "SGD that sees each sample once, $n$ steps for $n$ samples, has a page.",
        "noise",
        "Noise (SGD)",
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
    # One address for all that change nothing: it takes longer than all the rest.
    query = urlsplit(embed.page_link(".", run)).query
    rows = "".join(
        f"<li><b>{to_html(asked.question)}</b> {to_html(asked.answer)} "
        f'<a href="{escape(_address(asked, run, query))}" target="_self">{asked.title}</a></li>'
        for asked in QUESTIONS
    )
    return f"<ul>{rows}</ul>"


def _address(asked: Question, run: View, query: str) -> str:
    # Pages lie side by side, so that a link from one to another is relative; Explore is the root.
    page = "./" if asked.page == "explore" else f"./{asked.page}"
    if asked.student != FREE:
        changed = replace(run.setup, student=asked.student)
        return embed.page_link(page, replace(run, setup=changed))
    return f"{page}?{query}" if query else page


SECTION = Section("questions", "What readers asked", ())
