"""What can be chosen about a page beyond its run: how the run is drawn, and for whom."""

from __future__ import annotations

from core.parameters import Parameter, Scale

TIME_AXIS = Parameter(
    "time_axis",
    "Time axis",
    "",
    "log",
    "A logarithmic axis gives every decade of time the same room; "
    "a linear one shows how long the tail is.",
    scale=Scale.CHOICE,
    choices=("log", "linear"),
)
SPREAD = Parameter(
    "spread",
    "Seeds",
    "",
    0,
    "How many seeds, from the chosen one on, are solved for the band behind the curves.",
    low=0,
    high=64,
    integer=True,
)
CURSOR = Parameter(
    "cursor",
    "Cursor",
    "t",
    0.0,
    "The time at which the numbers of the run are read. 0: no cursor.",
    scale=Scale.LOG,
    low=0.0,
    high=1e15,
)
LECTURE = Parameter(
    "lecture",
    "Lecture",
    "",
    "off",
    "Large type and few controls, for the last row.",
    scale=Scale.CHOICE,
    choices=("off", "on"),
)
REVEAL = Parameter(
    "reveal",
    "Reveal",
    "",
    6,
    "How much of the picture a lecture shows: 0 the empty axes, 6 everything.",
    low=0,
    high=6,
    integer=True,
)
SHOW = Parameter(
    "show",
    "Show",
    "",
    "all",
    "How much of the page is shown: all of it, the chart with its main sliders, the chart alone.",
    scale=Scale.CHOICE,
    choices=("all", "main", "chart"),
)
ORDER = Parameter(
    "order",
    "Order",
    "k",
    3,
    "At which order the hierarchy of moments is cut.",
    low=1,
    high=12,
    integer=True,
)
CLOSURE = Parameter(
    "closure",
    "Closure",
    "",
    "isotropic",
    "What takes the place of the first moment that is cut off.",
    scale=Scale.CHOICE,
    choices=("zero", "last ratio", "isotropic"),
)
BUDGET = Parameter(
    "budget",
    "Budget of time",
    "t",
    1e3,
    "The training time that can be afforded: steps times step size.",
    scale=Scale.LOG,
    low=1e-2,
    high=1e9,
)
BUDGET_STEPS = Parameter(
    "budget_steps",
    "Budget of steps",
    "k",
    0,
    "How many steps can be afforded: they come to the time t = ηk. "
    "0: 100,000, or as many as come to the budget of time, where one is chosen.",
    scale=Scale.LOG,
    low=0,
    high=1_000_000_000,
    integer=True,
)
NOISE = Parameter(
    "noise",
    "Label noise",
    "\\sigma",
    0.05,
    "The standard deviation of the noise on each label; 0.05 in the paper.",
    low=0.0,
    high=10.0,
)
ORBIT = Parameter(
    "orbit",
    "Orbit of",
    "",
    "u",
    "Of which quantity it is shown where each step size ends up.",
    scale=Scale.CHOICE,
    choices=("u", "s"),
)
FIGURE = Parameter(
    "figure",
    "Figure",
    "",
    "2",
    "Which figure of the paper is drawn again.",
    scale=Scale.CHOICE,
    choices=("1", "2", "3", "4", "5", "6"),
)
REPLICAS = Parameter(
    "replicas",
    "Replicas",
    "",
    16,
    "How many runs with samples of their own.",
    scale=Scale.LOG,
    low=1,
    high=256,
    integer=True,
)
SAMPLES = Parameter(
    "samples",
    "Samples",
    "",
    0,
    "Which samples of the same problem the replicas draw, by number.",
    low=0,
    high=999,
    integer=True,
)
