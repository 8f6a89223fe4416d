"""An ETA is read from what a person writes, and only from words that promise one."""

from domain.eta.eta import Eta, read_eta

__all__ = ["Eta", "read_eta"]
