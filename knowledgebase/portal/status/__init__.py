"""The status page as its readers see it. Its copies (status/copies.py) are made by the same views."""
