"""`python -m cli` is the goalie command."""

from cli.main import main

main()
