"""What runs: one file per scheduled job, each gather, decide, apply."""
