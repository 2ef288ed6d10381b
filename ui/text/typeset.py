"""Sentences as HTML: the small part of Markdown and LaTeX that the words of a page are written in.

What moves under a drag cannot wait for a page to parse Markdown and typeset formulas again. Here
that takes microseconds, and the formulas are short: letters, numbers, indices and powers.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

_PIECES = re.compile(r"\\(?P<plain>[!-/:-@\[-`{-~])|\$(?P<math>[^$]+)\$|\*\*(?P<bold>.+?)\*\*")
_TOKENS = re.compile(r"\\text\{(?P<text>[^}]*)\}|\\(?:[a-zA-Z]+|,)|\{,\}|\s+|.")

_COMMANDS = {
    r"\delta": "<i>δ</i>",
    r"\varepsilon": "<i>ε</i>",
    r"\eta": "<i>η</i>",
    r"\lambda": "<i>λ</i>",
    r"\rho": "<i>ρ</i>",
    r"\sigma": "<i>σ</i>",
    r"\tau": "<i>τ</i>",
    r"\Theta": "Θ",
    r"\star": "⋆",
    r"\infty": "∞",
    r"\max": "max",
    r"\nabla": "∇",
    r"\sum": "∑",
    r"\pm": "±",
    r"\ln": "ln",
    r"\,": "\N{THIN SPACE}",
    r"\lVert": "‖",
    r"\rVert": "‖",
}
# Operators and what stands around them: a space that no line is broken at.
_SPACED = {
    "=": "=",
    "+": "+",
    "<": "&lt;",
    ">": "&gt;",
    r"\times": "×",
    r"\to": "→",
    r"\le": "≤",
    r"\ge": "≥",
}
_SPACE = "\N{NO-BREAK SPACE}"
_SIGNS = {"-": "\N{MINUS SIGN}", "'": "′", "{,}": ",", "*": "*"}
_RAISED = {"^": "sup", "_": "sub"}
_TAG = re.compile(r"<[^>]*>")
_RAISED_TEXT = re.compile(r"<sup>(.*?)</sup>")
_SUPERSCRIPT = str.maketrans("−0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def to_html(text: str) -> str:
    """Markdown with `**bold**`, `$formulas$` and escaped punctuation as HTML; all else is text.

    Raises:
        ValueError: a formula uses a command that is not in the tables above.
    """
    written, end = [], 0
    for found in _PIECES.finditer(text):
        written.append(html.escape(text[end : found.start()], quote=False))
        if found["math"] is not None:
            written.append(f'<span class="math">{_formula(_tokens(found["math"]), "")}</span>')
        elif found["bold"] is not None:
            written.append(f"<b>{to_html(found['bold'])}</b>")
        else:
            written.append(html.escape(found["plain"], quote=False))
        end = found.end()
    written.append(html.escape(text[end:], quote=False))
    return "".join(written)


def to_text(text: str) -> str:
    """The same as plain text, for what is read aloud: "t = 3 × 10⁻⁴", "T1", "i^(−a)".

    Raises:
        ValueError: as `to_html`.
    """
    marked = _RAISED_TEXT.sub(_raised, to_html(text))
    return html.unescape(_TAG.sub("", marked)).replace(_SPACE, " ")


def _raised(found: re.Match[str]) -> str:
    power = _TAG.sub("", found[1])
    if power in ("⋆", "′"):
        return power
    small = power.translate(_SUPERSCRIPT)
    return small if not set(small) & set(power) else f"^({power})"


def _tokens(formula: str) -> Iterator[re.Match[str]]:
    return _TOKENS.finditer(formula)


def _formula(tokens: Iterator[re.Match[str]], until: str) -> str:
    """The rest of a formula, or of a group up to its closing brace."""
    written: list[str] = []
    for token in tokens:
        if token[0] == until:
            break
        if token[0].isspace():
            continue
        # A minus between two things, not one before a number.
        between = token[0] == "-" and bool(written) and not written[-1].endswith(_SPACE)
        written.append(f"{_SPACE}{_SIGNS['-']}{_SPACE}" if between else _symbol(token, tokens))
    return "".join(written)


def _symbol(token: re.Match[str], tokens: Iterator[re.Match[str]]) -> str:
    sign = token[0]
    if token["text"] is not None:
        return html.escape(token["text"], quote=False)
    if sign in _RAISED:
        tag = _RAISED[sign]
        return f"<{tag}>{_symbol(next(tokens), tokens)}</{tag}>"
    if sign == "{":
        return _formula(tokens, "}")
    if sign in _SPACED:
        return f"{_SPACE}{_SPACED[sign]}{_SPACE}"
    if sign.isalpha():
        return f"<i>{sign}</i>"
    found = _COMMANDS.get(sign) or _SIGNS.get(sign)
    if found is None and sign.startswith("\\"):
        raise ValueError(f"The command {sign} has no symbol in ui/text/typeset.py.")
    return found or html.escape(sign, quote=False)
