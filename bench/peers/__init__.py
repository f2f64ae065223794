"""Other help desks on the same machine in the same run: a figure alone says more about the machine than about us."""
