"""Announcements: which are out, who they are meant for, and what became of them (docs/messages.md)."""
