"""The tickets everybody sees first, told by hand: a busy morning in Ana's inbox."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from helpdesk.demo.company import Company
from helpdesk.demo.history import History
from helpdesk.demo.hours import next_open
from tickets.models.kinds import Category, Priority, TicketType

MACHINES, GRINDERS, ORDERS = "espresso-machines", "grinders", "orders-returns"


class Inbox:
    """Tells the tickets of the first screen; `times` says when each number was given out."""

    def __init__(self, company: Company, *, now: datetime, times: dict[int, datetime]) -> None:
        self.company = company
        self.now = now
        self.times = times
        self.ana = company.agents["ana"]
        self.tomasz = company.agents["tomasz"]

    def tell(self) -> Iterator[History]:
        yield self.pressure()
        yield self.voltage()
        yield self.invoice()
        yield self.foam()
        yield self.voicemail()
        yield self.cream()
        yield self.drip()
        yield self.address()
        yield self.gasket()
        yield self.courier()
        yield self.seal_problem()
        yield self.puddle()
        yield self.gauge()

    def ago(self, minutes: float) -> datetime:
        return self.now - timedelta(minutes=minutes)

    def open(
        self, number: int, email: str, subject: str, channel: str, team: str, *, type: str = TicketType.QUESTION
    ) -> History:
        history = History(
            stages=self.company.stages,
            requester=self.company.members[email].asker,
            subject=subject,
            channel=channel,
            opened_at=self.times[number],
            type=type,
            team=self.company.teams[team],
        )
        history.number = number
        return history

    def pressure(self) -> History:
        t = self.open(
            48213,
            "maya@cafenorr.example",
            "Duo won’t build pressure after descaling",
            "email",
            MACHINES,
            type=TicketType.INCIDENT,
        )
        opened = t.opened_at
        signature = "\n\n-- \nMaya Lindqvist\nOwner, Café Norr\n+46 31 555 0142"
        first = (
            "Hi! I descaled our Duo on Sunday with your powder, exactly as in the booklet. Since then the pump "
            "runs but the "
            "gauge never passes 4 bar and the shots come out like tea.\n\nWe open the café at 7 and I have a line "
            "out of the "
            "door, so anything I can try today would help a lot."
        )
        photo = t.receive(first + signature, first, opened)
        t.prioritise(Priority.URGENT, opened + timedelta(seconds=1), None)
        t.tag(["machine-down"], opened + timedelta(seconds=1), None)
        answered = next_open(opened + timedelta(minutes=19))
        t.assign(self.ana, answered - timedelta(minutes=6), self.ana)
        t.reply(
            "Morning Maya,\n\nthat sounds like air trapped behind the pump, which happens when the tank runs low "
            "during "
            "descaling. Please try this first:\n\n1. Fill the tank and open the steam valve fully.\n2. Hold Brew "
            "and Steam "
            "together for five seconds until both lights pulse.\n3. Let it run until water comes from the wand without "
            "spitting, about 40 seconds.\n\nAna",
            answered,
            self.ana,
        )
        chat = next_open(answered + timedelta(hours=22, minutes=18))
        t.receive(
            "Did the bleed twice, wand runs clean. Still 4 bar. And now a small puddle under the left side",
            "",
            chat,
            channel="chat",
        )
        chat += timedelta(minutes=2)
        t.reply(
            "Thanks, the puddle is the clue. Please switch it off at the wall. I am calling you now.",
            chat,
            self.ana,
            channel="chat",
        )
        t.note(
            "Called Maya, 4 min 12 s. Leak confirmed at the pump outlet. Serial DU2-88104, in warranty until March "
            "2027.",
            chat + timedelta(minutes=2),
            self.ana,
        )
        t.note(
            "@Ana outlet seal, part 4410. Third one this month from batch 88xxx; I have linked it to the problem "
            "ticket "
            "#48190. We have 6 kits in Gothenburg, courier can be there tomorrow before 10.",
            chat + timedelta(minutes=29),
            self.tomasz,
        )
        last = (
            "Is there any way to get the part before Friday? We have a wedding on Saturday morning and 120 guests who "
            "expect flat whites."
        )
        t.receive(last + signature, last, self.ago(3))
        photo["files"] = ["gauge-4bar.png"]
        return t

    def voltage(self) -> History:
        t = self.open(
            48231,
            "oliver@grantcoffee.example",
            "Wrong voltage delivered, order H-20977",
            "whatsapp",
            ORDERS,
            type=TicketType.INCIDENT,
        )
        t.receive(
            "Morning, our new Pro 2 from order H-20977 just arrived and it seems to be the 110 V version. We are "
            "in Bristol!",
            "",
            t.opened_at,
        )
        t.assign(self.ana, self.ago(14), self.company.agents["priya"])
        t.prioritise(Priority.HIGH, self.ago(13), self.company.agents["priya"])
        t.tag(["returns"], self.ago(13), self.company.agents["priya"])
        photo = t.receive("Photo of the rating plate attached", "", self.ago(8))
        photo["files"] = ["rating-plate.png"]
        return t

    def invoice(self) -> History:
        t = self.open(48230, "sofia@studiomarchetti.example", "Invoice for two Grind hoppers", "web_form", ORDERS)
        t.receive(
            "We need the VAT number on it, please. The order was H-20958, two spare hoppers for the Grind, paid by "
            "card. Our "
            "number is IT 01234560789.\n\nSofia Marchetti",
            "",
            t.opened_at,
        )
        t.assign(self.ana, self.ago(17), self.company.agents["priya"])
        return t

    def foam(self) -> History:
        t = self.open(
            48226,
            "bao.tran@postbox.example",
            "Milk foam is flat since the update",
            "chat",
            MACHINES,
            type=TicketType.INCIDENT,
        )
        t.receive("Hi, since Thursday my Pro 2 makes no foam. I did the steam profile reset twice.", "", t.opened_at)
        t.receive("it worked fine before the update to 3.2", "", self.ago(42.5))
        t.assign(self.ana, self.ago(41.5), self.ana)
        t.tag(["firmware-3.2", "foam"], self.ago(41), self.ana)
        t.reply("could you tell me which firmware it shows?", self.ago(40), self.ana)
        return t

    def drip(self) -> History:
        """A chat nobody has taken yet."""
        t = self.open(48216, "frida.juul@postbox.example", "Steam wand drips after steaming", "chat", MACHINES)
        t.receive("Hello! The steam wand of my One drips for a minute after I close the valve.", "", t.opened_at)
        t.receive("Is that normal, or is something worn out?", "", self.ago(75.5))
        return t

    def address(self) -> History:
        """A chat nobody has taken yet."""
        t = self.open(48215, "harriet.lowe@postbox.example", "Send order H-20991 to my office", "chat", ORDERS)
        t.receive("Hi, can order H-20991 still go to my office instead? I am not at home on Thursday.", "", t.opened_at)
        return t

    def voicemail(self) -> History:
        t = self.open(48219, "ingrid@harbourhotel.example", "Voicemail: booking a service visit", "phone", MACHINES)
        t.receive(
            "0:48 · “Hello, this is Ingrid from the Harbour Hotel in Ålesund. Our two machines are due for their "
            "yearly "
            "service and I would like to book a visit before the season starts. Any morning after eleven suits us, "
            "when "
            "breakfast is over. You have my number. Thank you, bye.”",
            "",
            t.opened_at,
        )
        t.assign(self.ana, self.ago(50), self.company.agents["jonas"])
        t.move(Category.OPEN, self.ago(49), self.ana)
        t.tag(["service-visit"], self.ago(49), self.ana)
        return t

    def cream(self) -> History:
        t = self.open(48217, "dimitri@kafekalos.example", "Is the One coming in cream?", "instagram", MACHINES)
        t.receive("Saw the picture on your story, love it", "", t.opened_at)
        t.assign(self.ana, self.ago(66), self.ana)
        t.prioritise(Priority.LOW, self.ago(66), self.ana)
        return t

    def gasket(self) -> History:
        t = self.open(
            48211, "hana.kovar@postbox.example", "From community: steam wand gasket size", "community", MACHINES
        )
        priya = self.company.agents["priya"]
        t.receive(
            "Steam wand gasket: is it 8 or 8.5 mm? The parts list for the Duo says 8, the one I took out measures 8.5.",
            "",
            t.opened_at,
        )
        noted = next_open(t.opened_at + timedelta(hours=2))
        t.note("Escalated from the community. The public topic is marked taken up.", noted, priya)
        t.assign(self.ana, noted + timedelta(minutes=1), priya)
        t.move(Category.OPEN, noted + timedelta(minutes=9), self.ana)
        t.receive("I measured again with a caliper, 8.5 it is. So which one do I order?", "", self.ago(60 * 19))
        return t

    def courier(self) -> History:
        t = self.open(48207, "luis@padariaferreira.example", "Courier did not arrive", "sms", ORDERS)
        t.receive("Waited all day for the courier, order H-20952, nobody came. Luis, Padaria Ferreira", "", t.opened_at)
        taken = next_open(t.opened_at + timedelta(minutes=12))
        t.assign(self.ana, taken, self.ana)
        t.tag(["delivery"], taken, self.ana)
        t.reply(
            "I am sorry, Luis. I am asking the courier and will write as soon as I know.",
            taken + timedelta(minutes=2),
            self.ana,
        )
        t.receive("ok. mornings are best, we bake from 3", "", taken + timedelta(minutes=31))
        # A day ago, or whenever before that somebody was at work.
        said = next(at for at in map(self.ago, range(60 * 24, 60 * 24 * 4, 60)) if next_open(at) == at)
        t.reply("new slot is Monday 9 to 11", said, self.ana, then="waiting-on-carrier")
        return t

    def seal_problem(self) -> History:
        t = self.open(
            48190,
            "anton@hofladenbrenner.example",
            "Outlet seal, batch 88",
            "email",
            MACHINES,
            type=TicketType.PROBLEM,
        )
        said = (
            "Good day,\n\nour Duo drips from the left side since this morning, only while the pump runs. Serial number "
            "DU2-88021. It is not yet a year old.\n\nAnton Brenner"
        )
        t.receive(said, "", t.opened_at)
        at = next_open(t.opened_at + timedelta(minutes=50))
        t.assign(self.tomasz, at, self.tomasz)
        t.tag(["leak", "part-4410", "batch-88"], at, self.tomasz)
        t.prioritise(Priority.HIGH, at, self.tomasz)
        at = next_open(at + timedelta(minutes=25))
        t.reply(
            "Good morning Anton,\n\nthank you for the serial number. This is the seal at the pump outlet; a new "
            "one (part "
            "4410) is on its way to you, with the courier tomorrow. Please leave the machine switched off until it is "
            "changed.\n\nBest regards,\nTomasz",
            at,
            self.tomasz,
            then="waiting-on-parts",
        )
        t.note(
            "Keeping this one as the problem ticket. Seals from batch 88 crack after about eight months; "
            "purchasing has "
            "asked the supplier for their test records.",
            next_open(at + timedelta(hours=3)),
            self.tomasz,
        )
        return t

    def puddle(self) -> History:
        t = self.open(48102, "agnes@rosterihamnen.example", "Low pressure, puddle underneath", "whatsapp", MACHINES)
        t.receive("Hi! Our Duo stands in a puddle and only makes 5 bar, any idea?", "", t.opened_at)
        at = next_open(t.opened_at + timedelta(minutes=8))
        t.assign(self.tomasz, at, self.tomasz)
        t.tag(["leak", "part-4410"], at, self.tomasz)
        t.reply(
            "Yes: the outlet seal. We are in the same town, I can bring you part 4410 this afternoon.", at, self.tomasz
        )
        t.receive("That is service! We are here until 17", "", at + timedelta(minutes=4))
        at = next_open(at + timedelta(hours=25))
        t.receive("Seal is in, 9 bar, dry floor. Thank you!", "", at)
        t.reply("Great. Enjoy!", at + timedelta(minutes=2), self.tomasz, then=Category.RESOLVED)
        self._close(t)
        return t

    def gauge(self) -> History:
        t = self.open(47988, "gustav@solsidan.example", "Duo gauge stuck at 4 bar", "email", MACHINES)
        said = "Hello,\n\nthe gauge of our Duo stays at 4 bar whatever I do. I have bled the pump twice.\n\nGustav"
        t.receive(f"{said}\n\n-- \nGustav Dahl\nSolsidan Konditori, Uppsala", said, t.opened_at)
        at = next_open(t.opened_at + timedelta(minutes=40))
        t.assign(self.tomasz, at, self.tomasz)
        t.tag(["pressure", "repair"], at, self.tomasz)
        t.reply(
            "Hi Gustav,\n\nthen it is the valve behind the pump, which we change at the depot. The courier "
            "collects the "
            "machine tomorrow and brings a loan machine.\n\nBest regards,\nTomasz",
            at,
            self.tomasz,
            then="waiting-on-carrier",
        )
        at = next_open(at + timedelta(days=3))
        t.reply(
            "Hi Gustav,\n\nyour Duo is repaired and on its way back: new valve, 9.1 bar on the bench.\n\nBest "
            "regards,\nTomasz",
            at,
            self.tomasz,
            then=Category.RESOLVED,
        )
        self._close(t)
        return t

    def _close(self, t: History) -> None:
        closed = t.row["resolved_at"] + timedelta(days=5, minutes=20)
        if closed < self.now:
            t.move(Category.CLOSED, closed, None)
