"""The answer bot: flows and answers for visitors of a widget, until a person has the chat (docs/bot.md).

A flow is data (`tree`), walked by a pure engine. What it says, sets and asks becomes rows under the chat's lock.
"""
