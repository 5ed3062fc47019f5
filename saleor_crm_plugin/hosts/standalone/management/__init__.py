"""Management commands of the standalone host."""
