"""Reach-outs: planned when something happens, sent when their time comes, and answered (docs/reach-outs.md)."""
