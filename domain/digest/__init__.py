"""A digest is what a team should know when a ceremony begins."""
