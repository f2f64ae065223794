from insights.models.doubt import Doubt
from insights.models.fact import Fact, Gathering, TicketFacts
from insights.models.question import Apart, Asking, Question, Radar
from insights.models.spike import Spike

__all__ = ["Apart", "Asking", "Doubt", "Fact", "Gathering", "Question", "Radar", "Spike", "TicketFacts"]
