"""What can be measured of a run: by what name, how it is written, and in which colour."""

from __future__ import annotations

from dataclasses import dataclass

from core.sweep.measures import SHARE_DIVERGED
from ui.text.numbers import exact

_TIME, _LEVEL = "time", "level"


@dataclass(frozen=True)
class Quantity:
    """A quantity.

    Attributes:
        measure: its name in `core.sweep`, where "{}" stands for the time or level.
        symbol: a formula, LaTeX without dollar signs.
        html: the same for a chart.
        label: what it is called in a list, plain text.
        color: the field of `Palette`.
        at: "time" or "level" if one has to be chosen, else "".
        share: whether it is 1 or 0 of a run, so that its mean is a share.
    """

    measure: str
    symbol: str
    html: str
    label: str
    color: str
    at: str = ""
    share: bool = False

    def name(self, level: float) -> str:
        """The measure's name with its time or level."""
        return self.measure.format(f"{level:g}" if float(f"{level:g}") == level else repr(level))

    def formula(self, level: float) -> str:
        """The symbol with its time or level, LaTeX without dollar signs."""
        return self.symbol.replace("@", exact(level))

    def title(self, level: float) -> str:
        """The same for a chart, HTML."""
        return self.html.replace("@", exact(level))


QUANTITIES = {
    "t1": Quantity("t1", "T_1", "<i>T</i>₁", "T₁, the escape", "u"),
    "t1p": Quantity("t1_prime", "T_1'", "<i>T</i>₁′", "T₁′, past the saddles", "s"),
    "t2": Quantity("t2", "T_2", "<i>T</i>₂", "T₂, the convergence", "s"),
    "escape-rate": Quantity(
        "exponent:u_growth_rate", r"\rho", "<i>ρ</i>", "growth rate of u, fitted", "u"
    ),
    "slope-u": Quantity(
        "exponent:1-u", r"\text{exponent of } 1-u", "Exponent of 1 − <i>u</i>",
        "exponent of 1 − u, fitted", "u",
    ),
    "slope-loss": Quantity(
        "exponent:loss", r"\text{exponent of the loss}", "Exponent of the loss",
        "exponent of the loss, fitted", "loss",
    ),
    "slope-drop": Quantity(
        "exponent:mse_drop", r"\text{exponent of the MSE's drop}", "Exponent of the MSE’s drop",
        "exponent of the MSE’s drop, fitted", "mse",
    ),
    "slope-rate": Quantity(
        "exponent:mse_rate", r"\text{exponent of the MSE's rate}", "Exponent of the MSE’s rate",
        "exponent of the MSE’s rate, fitted", "mse",
    ),
    "mse-end": Quantity("mse@end", r"\text{MSE at the end}", "MSE at the end", "MSE, end", "mse"),
    "loss-end": Quantity(
        "loss@end", r"\text{loss at the end}", "Loss at the end", "loss, end", "loss"
    ),
    "u-end": Quantity("u@end", r"u \text{ at the end}", "<i>u</i> at the end", "u, end", "u"),
    "s-end": Quantity("s@end", r"s \text{ at the end}", "<i>s</i> at the end", "s, end", "s"),
    "mse-at": Quantity(
        "mse@{}", r"\text{MSE at } t = @", "MSE at <i>t</i> = @", "MSE, at a time", "mse", _TIME
    ),
    "loss-at": Quantity(
        "loss@{}", r"\text{loss at } t = @", "Loss at <i>t</i> = @", "loss, at a time", "loss",
        _TIME,
    ),
    "1-u-at": Quantity(
        "1-u@{}", r"1-u \text{ at } t = @", "1 − <i>u</i> at <i>t</i> = @", "1 − u, at a time",
        "u", _TIME,
    ),
    "u-at": Quantity(
        "u@{}", r"u \text{ at } t = @", "<i>u</i> at <i>t</i> = @", "u, at a time", "u", _TIME
    ),
    "time-of-u": Quantity(
        "time:u={}", r"\text{time to } u = @", "Time to <i>u</i> = @", "time to a level of u", "u",
        _LEVEL,
    ),
    "time-of-1-u": Quantity(
        "time:1-u={}", r"\text{time to } 1-u = @", "Time to 1 − <i>u</i> = @",
        "time to a level of 1 − u", "u", _LEVEL,
    ),
    "time-of-loss": Quantity(
        "time:loss={}", r"\text{time to loss } @", "Time to loss @", "time to a level of the loss",
        "loss", _LEVEL,
    ),
    "time-of-mse": Quantity(
        "time:mse={}", r"\text{time to MSE } @", "Time to MSE @", "time to a level of the MSE",
        "mse", _LEVEL,
    ),
    "share-diverged": Quantity(
        SHARE_DIVERGED, r"\text{share of runs that diverge}", "Share diverged",
        "share of runs that diverge", "loss", share=True,
    ),
}  # fmt: skip
