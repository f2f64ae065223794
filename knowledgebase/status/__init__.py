"""The status page's own reckoning: what a part's state is, how long it was what, when something is due."""
