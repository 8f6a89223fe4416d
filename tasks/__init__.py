"""How Goalie touches the world: the only code that does I/O."""
