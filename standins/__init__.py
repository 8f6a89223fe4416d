"""Local OpsGenie, JSM Operations and Slack for the demo and the tests."""
