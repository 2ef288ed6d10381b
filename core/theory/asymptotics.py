"""The exponents that the laws have for power laws: λ_i ∝ i^(−a), w*_i² ∝ i^(−b), d → ∞.

F(x) = Σ λ_i w*_i² e^(−λ_i x) is a sum over the modes i ≳ x^(1/a) that are still to be learned, of
terms ∝ i^(−a−b): F(x) ~ x^(−(a+b−1)/a) for a + b > 1, and every exponent here follows from that
one. An exponent is NaN where the quantity is not a power of time. Approach is slow for small a: a
finite run should match the local slope of the law itself, which comes near these numbers only late.

With a preconditioner Q^(−p) the rates are r_i = λ_i^(1−p) ∝ i^(−a′), a′ = a(1 − p), but the loss
weighs the modes as before: F(x) = Σ λ_i w*_i² e^(−r_i x) ~ x^(−(a+b−1)/a′), and the MSE, which has
no weights, falls as for a spectrum of exponent a′. For p = 1 all modes share one rate and all falls
exponentially. Ours.
"""

from __future__ import annotations

import math

from core.parameters import PARAMETERS


def convergence_exponent(
    decay: float, teacher_decay: float = 0.0, preconditioner: float = 0.0
) -> float:
    """−(a+b−1)/a′: the exponent in t of 1 − u, 1 − s and the loss in phase II (ours).

    NaN for a′ = 0, where the modes share one rate and all fall exponentially, and for a + b ≤ 1,
    where the signal sits in the slowest modes and its fall is set by d.

    Raises:
        ParameterError: a, b or p out of bounds; so too in the other functions of this module.
    """
    a, b, rates = _checked(decay, teacher_decay, preconditioner)
    return -(a + b - 1) / rates if rates > 0 and a + b > 1 else math.nan


def time_exponent(decay: float, teacher_decay: float = 0.0, preconditioner: float = 0.0) -> float:
    """−a′/(a+b−1): the exponent in ε of T₂(ε) by the laws (ours); NaN where there is no power."""
    return 1 / convergence_exponent(decay, teacher_decay, preconditioner)


def bound_time_exponent(decay: float, preconditioner: float = 0.0) -> float:
    """−2a/(a−1): the exponent in ε of the paper's upper bound on T₂(ε), twice the law's.

    NaN with a preconditioner, of which the paper does not speak.
    """
    return 2 * time_exponent(decay) if preconditioner == 0 else math.nan


def mse_exponent(decay: float, teacher_decay: float, preconditioner: float = 0.0) -> float:
    """−(b−1)/a′ for b > 1: the exponent in t of the MSE itself (ours).

    The modes i > x ~ t^(1/a′) are left, with the mass Σ_{i>x} i^(−b). NaN for b ≤ 1, where the MSE
    is a plateau from which it drops (`mse_drop_exponent`), and for a′ = 0.
    """
    _, b, rates = _checked(decay, teacher_decay, preconditioner)
    return -(b - 1) / rates if rates > 0 and b > 1 else math.nan


def mse_drop_exponent(
    decay: float, teacher_decay: float = 0.0, preconditioner: float = 0.0
) -> float:
    """The exponent in τ of the drop Σ w*_i² (1 − e^(−16 r_i τ)): 1/a′ for b = 0.

    For b = p = 0 it is the second window of the paper's Theorem 2. For b > 0 (ours) the x ~
    τ^(1/a′) modes learned have the mass Σ_{i<x} i^(−b), so (1−b)/a′ for b < 1 and a′ + b > 1. For
    a′ + b < 1 the slow modes carry the drop, each still falling linearly: 1. NaN for b ≥ 1, where
    the drop is most of the MSE at once (`mse_exponent`), for a′ + b = 1 (a logarithm) and for
    a′ = 0.
    """
    _, b, rates = _checked(decay, teacher_decay, preconditioner)
    if rates == 0 or b >= 1 or rates + b == 1:
        return math.nan
    return (1 - b) / rates if rates + b > 1 else 1.0


def mse_rate_exponent(
    decay: float, teacher_decay: float = 0.0, preconditioner: float = 0.0
) -> float:
    """The exponent in t of −dMSE/dt = (16/d) Σ r_i w*_i² e^(−16 r_i t): −(a′+b−1)/a′ (ours).

    For a′ + b < 1 it is 0: the MSE falls linearly. With b = p = 0 it is −(1 − 1/a), the derivative
    of the paper's drop. NaN for a′ + b = 1 and for a′ = 0.
    """
    _, b, rates = _checked(decay, teacher_decay, preconditioner)
    if rates == 0 or rates + b == 1:
        return math.nan
    return -(rates + b - 1) / rates if rates + b > 1 else 0.0


def _checked(
    decay: float, teacher_decay: float, preconditioner: float
) -> tuple[float, float, float]:
    """a, b and a′ = a(1 − p)."""
    a = float(PARAMETERS["decay"].check(decay))
    b = float(PARAMETERS["teacher_decay"].check(teacher_decay))
    return a, b, a * (1 - float(PARAMETERS["preconditioner"].check(preconditioner)))
