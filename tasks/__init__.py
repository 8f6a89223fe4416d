"""How Goalie touches the world: the only code that does I/O."""

import gc

# Where a job runs, Prefect is imported before this: its hundreds of thousands of objects stay until
# the process ends. Without this the collector would search them for garbage again and again, and
# once more at the end, which takes longer than most runs have work to do.
gc.freeze()
