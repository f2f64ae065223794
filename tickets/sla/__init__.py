"""Promises kept by the machine: policies choose targets, clocks count them, a ledger explains them (docs/sla.md)."""
