"""What the machine does by itself: triggers, timed rules, and the actions they share with macros (docs/rules.md)."""
