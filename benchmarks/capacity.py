"""How many people can drag at once: visitors who never pause, over Streamlit's own websocket.

    python benchmarks/capacity.py [seconds of each round] [rounds]
    python benchmarks/capacity.py --memory

Each visitor sends the next value of a slider as soon as the chart with the last one has come: a
browser, which has to paint it first, asks for less. Each has a seed of its own, so that no run is
kept from another. The best round counts; server and visitors share the machine.

The step size stays below the stability limit: past it every step is taken singly, and one such run
takes a core for a second.

With `--memory`: 10,000 updates, none of a value seen before, and what the server holds after every
thousand.
"""

import asyncio
import math
import os
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count
from pathlib import Path
from subprocess import Popen
from typing import NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.visitor import Visitor
from tests.serving import (
    processor_seconds,
    resident_megabytes,
    running_process,
    wait_until_ready,
)

SLIDERS = {"a": "decay exponent", "eta": "step size"}
VISITORS = (8, 16, 32, 64)

MEMORY_VISITORS = 8
MEMORY_UPDATES = 10_000
MEMORY_SAMPLES = 10
# A hand lets go from time to time, which writes the link.
DRAG_LENGTH = 50
GOLDEN = (np.sqrt(5) - 1) / 2


class Round(NamedTuple):
    """Latencies in ms, updates a second, processor ms an update, and the load of the machine."""

    p50: float
    p95: float
    rate: float
    server: float
    client: float
    load: float


@asynccontextmanager
async def opened(url: str, seeds: range) -> AsyncIterator[list[Visitor]]:
    async with AsyncExitStack() as stack:
        visitors = []
        for seed in seeds:
            visitor = await stack.enter_async_context(Visitor(url, f"seed={seed}"))
            await visitor.open()
            visitors.append(visitor)
        yield visitors


def stops_of(visitor: Visitor, slider: str) -> list[float]:
    data = visitor.sliders[slider]
    end = math.inf if data["mark"] is None else data["mark"]["value"]
    return [stop for stop in data["stops"] if stop < end]


def to_and_fro(stops: list[float], start: int) -> Iterator[float]:
    """Along the track and back, without end."""
    there_and_back = stops + stops[-2:0:-1]
    return (there_and_back[index % len(there_and_back)] for index in count(start))


async def drag(
    visitor: Visitor, slider: str, values: Iterator[float], more: Callable[[], bool]
) -> list[float]:
    """Drag until there is no more; seconds of every update. The hand lets go at the end."""
    waits = []
    while more():
        waits.append(await visitor.move(slider, next(values)))
    await visitor.move(slider, next(values), final=True)
    return waits


async def one_round(
    process: Popen[bytes], visitors: list[Visitor], slider: str, starts: list[int], seconds: float
) -> Round:
    server, client, begin = processor_seconds(process), time.process_time(), time.monotonic()
    found = await asyncio.gather(
        *(
            drag(
                visitor,
                slider,
                to_and_fro(stops_of(visitor, slider), start),
                lambda: time.monotonic() - begin < seconds,
            )
            for visitor, start in zip(visitors, starts, strict=True)
        )
    )
    spent = time.monotonic() - begin
    updates = sum(len(waits) + 1 for waits in found)
    waits = 1000 * np.concatenate(found)
    return Round(
        p50=float(np.median(waits)),
        p95=float(np.quantile(waits, 0.95)),
        rate=updates / spent,
        server=1000 * (processor_seconds(process) - server) / updates,
        client=1000 * (time.process_time() - client) / updates,
        load=os.getloadavg()[0],
    )


async def capacity(seconds: float, rounds: int) -> None:
    print(
        "visitors  slider          p50 ms  p95 ms  updates/s  server ms/update  "
        "client ms/update  load  server MB"
    )
    fresh = count(1, max(VISITORS))
    for visitors in VISITORS:
        with running_process() as (url, process):
            wait_until_ready(url)
            for slider, name in SLIDERS.items():
                first = next(fresh)
                async with opened(url, range(first, first + visitors)) as those:
                    stops = len(stops_of(those[0], slider))
                    before = resident_megabytes(process)
                    measured = []
                    for turn in range(rounds):
                        # Spread over the track, each round elsewhere.
                        starts = [(7 * turn + 5 * k) % (2 * stops) for k in range(visitors)]
                        measured.append(await one_round(process, those, slider, starts, seconds))
                    after = resident_megabytes(process)
                for each in measured:
                    best = each is min(measured, key=lambda one: one.p95)
                    print(
                        f"{visitors:8}  {name:14}  {each.p50:6.0f}  {each.p95:6.0f}  "
                        f"{each.rate:9.1f}  {each.server:16.1f}  {each.client:16.1f}  "
                        f"{each.load:4.1f}  {before:4.0f} to {after:.0f}{'  best' if best else ''}",
                        flush=True,
                    )


def new_values(low: float, high: float) -> Iterator[float]:
    """Values that do not repeat, evenly over an interval however far one goes."""
    return (low + (high - low) * (GOLDEN * index % 1) for index in count(1))


async def memory() -> None:
    with running_process() as (url, process):
        wait_until_ready(url)
        async with opened(url, range(MEMORY_VISITORS)) as visitors:
            values = new_values(1.2, 4.0)
            print("updates       MB  server ms/update  load")
            print(f"{0:7}  {resident_megabytes(process):7.1f}", flush=True)
            each = MEMORY_UPDATES // MEMORY_SAMPLES
            for sample in range(1, MEMORY_SAMPLES + 1):
                before = processor_seconds(process)
                await asyncio.gather(
                    *(drags(one, values, each // MEMORY_VISITORS) for one in visitors)
                )
                cost = 1000 * (processor_seconds(process) - before) / each
                print(
                    f"{sample * each:7}  {resident_megabytes(process):7.1f}  {cost:16.1f}  "
                    f"{os.getloadavg()[0]:4.1f}",
                    flush=True,
                )


async def drags(visitor: Visitor, values: Iterator[float], updates: int) -> None:
    for index in range(1, updates + 1):
        await visitor.move("a", next(values), final=index % DRAG_LENGTH == 0)


if __name__ == "__main__":
    if "--memory" in sys.argv:
        asyncio.run(memory())
    else:
        asyncio.run(
            capacity(
                float(sys.argv[1]) if len(sys.argv) > 1 else 10.0,
                int(sys.argv[2]) if len(sys.argv) > 2 else 3,
            )
        )
