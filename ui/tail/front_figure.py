"""The learning front: what is left of each mode's error at one time, and where theory has it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.run import Run
from ui.charts.axes import Axis
from ui.charts.frame import Panel, axis_name, frame
from ui.charts.lines import dots, line
from ui.charts.regions import Region, draw_regions, mark_place
from ui.palette import Palette, translucent
from ui.tail.numbers import LEARNED, Tail
from ui.text.numbers import number

Array = NDArray[np.float64]
Json = dict[str, Any]

HEIGHT, LOW_HEIGHT = 300, 180
_LEVELS = 6
# Fixed, so that what moves is the front and not its frame; a run that grows takes it along so far.
_LOWEST, _HIGHEST, _GROWN = 1e-8, 10.0, 1e12
_EARLIER = 0.35


def front_figure(
    run: Run,
    tail: Tail,
    now: Array,
    earlier: Array,
    law: Array | None,
    remark: str,
    front: float | None,
    *,
    palette: Palette,
    height: int = HEIGHT,
) -> Json:
    """e_i²/w*_i² against i, log-log: dots the run, dashed the law, and the front i*.

    Args:
        run, tail: whose modes they are.
        now: e_i²/w*_i² of the followed modes, (m,).
        earlier: the same a decade of time before.
        law: e^(−16λ_i t) of the same modes; None where it does not hold.
        remark: what is said of it beside the title.
        front: i*, where `law` passes 1/e; None where there is none.
        palette: the colours of the page's theme.
        height: that of the panel, in pixels.
    """
    dimension = run.setup.dimension
    across = Axis(1.0, float(max(dimension, 10)), log=True)
    grown = float(np.max(now, where=np.isfinite(now), initial=0.0))
    values = Axis(_LOWEST, min(max(_HIGHEST, 3 * grown), _GROWN), log=True)
    layout = frame(
        [Panel("What is left of each mode", remark, height, values, values.ticks(_LEVELS))],
        across,
        [],
        palette,
        below=axis_name("mode <i>i</i>, from the largest eigenvalue on", palette),
        hover="<i>i</i>",
    )
    if front is not None:
        draw_regions(
            layout,
            [
                Region("learned", across.low, front, palette.mse),
                Region("still to learn", front, float(dimension), palette.grid),
            ],
            across,
            palette,
        )
        mark_place(layout, f"<i>i*</i> = {number(front)}", front, across, palette)
    rank = tail.rank.astype(np.float64)
    level = np.full(2, LEARNED)
    data = [
        line("1/e", np.array([across.low, across.high]), level, across, values, palette.muted,
             width=1, dash="dot"),
    ]  # fmt: skip
    pale = translucent(palette.mse, _EARLIER)
    data.append(dots("earlier", rank, earlier, across, values, pale, size=3, hover=False))
    data.append(dots("run", rank, now, across, values, palette.mse))
    if law is not None:
        data.append(
            line("law", rank, law, across, values, palette.ink, width=2, dash="5px,4px", hover=True)
        )
    return {"data": data, "layout": layout}
