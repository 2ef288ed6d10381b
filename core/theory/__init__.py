"""What the theory says a run will do, from the problem alone: formulas to hold a run against.

Nothing here is fitted and nothing looks at a solution: this package shares nothing with
`core.dynamics` but the problem and its reduction to nodes, so that a comparison of the two is one.
Numbers in brackets are those of the paper (arXiv:2511.18661); "ours" is not in it.

| file | what | source |
|---|---|---|
| escape.py | ρ, the growth rate of u in phase I | Lemma 2 |
| | u(t), s(t), T₁ and the local growth rate with all eigenmodes of the linear flow | ours |
| | how T₁ grows with d | ours |
| growth_rates.py | the secular equation as a picture: all growth rates of u | Lemma 2; ours |
| convergence.py | 1 − u, 1 − s and the loss in phase II; T₂(ε) | ours; the paper bounds T₂ |
| law_range.py | where the laws of 1 − u, 1 − s, the loss and the MSE hold | ours |
| bounds.py | the paper's bounds of T₂(ε) and of the plateau, as shapes | the paper; Prop. 4 |
| tail.py | the MSE in phase III; the time to a fraction of it | ours |
| | S_d(τ), the benchmark, and its windows | Theorem 2 |
| front.py | the modes learned by a time, and the fall of each | x in Theorem 2; ours |
| frozen.py | the MSE from the errors at T₂: Ŝ_d(τ) and its band; the frozen curve | Theorem 2 |
| fixed_norm.py | where a student of fixed norm comes to rest | ours |
| stability.py | the largest stable step | Hessian (3.2) at w* |
| noise.py | where online SGD comes to rest, and its largest step | ours |
| hierarchy.py | the moments cut at order K, and where that leaves a run | (3.4)-(3.5); ours |
| volterra.py | u(t) from one integral equation: a second solver | (5.2)-(5.3) |
| isotropic.py | the flow in the (u, s) plane where one eigenvalue is all there is | ours |
| landscape.py | the number of directions that lead down | (3.2); ours |
| asymptotics.py | the exponents of all these for power laws | Theorem 2; else ours |

Underneath: secular.py (the largest root of a secular equation), linear_flow.py (the sum over
eigenmodes as a contour integral), relaxation.py (sums over the modes of what is still unlearned),
arguments.py (checks).

Sums over the d modes run over the nodes of a `core.reduction.Reduction`; functions that need one
take it as `reduction`, or make it, one O(d) pass. Step sizes: `step_size=None` is the gradient
flow.
"""

from core.theory.asymptotics import (
    bound_time_exponent,
    convergence_exponent,
    mse_drop_exponent,
    mse_exponent,
    mse_rate_exponent,
    time_exponent,
)
from core.theory.bounds import convergence_time_bound, plateau_bound
from core.theory.convergence import (
    loss,
    one_minus_s,
    one_minus_u,
    time_to_epsilon,
    unlearned_signal,
)
from core.theory.escape import (
    escape_local_rate,
    escape_overlap,
    escape_rate,
    escape_size,
    escape_time,
    escape_time_slope,
    time_to_settle,
)
from core.theory.fixed_norm import SphereRest, fixed_norm_rest
from core.theory.front import learning_front, mode_fall, modes_learned
from core.theory.frozen import Band, frozen_mse, survival, survival_band
from core.theory.growth_rates import SecularEquation, secular_equation
from core.theory.hierarchy import Closure, CutHierarchy, cut_hierarchy
from core.theory.isotropic import isotropic_field, isotropic_path
from core.theory.landscape import negative_directions
from core.theory.law_range import Cause, LawRange, LawRanges, law_ranges
from core.theory.noise import (
    NoiseFloor,
    max_stable_sgd_step,
    mean_field_floor,
    noise_floor,
    noise_nodes,
)
from core.theory.stability import max_stable_step
from core.theory.tail import (
    SurvivalForm,
    SurvivalWindow,
    benchmark_survival,
    mse,
    survival_windows,
    time_to_mse,
)
from core.theory.volterra import VolterraSolution, solve_volterra

__all__ = [
    "escape_rate",
    "escape_overlap",
    "escape_size",
    "escape_time",
    "escape_time_slope",
    "escape_local_rate",
    "time_to_settle",
    "secular_equation",
    "SecularEquation",
    "unlearned_signal",
    "one_minus_u",
    "one_minus_s",
    "loss",
    "time_to_epsilon",
    "convergence_time_bound",
    "plateau_bound",
    "mse",
    "law_ranges",
    "LawRange",
    "LawRanges",
    "Cause",
    "time_to_mse",
    "benchmark_survival",
    "survival_windows",
    "SurvivalForm",
    "SurvivalWindow",
    "learning_front",
    "modes_learned",
    "mode_fall",
    "frozen_mse",
    "survival",
    "survival_band",
    "Band",
    "fixed_norm_rest",
    "SphereRest",
    "max_stable_step",
    "noise_floor",
    "noise_nodes",
    "mean_field_floor",
    "NoiseFloor",
    "max_stable_sgd_step",
    "cut_hierarchy",
    "CutHierarchy",
    "Closure",
    "solve_volterra",
    "VolterraSolution",
    "isotropic_field",
    "isotropic_path",
    "negative_directions",
    "convergence_exponent",
    "time_exponent",
    "bound_time_exponent",
    "mse_exponent",
    "mse_drop_exponent",
    "mse_rate_exponent",
]
