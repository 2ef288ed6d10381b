"""Results kept for a while: computed once, however many ask, and the oldest given up.

Streamlit's caches do this too, but hold on to a lock for every key there ever was (1 kB for each
move of a slider, for good), and find a key's hash by pickling it.
"""

from __future__ import annotations

import functools
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Generic, ParamSpec, TypeVar

from ui import single_steps

P = ParamSpec("P")
T = TypeVar("T")


class _Kept(Generic[T]):
    """The results of a function by its arguments; those last asked for are kept."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        # Those being computed are among them: who asks meanwhile waits for the one result.
        self._results: OrderedDict[Hashable, Future[T]] = OrderedDict()

    def get(self, key: Hashable, compute: Callable[[], T]) -> T:
        with self._lock:
            result = self._results.get(key)
            if known := result is not None:
                self._results.move_to_end(key)
            else:
                result = self._results[key] = Future()
                while len(self._results) > self._most:
                    self._results.popitem(last=False)
        if not known:
            self._fulfil(key, result, compute)
        return result.result()

    def _fulfil(self, key: Hashable, result: Future[T], compute: Callable[[], T]) -> None:
        try:
            result.set_result(compute())
        except BaseException as error:
            result.set_exception(error)
            # What went wrong may go well the next time.
            with self._lock:
                if self._results.get(key) is result:
                    del self._results[key]


def kept(most: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep the `most` last results of a function of hashable arguments.

    They are shared by all visitors: nothing may change them. A function must not come to ask for
    its own result. What is found in a hurry (`ui.single_steps`) is kept apart.
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        results = _Kept[T](most)

        @functools.wraps(function)
        def wrapped(*args: P.args, **kwargs: P.kwargs) -> T:
            key = (args, single_steps.most(), *sorted(kwargs.items()))
            return results.get(key, lambda: function(*args, **kwargs))

        return wrapped

    return decorate
