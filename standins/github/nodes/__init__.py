"""Nodes are what GraphQL sees of a record: its fields by GitHub's names, lists as pages."""
