from channels_inbox.models.bot import Bot, BotVersion
from channels_inbox.models.bot_run import BotCall, BotRun, BotTurn
from channels_inbox.models.call import Call, CallStep
from channels_inbox.models.call_order import CallOrder
from channels_inbox.models.call_recording import CallRecording
from channels_inbox.models.channel import Channel
from channels_inbox.models.chat import Chat, ChatEntry, ChatLetter
from channels_inbox.models.conversation import Conversation, ThreadId
from channels_inbox.models.customer_event import CustomerEvent
from channels_inbox.models.faq import Faq, FaqWording
from channels_inbox.models.inbound import Inbound
from channels_inbox.models.mailbox import MailboxState
from channels_inbox.models.outbound import Outbound
from channels_inbox.models.outline import Outline, OutlineVersion
from channels_inbox.models.phone_desk import BlockedNumber, PhoneSeat
from channels_inbox.models.phone_menu import MenuVersion, PhoneMenu
from channels_inbox.models.reach_out import ReachOut, ReachOutDelivery
from channels_inbox.models.visitor import Visitor
from channels_inbox.models.widget import Widget

__all__ = [
    "BlockedNumber",
    "Bot",
    "BotCall",
    "BotRun",
    "BotTurn",
    "BotVersion",
    "Call",
    "CallOrder",
    "CallRecording",
    "CallStep",
    "Channel",
    "Chat",
    "ChatEntry",
    "ChatLetter",
    "Conversation",
    "CustomerEvent",
    "Faq",
    "FaqWording",
    "Inbound",
    "MailboxState",
    "MenuVersion",
    "Outbound",
    "Outline",
    "OutlineVersion",
    "PhoneMenu",
    "PhoneSeat",
    "ReachOut",
    "ReachOutDelivery",
    "ThreadId",
    "Visitor",
    "Widget",
]
