"""What subscribers of the status page are told by mail: rows of the knowledge base, handed over like every letter."""
