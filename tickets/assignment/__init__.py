"""Who gets the next ticket: the queue of a team, the people who could take it, and the choice (docs/assignment.md)."""
