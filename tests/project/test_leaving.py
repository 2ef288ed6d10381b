"""A tab that is closed says nothing: the work of its page ends all the same."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from subprocess import Popen

import pytest

from benchmarks.visitor import Visitor
from tests.serving import processor_seconds, running_process, wait_until_ready

# Replicas for 20 s of one core, and a scan of step sizes beside them.
LINK = "replicas=256&steps=1000000&d=2000"
LOOK_SECONDS = 0.25


def busy(process: Popen[bytes], seconds: float) -> float:
    """How many cores a process takes over some time."""
    before, begun = processor_seconds(process), time.monotonic()
    time.sleep(seconds)
    return (processor_seconds(process) - before) / (time.monotonic() - begun)


async def visit(url: str, process: Popen[bytes]) -> float:
    """Look at the page for some seconds, longer than anything goes on unseen: its cores."""
    async with Visitor(url, LINK) as guest:
        await guest.go("noise")
        before, begun = processor_seconds(process), time.monotonic()
        while time.monotonic() - begun < 6:
            await guest.look()
            await asyncio.sleep(LOOK_SECONDS)
        return (processor_seconds(process) - before) / (time.monotonic() - begun)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")
def test_the_work_of_a_closed_tab_ends() -> None:
    with running_process() as (url, process):
        wait_until_ready(url)
        seen = asyncio.run(visit(url, process))
        left = time.monotonic()
        while (still := busy(process, 0.5)) > 0.1 and time.monotonic() - left < 12:
            pass
        # On a busy machine the work has less than a core, and lasts longer; it never lasts less.
        assert still <= 0.1
        assert seen > 2 * still
