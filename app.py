"""Phasescape: the page set-up and the navigation."""

from pathlib import Path

import streamlit as st

from ui import warmup

ABOUT = """
**Phasescape** shows how gradient descent learns phase retrieval when the data has a power-law
spectrum. Every curve is solved; predictions are dashed and have no fitted constant.

The theory is that of Braun, Loureiro, Minh and Imaizumi,
[Fast Escape, Slow Convergence](https://arxiv.org/abs/2511.18661).
"""

st.set_page_config(
    page_title="Phasescape",
    page_icon=Path(__file__).with_name("ui") / "icon.svg",
    layout="wide",
    menu_items={"About": ABOUT},
)
# A first visitor sees Explore and three menus.
page = st.navigation(
    {
        "": [st.Page("pages/explore.py", title="Explore", default=True)],
        "The phases": [
            st.Page("pages/escape.py", title="Escape"),
            st.Page("pages/convergence.py", title="Convergence"),
            st.Page("pages/tail.py", title="Spectral tail"),
        ],
        "The method": [
            st.Page("pages/landscape.py", title="Landscape"),
            st.Page("pages/step_size.py", title="Step size"),
            st.Page("pages/noise.py", title="Noise (SGD)"),
            st.Page("pages/trade_off.py", title="Trade-off"),
        ],
        "Checks and reading": [
            st.Page("pages/paper.py", title="Paper"),
            st.Page("pages/lab.py", title="Lab"),
            st.Page("pages/theory.py", title="Theory"),
        ],
    },
    position="top",
)
warmup.require_ready()
page.run()
