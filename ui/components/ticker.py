"""A look again: a page that waits for something asks to be run again after a while."""

from __future__ import annotations

import time

from ui.components.assets import mount


def look_again(after: float, *, key: str) -> None:
    """Run the fragment again after so many seconds; to be called by each run that still waits.

    Streamlit's `run_every` is decided when a page is run as a whole, not by the fragment itself.
    """
    data = {"after": round(1000 * after), "turn": time.monotonic()}
    mount("ticker", key=f"ticker:{key}", data=data, height="content", on_tick_change=lambda: None)
