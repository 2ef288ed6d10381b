"""The spread over seeds on a page: asked for when the hand rests, shown as it comes."""

from __future__ import annotations

from ui import report, tables
from ui.components import drag, live_text, look_again
from ui.spread import Spread
from ui.spread_job import spread_job
from ui.typeset import to_html
from ui.view import View

# Seconds between two looks at a job.
_PATIENCE = 0.25


def spread_of(view: View) -> Spread | None:
    """What is known of the other seeds' runs; None while the hand moves or none are wanted.

    While some are still being solved the fragment is run again every now and then.
    """
    job = spread_job(view.setup, view.spread if drag().final else 0)
    if job is None:
        return None
    if not job.finished:
        look_again(_PATIENCE, key="spread")
    return job.result()


def spread_report(spread: Spread | None) -> None:
    """How far the job is, then exponents and shares over the seeds; nothing for None."""
    if spread is None:
        return
    done = (
        f'<p class="remark"><progress value="{spread.runs}" max="{spread.total}"></progress> '
        f"{spread.runs} of {spread.total} seeds solved</p>"
        if spread.runs < spread.total
        else ""
    )
    table = report.table(tables.spread_table(spread)) if spread.runs else ""
    live_text(
        f"<h3>Over {spread.total} seeds</h3>{done}{table}"
        f'<p class="remark">{to_html(tables.SPREAD_LEGEND)}</p>',
        key="spread_report",
    )
