"""Contrast as in WCAG 2.2, 1.4.3 and 1.4.11, and colours as the colour-blind see them."""

import itertools
import tomllib

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.serving import ROOT
from ui.palette import DARK, LIGHT, Palette, for_theme, translucent
from ui.view import MOST_PINS

# Machado, Oliveira & Fernandes (2009), severity 1, on linear RGB.
BLINDNESS = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
               [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
               [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
               [0.004733, 0.691367, 0.303900]],
}  # fmt: skip
PALETTES = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])


def linear(color: str) -> NDArray[np.float64]:
    srgb = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    bright, dim = sorted(
        (float(linear(color) @ [0.2126, 0.7152, 0.0722]) for color in (one, other)), reverse=True
    )
    return (bright + 0.05) / (dim + 0.05)


def lab(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    """CIELAB under D65, from linear RGB."""
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    xyz = np.clip(to_xyz @ rgb / [0.9505, 1.0, 1.089], 0, None)
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def as_seen(color: str, kind: str | None) -> NDArray[np.float64]:
    """A colour in CIELAB as one kind of colour-blind reader sees it, or anyone else."""
    rgb = linear(color)
    return lab(rgb if kind is None else np.clip(np.array(BLINDNESS[kind]) @ rgb, 0, 1))


def backgrounds(palette: Palette) -> list[str]:
    return [palette.background, *(phase.band for phase in palette.phases.values())]


@PALETTES
def test_text_is_readable_on_everything(palette: Palette) -> None:
    for background in [*backgrounds(palette), *(p.strip for p in palette.phases.values())]:
        assert contrast(palette.ink, background) >= 4.5, background
    for background in backgrounds(palette):
        assert contrast(palette.muted, background) >= 4.5, background


@PALETTES
def test_quantities_are_readable_as_lines_and_as_labels(palette: Palette) -> None:
    for name, color in palette.quantities.items():
        for background in backgrounds(palette):
            assert contrast(color, background) >= 4.5, (name, background)


@PALETTES
@pytest.mark.parametrize("kind", [None, *BLINDNESS])
def test_quantities_differ_for_everyone(palette: Palette, kind: str | None) -> None:
    seen = {name: as_seen(color, kind) for name, color in palette.quantities.items()}
    for one, other in itertools.combinations(seen, 2):
        # A difference of 2.3 is just noticeable; lines that cross need several times that.
        assert np.linalg.norm(seen[one] - seen[other]) > 15, (one, other)


@PALETTES
@pytest.mark.parametrize("kind", [None, *BLINDNESS])
def test_neighbouring_phases_differ_for_everyone(palette: Palette, kind: str | None) -> None:
    seen = [as_seen(phase.strip, kind) for phase in palette.phases.values()]
    for one, other in itertools.pairwise(seen):
        # Large areas side by side, named as well: twice what is just noticeable would do.
        assert np.linalg.norm(one - other) > 10


def test_background_and_ink_are_those_of_the_page() -> None:
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"]
    for palette, of_page in ((LIGHT, theme["light"]), (DARK, theme["dark"])):
        assert (palette.background, palette.ink) == (
            of_page["backgroundColor"],
            of_page["textColor"],
        )


def test_theme_chooses_the_palette() -> None:
    assert for_theme("dark") is DARK
    assert for_theme("light") is LIGHT
    assert for_theme(None) is LIGHT


@PALETTES
def test_pins_are_seen_as_lines(palette: Palette) -> None:
    for color in palette.pins:
        for background in backgrounds(palette):
            # WCAG 1.4.11: what is no text needs 3.
            assert contrast(color, background) >= 3, (color, background)


@PALETTES
@pytest.mark.parametrize("kind", [None, *BLINDNESS])
def test_pins_differ_for_everyone(palette: Palette, kind: str | None) -> None:
    assert len(palette.pins) == MOST_PINS
    pins = [as_seen(color, kind) for color in palette.pins]
    for one, other in itertools.combinations(pins, 2):
        assert np.linalg.norm(one - other) > 15
    # Beside a quantity they are thinner too.
    for pin, color in itertools.product(pins, palette.quantities.values()):
        assert np.linalg.norm(pin - as_seen(color, kind)) > 12


def test_translucent() -> None:
    assert translucent("#0a10ff", 0.2) == "rgba(10,16,255,0.2)"
