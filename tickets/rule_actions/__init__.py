"""What rules and macros can do, one module each: label, ParamsForm, would, apply (docs/rules.md)."""
