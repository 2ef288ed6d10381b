"""The simulators: gradient flow and gradient descent, solved on the reduced spectrum.

recording.py    public checks, tolerances, records -> Trajectory
flow.py         gradient_flow
descent.py      gradient_descent
stepping.py     the two drivers: single steps and blocks
blocks.py       one block: guess, error estimate, dense output
collocation.py  the equations of a block and Newton's method on 2m scalars
stability.py    is the map stable here?
nodes.py        state and sums on the reduced nodes
radau.py        tables
"""

from core.dynamics.descent import gradient_descent
from core.dynamics.flow import gradient_flow

__all__ = ["gradient_descent", "gradient_flow"]
