"""One run beside others: pinned ones, and those of other seeds."""
