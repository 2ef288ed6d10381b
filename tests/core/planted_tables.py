"""Tables of runs with a known answer: generators that plant a law, a noise and a range."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Law = Callable[[NDArray[np.float64]], NDArray[np.float64]]


def planted(
    law: Law,
    x: NDArray[np.float64],
    rng: np.random.Generator,
    *,
    seeds: int = 20,
    noise: float = 0.1,
    shared: float = 0.2,
    heavy: bool = False,
    name: str = "t2",
) -> pd.DataFrame:
    """y = law(x) e^noise, one row a run.

    Args:
        noise: the spread of ln y from run to run of one seed.
        shared: the spread of ln y from seed to seed, the same at every x: a lucky teacher stays
            lucky. It moves whole curves and bends none.
        heavy: Student's t with 4 degrees of freedom, of the same spread, for the normal.
    """

    def draw(*shape: int) -> NDArray[np.float64]:
        # The variance of Student's t with 4 degrees of freedom is 2.
        return rng.standard_t(4, shape) / np.sqrt(2) if heavy else rng.standard_normal(shape)

    logs = np.log(law(x)) + noise * draw(seeds, x.size) + shared * draw(seeds, 1)
    grid = np.broadcast_to(x, logs.shape)
    seed = np.broadcast_to(np.arange(seeds)[:, None], logs.shape)
    return pd.DataFrame(
        {"dimension": grid.ravel(), "seed": seed.ravel(), name: np.exp(logs).ravel()}
    )


LAWS: dict[str, Law] = {
    "constant": lambda x: 3 + 0 * x,
    "logarithm": lambda x: np.log(x) - 1,
    "power law": lambda x: 2 * x**-0.5,
    "exponential": lambda x: 5 * np.exp(-x / x.max()),
    "power law with a floor": lambda x: x**-0.8 + 3 * x.max() ** -0.8,
}
