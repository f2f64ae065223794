from channels_inbox.models.channel import Channel
from channels_inbox.models.chat import Chat, ChatEntry, ChatLetter
from channels_inbox.models.conversation import Conversation, ThreadId
from channels_inbox.models.inbound import Inbound
from channels_inbox.models.mailbox import MailboxState
from channels_inbox.models.outbound import Outbound
from channels_inbox.models.visitor import Visitor
from channels_inbox.models.widget import Widget

__all__ = [
    "Channel",
    "Chat",
    "ChatEntry",
    "ChatLetter",
    "Conversation",
    "Inbound",
    "MailboxState",
    "Outbound",
    "ThreadId",
    "Visitor",
    "Widget",
]
