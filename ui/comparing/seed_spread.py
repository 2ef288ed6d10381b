"""The spread over seeds on a page: asked for when the hand rests, shown as it comes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from threading import Event

from core.parameters import Setup
from ui.background import background
from ui.comparing.pins import canonical
from ui.comparing.seeds import grid_of, seeded, solve_one
from ui.comparing.spread import Spread, summarise
from ui.components import drag, live_text, look_again
from ui.text import report, tables
from ui.text.typeset import to_html
from ui.view import View

# Seconds between two looks at what has come, and between two summaries of it.
_PATIENCE = 0.25


def spread_steps(setup: Setup, count: int, stop: Event) -> Iterator[tuple[int, Spread]]:
    """Solve seed after seed, from the setup's own on; each step is one."""
    grid = grid_of(setup)
    outcomes = []
    summarised = -_PATIENCE
    for index in range(count):
        outcomes.append(solve_one(seeded(setup, index), grid))
        if time.monotonic() - summarised > _PATIENCE or index + 1 == count:
            spread = summarise(setup, count, grid, outcomes)
            summarised = time.monotonic()
        yield index + 1, spread


def spread_of(view: View) -> Spread | None:
    """What is known of the other seeds' runs; None while the hand moves or none are wanted.

    While some are still being solved the fragment is run again every now and then.
    """
    setup, count = canonical(view.setup), view.spread if drag().final else 0
    job = background("spread", (setup, count), count, partial(spread_steps, setup, count))
    if job is None:
        return None
    if not job.finished:
        look_again(_PATIENCE, key="spread")
    return job.value


def spread_report(spread: Spread | None) -> None:
    """How far the job is, then exponents and shares over the seeds; nothing for None."""
    if spread is None:
        return
    done = report.progress(spread.runs, spread.total, "seeds solved")
    rows = tables.spread_table(spread)
    live_text(
        f"<h3>Over {spread.total} seeds</h3>{done}{report.table(rows.columns, rows.to_numpy())}"
        f'<p class="remark">{to_html(tables.SPREAD_LEGEND)}</p>',
        key="spread_report",
    )
