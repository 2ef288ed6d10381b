"""The paper's benchmark and band for the tail against solved runs: where they hold and end."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from numpy.typing import NDArray

from core import Problem, find_phases, follow_modes, gradient_flow, theory
from core.theory import SurvivalForm, SurvivalWindow

Array = NDArray[np.float64]


@functools.cache
def left_after(
    decay: float, dimension: int, epsilon: float, tau: tuple[float, ...]
) -> tuple[float, Array]:
    """T₂(ε) of a run with a flat teacher, and MSE(T₂ + τ)/MSE(T₂)."""
    problem = Problem.power_law(decay, dimension, teacher="flat", seed=1)
    t2 = find_phases(gradient_flow(problem, 1e9), epsilon=epsilon).t2
    assert t2 is not None
    at = np.concatenate(([t2], t2 + np.array(tau)))
    run = gradient_flow(problem, at[-1], at=at)
    return t2, run.mse[1:] / run.mse[0]


def window_of(decay: float, dimension: int, form: SurvivalForm) -> SurvivalWindow:
    """The window of S_d that has this form."""
    windows = theory.survival_windows(decay, dimension)
    return next(window for window in windows if window.form is form)


@pytest.mark.parametrize("decay", [1.5, 2.0, 3.0])
def test_a_run_falls_as_the_benchmark_long_after_t2(decay: float) -> None:
    tau = (1e4, 1e5, 1e6, 1e7)
    t2, left = left_after(decay, 100_000, 0.05, tau)
    whole = 1 - theory.benchmark_survival(decay, 100_000, tau)
    drop = (1 - left) / whole
    # What was learned by T₂ falls no more; S_d says itself what part of the drop that is.
    assert np.all(drop > 1 - (1 - theory.benchmark_survival(decay, 100_000, t2)) / whole)
    assert np.all(drop <= 1)
    assert drop[-1] > 0.995


@pytest.mark.parametrize("decay", [1.5, 2.0, 3.0])
def test_soon_after_t2_a_run_falls_less_than_the_benchmark(decay: float) -> None:
    """S_d is of d coordinates of which none is learned yet; at T₂ the first ones are."""
    t2, left = left_after(decay, 100_000, 0.05, (0.1, 1.0))
    drop = (1 - left) / (1 - theory.benchmark_survival(decay, 100_000, [0.1, 1.0]))
    assert t2 > 2
    assert drop[0] < 0.1
    assert drop[1] < 0.25


def test_the_linear_window_of_a_nearly_flat_spectrum() -> None:
    """1 − 16τ/d: in a run only where no mode is far ahead of the others."""
    window = window_of(0.3, 100_000, SurvivalForm.LINEAR)
    early, late = 1e-2 * window.end, 3 * window.end
    _, left = left_after(0.3, 100_000, 0.05, (early, late))
    drop = (1 - left) / (1 - window.survival([early, late]))
    # Short by the few percent of the signal that is learned by T₂ and of order (x/d)^0.3 beyond.
    assert drop[0] == pytest.approx(1, abs=0.05)
    # Past its window the form drops by 3, and nothing falls by more than all there is.
    assert drop[1] < 0.35


@pytest.mark.parametrize("decay", [1.5, 2.0, 3.0])
def test_the_linear_window_of_a_steep_spectrum_is_not_the_runs(decay: float) -> None:
    """The run's drop is linear too while τ ≪ T₂, but with a small part of the slope 16/d.

    Nearly all of Σ λ_i = 1, from which 16/d comes, is in modes that are learned by then.
    """
    window = window_of(decay, 100_000, SurvivalForm.LINEAR)
    tau = (0.2 * window.end, 0.4 * window.end)
    t2, left = left_after(decay, 100_000, 0.05, tau)
    drop = 1 - left
    # Linear to the order of τ/T₂.
    assert drop[1] / drop[0] == pytest.approx(2, rel=2 * tau[1] / t2)
    assert np.all(drop < 0.06 * (1 - window.survival(tau)))


@pytest.mark.parametrize("decay", [1.7, 2.0, 3.0])
def test_the_power_window(decay: float) -> None:
    window = window_of(decay, 1_000_000, SurvivalForm.POWER)
    # x = 10³ of 10⁶ modes; by x = d the form drops by more than there is; at τ = T₂/10 it does not
    # know that the first modes are learned.
    inside, end = 1000**decay / window.beta, window.end
    t2, left = left_after(decay, 1_000_000, 0.05, (inside, end))
    drop = (1 - left) / (1 - window.survival([inside, end]))
    # What was learned by T₂, and the last modes, which the integral behind Γ adds: (x/d)^(a−1).
    tolerance = (t2 / inside) ** (1 / decay) + 1e-3 ** (decay - 1)
    assert 1 - tolerance < drop[0] < 1
    early = left_after(decay, 1_000_000, 0.05, (0.1 * t2,))[1]
    assert (1 - early[0]) / (1 - window.survival(0.1 * t2)) < 0.5
    assert drop[1] < 0.8


def test_the_logarithm_at_decay_one() -> None:
    """1 − (ln(d/x) + 1 − γ) x/d where a tenth of the modes is learned; not before, nor at d."""
    window = window_of(1.0, 1_000_000, SurvivalForm.LOGARITHM)
    tau = tuple(window.end * np.array([1e-4, 0.1, 1.0]))
    t2, left = left_after(1.0, 1_000_000, 0.3, tau)
    drop = (1 - left) / (1 - window.survival(tau))
    # By the form itself so much was learned by T₂; of what is left out x/2d is a twentieth.
    learned, whole = 1 - window.survival([t2, tau[1]])
    assert drop[1] == pytest.approx(1, abs=learned / whole + 0.05)
    assert learned / whole < 0.15
    # τ ≪ T₂: what the form lets fall is learned by T₂. At x = d the logarithm is gone.
    assert drop[0] < 0.5
    assert drop[2] > 1.5


@pytest.mark.parametrize("decay", [0.3, 1.0, 1.5, 2.0])
def test_no_run_is_above_the_bound_of_the_last_window(decay: float) -> None:
    """e^(−βτ d^(−a)) is the slowest mode alone: true for a run at every τ, and of use only late."""
    window = window_of(decay, 1_000, SurvivalForm.BOUND)
    tau = tuple(window.start * np.array([1e-3, 0.1, 1.0, 3.0]))
    _, left = left_after(decay, 1_000, 0.05, tau)
    bound = window.survival(tau)
    assert np.all(left < bound)
    # Late the last modes are all that is left, and a run is below it by less than a decade.
    assert np.all(left[2:] > 0.1 * bound[2:])
    # Early the bound says next to nothing of the drop of a spectrum with a head.
    if decay > 1:
        assert 1 - left[0] > 4 * (1 - bound[0])


def band_and_run(
    problem: Problem, start: float, tau: list[float], epsilon: float
) -> tuple[theory.Band, Array]:
    """Theorem 2's band from the errors of the run at `start`, and its MSE a time τ later."""
    end = 2 * (start + tau[-1])
    then = follow_modes(problem, end, at=[start], modes=np.arange(problem.dimension))
    band = theory.survival_band(problem, then.error[0], tau, epsilon)
    return band, gradient_flow(problem, end, at=start + np.array(tau)).mse


def test_the_band_is_not_for_a_run_that_has_only_escaped() -> None:
    """From T₁ on 1 − u is 0.9 and no ε: the modes still wait, and the run is above the band."""
    problem = Problem.power_law(2.0, 300, seed=1)
    phases = find_phases(gradient_flow(problem, 1e6), epsilon=1e-3)
    assert phases.t1 is not None
    assert phases.t2 is not None
    tau = [1.0, 10.0, 100.0]
    # For a larger ε, as 0.01, the band would be wide enough to hold a run that it is not meant for.
    band, mse = band_and_run(problem, phases.t1, tau, 1e-3)
    assert np.all(mse > band.high)
    band, mse = band_and_run(problem, phases.t2, tau, 1e-3)
    assert np.all((band.low < mse) & (mse < band.high))


def test_the_band_is_too_narrow_past_the_cutoff_of_a_small_dimension() -> None:
    """The last modes relax a little faster than at their own rate, whatever ε is."""
    problem = Problem.power_law(1.3, 100, seed=1)
    cutoff = 1 / (16 * problem.eigenvalues[-1])
    t2 = find_phases(gradient_flow(problem, 1e6), epsilon=1e-4).t2
    assert t2 is not None
    # So small an ε is reached when 8 e-folds of the last mode are gone.
    assert t2 > 8 * cutoff
    band, mse = band_and_run(problem, t2, [0.1 * cutoff, 0.3 * cutoff], 1e-4)
    assert np.all(mse < band.low)
    # Theorem 2's second term, ε²τ²s*^(2)/d, takes over a few cutoffs on, and then holds anything.
    band, mse = band_and_run(problem, t2, [3 * cutoff, 10 * cutoff], 1e-4)
    assert np.all((band.low < mse) & (mse < band.high))
    assert band.low[-1] == 0
    assert band.high[-1] > 10 * mse[-1]
