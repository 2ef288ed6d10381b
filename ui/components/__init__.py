"""Components of our own, for what Streamlit's do not do: following the hand.

A page that is to move while a slider is dragged is one fragment:

    @st.fragment
    def page() -> None:
        with st.sidebar:
            live_slider(PARAMETERS["decay"], key="a", stops=[0, 0.5, 1, 1.5, 2])
        live_chart(figure_of(st.session_state["a"]), key="run", alt="…")
        if drag().final:
            ...  # what is done when the hand has let go: the link, long computations

Every change carries a number `seq` that the charts echo when they have painted it; the slider
sends the newest value then, and the last one always (static/backpressure.js).
"""

from ui.components.chart import live_chart
from ui.components.picture import Picture, picture_buttons
from ui.components.slider import (
    Drag,
    Mark,
    drag,
    forget_refusal,
    let_go,
    live_slider,
    place,
    put_away,
)
from ui.components.text import live_text
from ui.components.ticker import look_again, place_ticker

__all__ = [
    "Drag",
    "Mark",
    "Picture",
    "drag",
    "forget_refusal",
    "let_go",
    "live_chart",
    "live_slider",
    "live_text",
    "look_again",
    "picture_buttons",
    "place",
    "place_ticker",
    "put_away",
]
