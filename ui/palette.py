"""Every colour, declared once for a light and a dark page: one per quantity, one per phase."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, dataclass, replace


@dataclass(frozen=True)
class Phase:
    """The colours of one phase: `band` lies behind the curves, `strip` carries the phase's name."""

    band: str
    strip: str


@dataclass(frozen=True)
class Palette:
    """The colours of a page, as #rrggbb.

    u and 1 − u share a colour, as do s and 1 − s: they are one quantity, seen from 0 and from 1.
    A pinned run has one colour for all its lines; gold, teal, pink and grey go by its place.
    """

    background: str
    ink: str
    muted: str
    grid: str
    u: str
    s: str
    loss: str
    mse: str
    escape: Phase
    convergence: Phase
    tail: Phase
    pins: tuple[str, str, str, str]

    @property
    def quantities(self) -> dict[str, str]:
        return {"u": self.u, "s": self.s, "loss": self.loss, "mse": self.mse}

    @property
    def phases(self) -> dict[str, Phase]:
        return {"I": self.escape, "II": self.convergence, "III": self.tail}


LIGHT = Palette(
    background="#ffffff",
    ink="#1a2330",
    muted="#4a5768",
    grid="#d5dce4",
    u="#0b5bc4",
    s="#bf3f06",
    loss="#7c1a80",
    mse="#0b5238",
    escape=Phase(band="#fdf3dc", strip="#f5c762"),
    convergence=Phase(band="#e6f0fa", strip="#9cc8ee"),
    tail=Phase(band="#eaf4e6", strip="#a5d49a"),
    pins=("#a57a41", "#0595a6", "#952165", "#818472"),
)

DARK = Palette(
    background="#10151c",
    ink="#e8edf3",
    muted="#a9b6c5",
    grid="#3a4655",
    u="#a8d3fa",
    s="#ff8f4d",
    loss="#d264e8",
    mse="#4fe3a4",
    escape=Phase(band="#2a2414", strip="#7d5f16"),
    convergence=Phase(band="#14233a", strip="#2c5f93"),
    tail=Phase(band="#172a1b", strip="#3a6f39"),
    pins=("#a06f2a", "#66c1c1", "#b2498c", "#806f62"),
)


def of_high_contrast(palette: Palette) -> Palette:
    """The palette for a projector in a bright room: no text is paler than any other."""
    return replace(palette, muted=palette.ink)


def translucent(color: str, opacity: float) -> str:
    """A colour that lets what lies under it through: 0 is invisible, 1 covers."""
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"


def on_paper(palette: Palette) -> dict[str, str]:
    """What each colour of a palette is on paper, which is light, where that is another one."""

    def colors(of: Palette) -> Iterator[str]:
        for part in astuple(of):
            yield from (part,) if isinstance(part, str) else part

    return {
        shown: printed
        for shown, printed in zip(colors(palette), colors(LIGHT), strict=True)
        if shown != printed
    }


def for_theme(theme: str | None) -> Palette:
    """The palette of a theme as Streamlit names it; light where the browser has not said yet."""
    return DARK if theme == "dark" else LIGHT
