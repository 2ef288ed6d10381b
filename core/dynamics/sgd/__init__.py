"""Online SGD.

online.py      the public functions
parameters.py  the parameters that only it has
plan.py        which kernel, by cost
modes.py       the modes of a problem, single or in groups
kernels.py     the two kernels
replicas.py    replicas over threads, with progress and a stop

mean_field.py         what a run does on average: solved, not drawn
mean_field_kernel.py  its driver, block after block
mean_field_block.py   one block: Newton's method, error estimate
mean_field_stages.py  the equations on the nodes
moments.py            what they need to know of a sample
"""

from core.dynamics.sgd.mean_field import sgd_mean_field
from core.dynamics.sgd.online import online_sgd, watch_online_sgd, watch_step_sizes
from core.dynamics.sgd.plan import SgdKernel, sgd_kernel_for
from core.dynamics.sgd.replicas import Progress

__all__ = [
    "Progress",
    "SgdKernel",
    "online_sgd",
    "sgd_kernel_for",
    "sgd_mean_field",
    "watch_online_sgd",
    "watch_step_sizes",
]
