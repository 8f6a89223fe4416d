"""What a person types: the goalie command."""
