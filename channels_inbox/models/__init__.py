from channels_inbox.models.channel import Channel
from channels_inbox.models.conversation import Conversation, ThreadId
from channels_inbox.models.inbound import Inbound
from channels_inbox.models.mailbox import MailboxState
from channels_inbox.models.outbound import Outbound

__all__ = ["Channel", "Conversation", "Inbound", "MailboxState", "Outbound", "ThreadId"]
