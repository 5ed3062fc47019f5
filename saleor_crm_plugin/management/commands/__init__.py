"""Commands an operator can run."""
