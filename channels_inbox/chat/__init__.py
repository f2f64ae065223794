"""Live chat: what visitors and agents do in a widget's conversations, as verbs.

Every verb locks the ticket first and the chat after it. A push is only a hint: whoever hears it asks for what
follows the entry they hold (docs/chat.md).
"""
