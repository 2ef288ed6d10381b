"""The simulators: gradient descent and the gradient flow on the reduced spectrum; online SGD.

flow.py, descent.py               the public functions
modes.py                          the single modes along a run
curvature.py                      the sharpness along a run
orbits.py, orbit_kernel.py        the orbit diagram: where each step size ends up
sphere.py, sphere_flow.py         both methods with the norm of w fixed
cycles.py                         the period of a sequence
states.py                         the start of a run, and its states where they are kept
recording.py                      tolerances, checks, and from records to a `Trajectory`
flow_kernel.py, descent_kernel.py the drivers: blocks, and single steps where the map is rough
records.py                        what the drivers share
blocks.py                         one block: guess, error estimate, values in between
collocation.py                    its equations, and Newton's method on 2m scalars
stages.py, elimination.py         the stages for given scalars, the Jacobian, linear algebra
stability.py                      is the map stable where it stands?
nodes.py                          state and sums on the reduced nodes
radau.py                          tables
sgd/                              online SGD, drawn, and its mean field, solved
"""

from core.dynamics.curvature import Sharpness, sharpness
from core.dynamics.descent import gradient_descent
from core.dynamics.flow import gradient_flow
from core.dynamics.modes import ModePath, follow_modes
from core.dynamics.orbits import Orbit, OrbitDiagram, orbit_diagram
from core.dynamics.sgd import (
    Progress,
    SgdKernel,
    online_sgd,
    sgd_kernel_for,
    sgd_mean_field,
    watch_online_sgd,
)

__all__ = [
    "ModePath",
    "Orbit",
    "OrbitDiagram",
    "Progress",
    "SgdKernel",
    "Sharpness",
    "follow_modes",
    "gradient_descent",
    "gradient_flow",
    "online_sgd",
    "orbit_diagram",
    "sgd_kernel_for",
    "sgd_mean_field",
    "sharpness",
    "watch_online_sgd",
]
