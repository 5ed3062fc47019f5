"""The inbox: each fact accepted once, applied in batches, and repaired by the sweep."""
