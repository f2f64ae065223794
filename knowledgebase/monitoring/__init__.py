"""Whether what customers rely on works: pure checks by kind, and how single results become a state that is told."""
