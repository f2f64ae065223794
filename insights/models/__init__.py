from insights.models.fact import Fact, Gathering, TicketFacts

__all__ = ["Fact", "Gathering", "TicketFacts"]
