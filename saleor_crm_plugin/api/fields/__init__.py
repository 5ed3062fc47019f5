"""The parts of the contract's table, one module for each area."""
