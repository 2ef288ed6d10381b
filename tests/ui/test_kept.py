import gc
import weakref
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from ui.kept import kept


class Result:
    pass


def test_last_results_are_kept_and_the_oldest_given_up() -> None:
    asked = []

    @kept(2)
    def double(number: int) -> int:
        asked.append(number)
        return 2 * number

    assert [double(number) for number in (1, 2, 1, 3, 1, 2)] == [2, 4, 2, 6, 2, 4]
    # 3 took the place of 2, as 1 had been asked for since.
    assert asked == [1, 2, 3, 2]


def test_arguments_by_name() -> None:
    @kept(2)
    def pair(one: int, two: int = 0) -> tuple[int, int]:
        return one, two

    assert pair(1, two=2) == (1, 2)
    assert pair(1, two=3) == (1, 3)


def test_computed_once_for_all_who_ask_at_the_same_time() -> None:
    asked, begun, go_on = [], Event(), Event()

    @kept(2)
    def slow(number: int) -> Result:
        asked.append(number)
        begun.set()
        assert go_on.wait(10)
        return Result()

    with ThreadPoolExecutor(4) as pool:
        results = [pool.submit(slow, 1) for _ in range(4)]
        assert begun.wait(10)
        go_on.set()
        assert len({id(each.result()) for each in results}) == 1
    assert asked == [1]


def test_different_ones_at_the_same_time() -> None:
    together = Barrier(2)

    @kept(1)
    def slow(number: int) -> int:
        together.wait(10)
        return number

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(slow, (1, 2))) == [1, 2]


def test_failure_reaches_who_asked_and_is_not_kept() -> None:
    fails = [True, False]

    @kept(2)
    def sometimes(number: int) -> int:
        if fails.pop(0):
            raise ValueError("not today")
        return number

    with pytest.raises(ValueError, match="not today"):
        sometimes(1)
    assert sometimes(1) == 1


def test_nothing_stays_of_what_is_given_up() -> None:
    @kept(1)
    def make(_: int) -> Result:
        return Result()

    first = weakref.ref(make(1))
    assert first() is not None
    make(2)
    gc.collect()
    assert first() is None
