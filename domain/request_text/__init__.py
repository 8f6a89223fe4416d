"""Every message about requests, and how requests read in artifacts and on the terminal."""

from domain.request_text.blind_spots import BlindSpots
from domain.request_text.fixes import announce_fix
from domain.request_text.reminders import render_reminder
from domain.request_text.report import ROW_HEAD, heartbeat, request_rows, requests_markdown
from domain.request_text.sweep import Sweep, render_sweep, sweep_key

__all__ = [
    "ROW_HEAD",
    "BlindSpots",
    "Sweep",
    "announce_fix",
    "heartbeat",
    "render_reminder",
    "render_sweep",
    "request_rows",
    "requests_markdown",
    "sweep_key",
]
