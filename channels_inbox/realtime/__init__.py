"""Live pages: push a nudge, pull the HTML.

After commit a process publishes to Valkey which groups may hear that a ticket changed; each socket
process hears it once and passes the same short text to the sockets of those groups. The nudge carries
no content: the page asks for what it missed through the ordinary permissions.
"""
