"""The simulators: gradient descent and the gradient flow, solved on the reduced spectrum.

flow.py, descent.py               the public functions
recording.py                      tolerances, checks, and from records to a `Trajectory`
flow_kernel.py, descent_kernel.py the drivers: blocks, and single steps where the map is rough
records.py                        what the drivers share
blocks.py                         one block: guess, error estimate, values in between
collocation.py                    its equations, and Newton's method on 2m scalars
stages.py, elimination.py         the stages for given scalars, the Jacobian, linear algebra
stability.py                      is the map stable where it stands?
nodes.py                          state and sums on the reduced nodes
radau.py                          tables
"""

from core.dynamics.descent import gradient_descent
from core.dynamics.flow import gradient_flow

__all__ = ["gradient_descent", "gradient_flow"]
