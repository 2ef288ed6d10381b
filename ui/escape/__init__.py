"""The page of the escape: what it computes, draws and says."""
