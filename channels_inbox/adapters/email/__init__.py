"""Mail as a channel: reading (pure), sending, listening and polling."""
