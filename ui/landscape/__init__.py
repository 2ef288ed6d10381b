"""The page of the landscape: what it computes, draws and says."""
