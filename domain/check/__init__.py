"""Whether Goalie can do its work: what was read becomes findings, each failure with its remedy."""
