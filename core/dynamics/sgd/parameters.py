"""The parameters that online SGD has beside those of every run."""

from __future__ import annotations

from core.parameters import Parameter, Scale

NOISE = Parameter(
    "noise",
    "Label noise",
    r"\sigma",
    0.0,
    "The standard deviation of the noise on every label.",
    low=0.0,
    high=10.0,
)
REPLICAS = Parameter(
    "replicas",
    "Replicas",
    "",
    1,
    "How many runs are made from the same start, each with samples of its own.",
    scale=Scale.LOG,
    low=1,
    high=100_000,
    integer=True,
)
THREADS = Parameter(
    "threads",
    "Threads",
    "",
    1,
    "How many threads share the replicas; the numbers do not depend on it.",
    low=1,
    high=1_024,
    integer=True,
)
KERNEL = Parameter(
    "kernel",
    "Kernel",
    "",
    "auto",
    "Direct draws every coordinate of a sample; grouped draws what modes of equal eigenvalue "
    "have in common; auto takes the faster one.",
    scale=Scale.CHOICE,
    choices=("auto", "direct", "grouped"),
)
