"""The page of the trade-off: what it computes, draws and says."""
