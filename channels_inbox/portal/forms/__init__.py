from channels_inbox.portal.forms.contact import ContactForm
from channels_inbox.portal.forms.find import FindForm
from channels_inbox.portal.forms.reply import ReplyForm

__all__ = ["ContactForm", "FindForm", "ReplyForm"]
