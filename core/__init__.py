from core.dynamics import gradient_descent, gradient_flow
from core.parameters import PARAMETERS, ParameterError, Setup
from core.problem import Problem
from core.trajectory import Status, Trajectory


def warm_up() -> None:
    gradient_descent(Problem.power_law(2, 50), 0.01, 2000)
    gradient_flow(Problem.power_law(2, 50), 10.0)
