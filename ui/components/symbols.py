"""The symbols of parameters as HTML: a slider's label moves too often to typeset LaTeX for it."""

from __future__ import annotations

_LETTERS = {
    r"\lVert w(0)\rVert": "‖<i>w</i>(0)‖",
    r"w^\star": "<i>w</i>*",
    r"\eta": "<i>η</i>",
    r"\delta": "<i>δ</i>",
    r"\varepsilon": "<i>ε</i>",
    r"\sigma": "<i>σ</i>",
}


def symbol_html(symbol: str) -> str:
    """The LaTeX symbol of a parameter as HTML; '' where there is none.

    Raises:
        KeyError: a symbol that this small table lacks.
    """
    if not symbol or (len(symbol) == 1 and symbol.isalpha()):
        return f"<i>{symbol}</i>" if symbol else ""
    return _LETTERS[symbol]
