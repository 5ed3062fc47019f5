"""RFM scores and groups, and their history."""
