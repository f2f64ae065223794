"""One machine, one command: embedded PostgreSQL and Valkey, and the process runner.

Nothing here is needed in production, where DATABASE_URL and REDIS_URL name real servers.
"""
