"""Notifications by mail: gathered from rows that are due, written when they go, handed over like every letter."""
