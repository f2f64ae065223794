"""The least a Django list can be: one view, fifty rows, one template; no database, no session, no middleware."""
