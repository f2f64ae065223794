"""Letters of the community: written from rows when they go, answered by their reply address, ended by a signed link."""
