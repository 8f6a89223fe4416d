"""A preview shows what would be posted, on the terminal and as a page that looks like Slack."""
