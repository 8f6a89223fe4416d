"""Thin clients, one per system: one method per endpoint, raw JSON stops here."""
