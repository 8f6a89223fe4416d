"""Slack: user groups, people and messages, as steps of a flow."""
