"""The page of the step size: what it computes, draws and says."""
