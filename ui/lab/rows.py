"""The runs one by one, each to be opened in Explore, and all of it as files."""

from __future__ import annotations

import io
from collections.abc import Callable, Hashable
from dataclasses import replace
from functools import partial
from pathlib import PurePath
from urllib.parse import urljoin

import numpy as np
import pandas as pd
import streamlit as st

from core.parameters import PARAMETERS
from core.sweep import to_toml
from core.trajectory import Status
from ui.lab.choice import NONE
from ui.lab.plan import Plan
from ui.lab.results import Found, table_of
from ui.lab.script import as_code
from ui.sharing import embed
from ui.view import View

# A table with more rows than these is a file.
MOST_ROWS = 200
# Explore is the page at the root, one step up from any other.
_EXPLORE, _NOISE = "./", "./noise"
_STEM = "lab"
COMMAND = f"python -m core sweep --from {_STEM}.toml --out {_STEM}.parquet"
_CODE_HEIGHT = 320
# Session entries: the table that was last made, and what it was made from.
_TABLE = "lab:table"


def rows_of(plan: Plan, found: Found, address: str = "") -> pd.DataFrame:
    """The first runs: what varies, the quantity, how each ended, and its address in Explore; of
    online SGD that in Noise.

    Args:
        address: that of the lab, if it is known; links in a table have to be whole.
    """
    assert plan.sweep is not None
    numbers = np.flatnonzero(found.done)[:MOST_ROWS]
    setups = [plan.sweep.setup(int(number)) for number in numbers]
    varied = [name for name in (plan.lab.vary, plan.lab.colour, plan.lab.facet) if name != NONE]
    base = urljoin(address, _EXPLORE if plan.noise is None else _NOISE)
    view = View() if plan.noise is None else View(noise=plan.noise)
    columns: dict[str, list[object]] = {
        "Open": [embed.page_link(base, replace(view, setup=setup)) for setup in setups]
    }
    for name in [*varied, "seed"]:
        columns[PARAMETERS[name].label] = [getattr(setup, name) for setup in setups]
    columns[plan.measure] = found.values[numbers].tolist()
    statuses = list(Status)
    columns["Status"] = [
        statuses[state].name.lower().replace("_", " ") for state in found.states[numbers]
    ]
    return pd.DataFrame(columns)


def runs_table(plan: Plan, found: Found) -> None:
    """The table of runs; made once, since a page is run again for every move of a slider."""
    key: Hashable = (plan, int(found.done.sum()))
    made = st.session_state.get(_TABLE)
    if made is None or made[0] != key:
        made = st.session_state[_TABLE] = (key, rows_of(plan, found, st.context.url or ""))
    rows = made[1]
    total = int(found.done.sum())
    st.markdown("#### The runs")
    st.dataframe(
        rows,
        hide_index=True,
        height=280,
        key="lab_rows",
        column_config={
            "Open": st.column_config.LinkColumn(
                "Open in Explore" if plan.noise is None else "Open in Noise", display_text="open"
            ),
            plan.measure: st.column_config.NumberColumn(format="%.6g"),
        },
    )
    if total > len(rows):
        st.caption(f"The first {len(rows):,} of {total:,} runs; the files below have all.")


def files(plan: Plan, found: Found | None, title: str) -> None:
    """The table as CSV and Parquet, the sweep as TOML and as a script, and how to run it."""
    if plan.sweep is None:
        return
    with st.expander("Take it along: table, command line, code", key="lab_files"):
        with st.container(horizontal=True):
            if found is not None and found.done.any():
                _download("Table (CSV)", "csv", "text/csv", partial(_csv, plan, found))
                _download(
                    "Table (Parquet)",
                    "parquet",
                    "application/vnd.apache.parquet",
                    partial(_parquet, plan, found),
                )
            _download("Sweep (TOML)", "toml", "application/toml", partial(to_toml, plan.sweep))
            _download("Script (Python)", "py", "text/x-python", partial(as_code, plan, title))
        st.markdown("On a machine of your own, without the bounds of this page:")
        st.code(COMMAND, language=None, wrap_lines=True)
        st.code(to_toml(plan.sweep), language=None, wrap_lines=True)
        st.markdown("The same in Python, with the verdicts:")
        # Scrolled by its container: a code block by itself cannot be with the keyboard.
        with st.container(height=_CODE_HEIGHT, border=False):
            st.code(as_code(plan, title), language="python", wrap_lines=True)


def _download(label: str, kind: str, mime: str, content: Callable[[], str | bytes]) -> None:
    st.download_button(
        label,
        content,
        str(PurePath(_STEM).with_suffix(f".{kind}")),
        mime,
        key=f"lab_file_{kind}",
        on_click="ignore",
        icon=":material/download:",
    )


def _csv(plan: Plan, found: Found) -> str:
    return table_of(plan, found).to_csv(index=False)


def _parquet(plan: Plan, found: Found) -> bytes:
    file = io.BytesIO()
    table_of(plan, found).to_parquet(file, index=False)
    return file.getvalue()
