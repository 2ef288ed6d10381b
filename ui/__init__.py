"""Everything that touches Streamlit or Plotly, between the pages and the science in `core`.

What is around every page:

    page.py        the frame: sidebar, tools, the live part, the link; `Scene`, what a page shows
    view.py        all that a visitor chooses, one key each; shown.py declares what `core` does not
    state.py       the view in the session and in the address
    controls.py    sliders and choices, made from the declared parameters; stops.py, where they stop
    toolbar.py     the row of tools, with presets.py, time_cursor.py, lecture.py, reveal.py
    compute.py     solved runs, kept for a while (kept.py); laws.py what theory says of them
    single_steps.py  what a run may cost while the hand is moving
    cursor.py      a run at one time; curvature.py the Hessian along it
    background.py  long work beside the page; workers.py does it
    warmup.py      compiling at start
    style.py, theme.py, palette.py

    components/    live slider, live chart, live text: what follows a drag
    charts/        from a result to a plain Plotly figure
    text/          sentences, numbers, tables
    comparing/     pinned runs, other seeds
    sharing/       link, embedding, picture, data, code

A page with more than its script has a room of its own: its numbers, its pictures, its words.
"""
