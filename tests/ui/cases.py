"""Runs of every kind, by name."""

from core.parameters import Setup

CASES = {
    "default": Setup(),
    "flow": Setup(method="flow"),
    "isotropic": Setup(decay=0.0),
    "just above one": Setup(decay=1.05),
    "steepest": Setup(decay=6.0),
    "two dimensions": Setup(dimension=2),
    "a million dimensions": Setup(dimension=1_000_000, steps=100_000),
    "smallest step": Setup(step_size=1e-8, steps=1000),
    "periodic": Setup(step_size=0.16, steps=100_000),
    "irregular": Setup(step_size=0.2, steps=100_000),
    "diverges": Setup(step_size=1e6, steps=1000),
    "diverges from afar": Setup(start_norm=1e3),
    "never escapes": Setup(steps=20),
    "never converges": Setup(steps=100),
    "one step": Setup(steps=1),
    "shortest flow": Setup(method="flow", horizon=1e-3),
    "longest flow": Setup(method="flow", horizon=1e9),
    "huge start": Setup(method="flow", start_norm=1e3),
    "tiny start": Setup(start_norm=1e-6),
    "preconditioned": Setup(preconditioner=0.5),
    "fully preconditioned": Setup(preconditioner=1.0),
    "fixed norm": Setup(student="fixed norm"),
    "large fixed norm": Setup(method="flow", student="fixed norm", start_norm=1e3),
    "tiny fixed norm": Setup(student="fixed norm", start_norm=1e-6),
    "fixed norm that jumps": Setup(student="fixed norm", start_norm=10.0, step_size=1.0),
    "flat teacher": Setup(teacher="flat", teacher_decay=2.0),
}
