"""Online SGD.

online.py      the public function
parameters.py  the parameters that only it has
plan.py        which kernel, by cost
modes.py       the modes of a problem, single or in groups
kernels.py     the two kernels
replicas.py    replicas over threads, with progress and a stop
"""

from core.dynamics.sgd.online import online_sgd
from core.dynamics.sgd.plan import SgdKernel, sgd_kernel_for
from core.dynamics.sgd.replicas import Progress

__all__ = ["Progress", "SgdKernel", "online_sgd", "sgd_kernel_for"]
