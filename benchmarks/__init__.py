"""What a run costs, in requests and ratios; `make bench` measures it anew."""
