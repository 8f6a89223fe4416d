"""Local OpsGenie, JSM Operations, Slack and GitHub for the demo and the tests."""
