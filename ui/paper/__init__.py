"""The paper's figures, solved again and held against what the paper says.

    figure.py    what a figure is: its setup, what it shows, its picture and what was found
    figure_2.py  the three phases          figure_3.py  the escape for several a
    figure_4.py  the frozen tail           figure_6.py  the slow fall of 1 − u
    figure_1.py  the MSE of SGD            figure_5.py  SGD with noisy labels
    sampled.py   what these two have in common; samples.py  their runs, beside the page
    kernel.py    the Volterra kernel, as printed and as it has to be

Figures 3, 4 and 6 have their picture in figure_N.py, what it shows in figure_N_numbers.py and what
was found in figure_N_words.py.

A further figure is a module with a `FIGURE` of its own and an entry in `FIGURES`; the choices of
`ui.shown.FIGURE` are the same.
"""

from ui.paper.figure import Figure, Finding, Reading, Verdict, departures
from ui.paper.figure_1 import FIGURE as FIGURE_1
from ui.paper.figure_2 import FIGURE as FIGURE_2
from ui.paper.figure_3 import FIGURE as FIGURE_3
from ui.paper.figure_4 import FIGURE as FIGURE_4
from ui.paper.figure_5 import FIGURE as FIGURE_5
from ui.paper.figure_6 import FIGURE as FIGURE_6

__all__ = ["FIGURES", "Figure", "Finding", "Reading", "Verdict", "departures"]

FIGURES: dict[str, Figure] = {
    figure.number: figure for figure in (FIGURE_1, FIGURE_2, FIGURE_3, FIGURE_4, FIGURE_5, FIGURE_6)
}
