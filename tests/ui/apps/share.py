"""A page with nothing but the sheet."""

from functools import partial

import streamlit as st

from ui import compute, state
from ui.sharing.files import files_of_run
from ui.sharing.sheet import share_sheet

view = state.open_view("test")
share_sheet(
    view,
    view.setup,
    partial(files_of_run, compute.solution(view.setup)),
    page="test",
    picture=lambda: st.text("buttons for pictures"),
)
state.publish(view)
