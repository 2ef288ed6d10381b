"""The page of the spectral tail: what it computes, draws and says."""
