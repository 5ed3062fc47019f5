"""What staff ask for many profiles at once, done in the background."""
