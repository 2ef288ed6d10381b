"""The derivation to read: a section a file, each in steps, each step with its function and test.

section.py    what a step and a section are
present.py    what of the present run the numbers in the text are made from
sources.py    the source of the functions and tests that a section names
sheet.py      a section on the page
model.py  reduction.py  phases.py  laws.py  tail.py  steps.py  sgd.py  extensions.py
checks.py     how each was checked, and what was measured
questions.py  what readers of the paper asked, and the page that answers
"""

from ui.theory_text import (
    checks,
    extensions,
    laws,
    model,
    phases,
    questions,
    reduction,
    sgd,
    steps,
    tail,
)
from ui.theory_text.present import Present, present
from ui.theory_text.section import Section, Step

__all__ = ["SECTIONS", "Present", "Section", "Step", "present"]

SECTIONS: tuple[Section, ...] = (
    model.SECTION,
    reduction.SECTION,
    phases.SECTION,
    laws.SECTION,
    tail.SECTION,
    steps.SECTION,
    sgd.SECTION,
    extensions.SECTION,
    checks.SECTION,
    questions.SECTION,
)
