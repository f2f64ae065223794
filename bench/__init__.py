"""Speed, measured as ratios in one run on one machine. `make bench` runs all of it and prints the tables."""
