"""Every job has a report that it prints, for a person or for a machine."""
