"""What ``goalie check`` reads, and only reads; nothing here imports Prefect."""
