"""What a page says of a run, as HTML: the headline, the story, the times and the exponents."""

from __future__ import annotations

from collections.abc import Iterable

from core.run import Run
from ui.laws import Laws
from ui.text import tables, words
from ui.text.typeset import to_html
from ui.text.words import Sentence


def headline(run: Run) -> str:
    """The run in one sentence, as loud as it deserves."""
    return said(words.headline(run))


def remark(text: str) -> str:
    """Markdown in small type; '' for ''."""
    return f'<p class="remark">{to_html(text)}</p>' if text else ""


def said(sentence: Sentence) -> str:
    """A sentence in its tone."""
    return f'<p class="said {sentence.tone}">{to_html(sentence.text)}</p>'


def story(run: Run, laws: Laws) -> str:
    """How the run was solved, and a paragraph a phase."""
    solved = f'<p class="remark">{to_html(words.solver_time(run))}</p>'
    return f'{solved}<div class="story">{paragraphs(words.story(run, laws))}</div>'


def paragraphs(texts: Iterable[str]) -> str:
    """Markdown texts, a paragraph each; empty ones are left out."""
    return "".join(f"<p>{to_html(text)}</p>" for text in texts if text)


def phase_times(run: Run) -> str:
    """T₁, T₁′ and T₂ side by side."""
    cards = "".join(
        f"<div><dt>{to_html(label)}</dt><dd>{to_html(value)}</dd>"
        f'<dd class="remark">{to_html(remark)}</dd></div>'
        for label, value, remark in tables.phase_times(run)
    )
    return f'<dl class="times">{cards}</dl>'


def exponents(run: Run) -> str:
    """The table of exponents with its title and legend."""
    return (
        f"<h3>Exponents, fitted and predicted</h3>"
        f"{table(tables.COLUMNS, tables.exponent_rows(run))}"
        f'<p class="remark">{to_html(tables.LEGEND)}</p>'
    )


def progress(done: int, total: int, what: str) -> str:
    """How far something is: '12 of 64 seeds solved'; '' once it is done."""
    if done >= total:
        return ""
    return (
        f'<p class="remark"><progress value="{done}" max="{total}"></progress> '
        f"{done:,} of {total:,} {what}</p>"
    )


def waiting(progress: tuple[int, int] | None, what: str, when_done: str) -> str:
    """How far a job is, beside the title of a chart: '12 of 64 runs solved'; at last `when_done`.

    Args:
        progress: how much is done, of how much; None for one that waits until the hand rests.
        what: what there are so many of.
        when_done: what is said at the end.
    """
    if progress is None:
        return "when the hand rests"
    done, total = progress
    return when_done if done >= total else f"{done:,} of {total:,} {what} solved"


def table(columns: Iterable[str], rows: Iterable[Iterable[object]], *, caption: str = "") -> str:
    """A table whose column names and cells are Markdown."""
    head = "".join(f'<th scope="col">{to_html(name)}</th>' for name in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{to_html(str(cell))}</td>" for cell in row) + "</tr>" for row in rows
    )
    named = f"<caption>{to_html(caption)}</caption>" if caption else ""
    # Wider than a phone: it scrolls sideways by itself, with the keyboard too.
    return (
        '<div class="scroll" tabindex="0" role="group" aria-label="Table, scrolls sideways">'
        f"<table>{named}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
