"""What a widget asks on behalf of its visitor: JSON under /widget/<site_key>/ (docs/chat.md)."""
