"""The page of the convergence: what it computes, draws and says."""
