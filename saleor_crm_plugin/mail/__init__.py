"""Templates, outbox, delivery, suppression."""
