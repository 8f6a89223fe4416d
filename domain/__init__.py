"""What is right: pure decisions, without I/O, clock or logging."""
