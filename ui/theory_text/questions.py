"""What readers of the paper asked, and the page on which a visitor can find the answer."""

from __future__ import annotations

from typing import NamedTuple

from ui.theory_text.section import Section, Step


class Question(NamedTuple):
    """A question, a short answer in Markdown, and the page: its name in the address, its title."""

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
        "The escape time, by $\\ln(\\mathrm{norm})/\\rho$; a large one breaks the laws. Change it "
        "under More.",
        "escape",
        "Escape",
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


def _listed(question: Question) -> str:
    # Pages lie side by side; a link from one to another is relative.
    return f"- **{question.question}** {question.answer} [{question.title}](./{question.page})"


SECTION = Section(
    "questions",
    "What readers asked",
    (Step("\n".join(map(_listed, QUESTIONS))),),
)
