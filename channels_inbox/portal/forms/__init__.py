from channels_inbox.portal.forms.contact import ContactForm
from channels_inbox.portal.forms.reply import ReplyForm

__all__ = ["ContactForm", "ReplyForm"]
