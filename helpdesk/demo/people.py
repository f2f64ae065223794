"""Who works at Halden, and who writes to them. All addresses end in .example (RFC 2606)."""

from __future__ import annotations

from typing import NamedTuple

# team name, slug, icon
TEAMS = [
    ("Espresso machines", "espresso-machines", "coffee"),
    ("Grinders", "grinders", "cog"),
    ("Orders, returns", "orders-returns", "package"),
]

# name, mailbox, role, slugs of teams
AGENTS = [
    ("Ana Ruiz", "ana", "agent", ["espresso-machines", "grinders", "orders-returns"]),
    ("Tomasz Wolny", "tomasz", "agent", ["espresso-machines", "grinders"]),
    ("Jonas Weber", "jonas", "agent", ["orders-returns", "espresso-machines"]),
    ("Leila Haddad", "leila", "agent", ["grinders", "orders-returns"]),
    ("Priya Nair", "priya", "admin", ["espresso-machines"]),
    ("Emil Sandberg", "emil", "light_agent", ["espresso-machines"]),
]

# name, mail domain
ORGANIZATIONS = [
    ("Café Norr AB", "cafenorr.example"),
    ("Rösteri Hamnen", "rosterihamnen.example"),
    ("Grant & Daughter Coffee", "grantcoffee.example"),
    ("Studio Marchetti", "studiomarchetti.example"),
    ("Harbour Hotel Ålesund", "harbourhotel.example"),
    ("Kafé Kalos", "kafekalos.example"),
    ("Nyberg Arkitekter", "nybergarkitekter.example"),
    ("Padaria Ferreira", "padariaferreira.example"),
    ("Bakery Lumière", "lumiere.example"),
    ("Kanto Coffee Stand", "kantocoffee.example"),
    ("Spoke & Bean", "spokeandbean.example"),
    ("Hofladen Brenner", "hofladenbrenner.example"),
    ("De Roode Kop", "deroodekop.example"),
    ("Pražírna Vltava", "prazirnavltava.example"),
    ("Solsidan Konditori", "solsidan.example"),
    ("Northlight Coworking", "northlight.example"),
    ("Librería Almena", "almena.example"),
    ("Kawiarnia Pod Lipą", "podlipa.example"),
    ("Torvet Espressobar", "torvet.example"),
    ("Fjord & Fell Cabins", "fjordandfell.example"),
]


STRANGERS = [
    ("Growth Partners", "hello@growth-partners.example"),
    ("Web Ranking Team", "offers@web-ranking.example"),
    ("Parcel Notice", "no-reply@parcel-notice.example"),
]


class Person(NamedTuple):
    name: str
    email: str
    title: str
    place: str
    zone: str
    language: str
    phone: str


_PLACES = {
    "se": ("Europe/Stockholm", "sv", "+4631555"),
    "no": ("Europe/Oslo", "nb", "+4770555"),
    "dk": ("Europe/Copenhagen", "da", "+4533555"),
    "fi": ("Europe/Helsinki", "fi", "+35894555"),
    "uk": ("Europe/London", "en", "+44207946"),
    "ie": ("Europe/Dublin", "en", "+3531555"),
    "de": ("Europe/Berlin", "de", "+4930555"),
    "at": ("Europe/Vienna", "de", "+431555"),
    "nl": ("Europe/Amsterdam", "nl", "+3120555"),
    "fr": ("Europe/Paris", "fr", "+331555"),
    "es": ("Europe/Madrid", "es", "+3491555"),
    "pt": ("Europe/Lisbon", "pt", "+35121555"),
    "it": ("Europe/Rome", "it", "+3906555"),
    "gr": ("Europe/Athens", "el", "+30210555"),
    "cz": ("Europe/Prague", "cs", "+4202555"),
    "pl": ("Europe/Warsaw", "pl", "+4822555"),
    "tr": ("Europe/Istanbul", "tr", "+90212555"),
    "vn": ("Asia/Ho_Chi_Minh", "vi", "+8424555"),
    "jp": ("Asia/Tokyo", "ja", "+813555"),
    "us": ("America/New_York", "en", "+1212555"),
}

# name, address, title, town, country
_PEOPLE = """
Maya Lindqvist|maya@cafenorr.example|Owner|Gothenburg|se
Oliver Grant|oliver@grantcoffee.example|Founder|Bristol|uk
Sofia Marchetti|sofia@studiomarchetti.example|Office manager|Turin|it
Bao Tran|bao.tran@postbox.example||Hanoi|vn
Ingrid Solheim|ingrid@harbourhotel.example|Restaurant manager|Ålesund|no
Dimitri Kalos|dimitri@kafekalos.example|Owner|Thessaloniki|gr
Hana Kovář|hana.kovar@postbox.example||Brno|cz
Luis Ferreira|luis@padariaferreira.example|Baker|Porto|pt
Elif Aydin|elif.aydin@mailroom.example||Izmir|tr
Klara Nyberg|klara@nybergarkitekter.example|Architect|Stockholm|se
Nils Sealberg|nils@rosterihamnen.example|Roaster|Gothenburg|se
Elin Norr|barista@cafenorr.example|Barista|Gothenburg|se
Agnes Lund|agnes@rosterihamnen.example|Shift lead|Gothenburg|se
Freya Grant|freya@grantcoffee.example|Barista|Bristol|uk
Marco Bellini|marco@studiomarchetti.example|Producer|Turin|it
Sigrid Aas|sigrid@harbourhotel.example|Breakfast host|Ålesund|no
Eleni Kalos|eleni@kafekalos.example|Accounts|Thessaloniki|gr
Johan Ek|johan@nybergarkitekter.example|Studio lead|Stockholm|se
Teresa Ferreira|teresa@padariaferreira.example|Manager|Porto|pt
Camille Laurent|camille@lumiere.example|Owner|Lyon|fr
Hugo Petit|hugo@lumiere.example|Baker|Lyon|fr
Yuki Tanabe|yuki@kantocoffee.example|Owner|Yokohama|jp
Ren Okada|ren@kantocoffee.example|Barista|Yokohama|jp
Callum Reid|callum@spokeandbean.example|Owner|Glasgow|uk
Isla Murray|isla@spokeandbean.example|Head barista|Glasgow|uk
Anton Brenner|anton@hofladenbrenner.example|Farmer|Regensburg|de
Greta Brenner|greta@hofladenbrenner.example|Shop manager|Regensburg|de
Sanne de Wit|sanne@deroodekop.example|Owner|Utrecht|nl
Bram Visser|bram@deroodekop.example|Barista|Utrecht|nl
Tomáš Dvořák|tomas@prazirnavltava.example|Roaster|Prague|cz
Petra Malá|petra@prazirnavltava.example|Accounts|Prague|cz
Lovisa Holm|lovisa@solsidan.example|Confectioner|Uppsala|se
Gustav Dahl|gustav@solsidan.example|Owner|Uppsala|se
Aoife Byrne|aoife@northlight.example|Community manager|Galway|ie
Declan Walsh|declan@northlight.example|Facilities|Galway|ie
Marta Ibáñez|marta@almena.example|Bookseller|Valladolid|es
Pablo Serrano|pablo@almena.example|Owner|Valladolid|es
Zofia Krawczyk|zofia@podlipa.example|Owner|Kraków|pl
Marek Lis|marek@podlipa.example|Barista|Kraków|pl
Mads Holgersen|mads@torvet.example|Owner|Aarhus|dk
Signe Bech|signe@torvet.example|Barista|Aarhus|dk
Torstein Vik|torstein@fjordandfell.example|Caretaker|Voss|no
Astrid Hauge|astrid@fjordandfell.example|Host|Voss|no
Anna Bergström|anna.bergstrom@postbox.example||Malmö|se
Erik Sjögren|erik.sjogren@mailroom.example||Lund|se
Maja Wikström|maja.wikstrom@postbox.example||Umeå|se
Oskar Nordin|oskar.nordin@inboxes.example||Örebro|se
Linnea Forsberg|linnea.forsberg@postbox.example||Västerås|se
Viktor Åkesson|viktor.akesson@mailroom.example||Helsingborg|se
Ronja Engström|ronja.engstrom@inboxes.example||Kalmar|se
Kari Bakken|kari.bakken@postbox.example||Bergen|no
Ole Strand|ole.strand@mailroom.example||Trondheim|no
Frida Juul|frida.juul@postbox.example||Copenhagen|dk
Rasmus Krogh|rasmus.krogh@inboxes.example||Odense|dk
Aino Laine|aino.laine@postbox.example||Helsinki|fi
Mikko Salonen|mikko.salonen@mailroom.example||Tampere|fi
Harriet Lowe|harriet.lowe@postbox.example||Leeds|uk
Samuel Okafor|samuel.okafor@mailroom.example||Manchester|uk
Nisha Kapoor|nisha.kapoor@postbox.example||Leicester|uk
Rhys Morgan|rhys.morgan@inboxes.example||Cardiff|uk
Eilidh Fraser|eilidh.fraser@postbox.example||Inverness|uk
Niamh Doyle|niamh.doyle@mailroom.example||Cork|ie
Lukas Hoffmann|lukas.hoffmann@postbox.example||Hamburg|de
Miriam Vogel|miriam.vogel@mailroom.example||Leipzig|de
Stefan Krause|stefan.krause@inboxes.example||Cologne|de
Johanna Lang|johanna.lang@postbox.example||Freiburg|de
Theresa Gruber|theresa.gruber@postbox.example||Graz|at
Felix Moser|felix.moser@mailroom.example||Linz|at
Daan Bakker|daan.bakker@postbox.example||Rotterdam|nl
Fleur Janssen|fleur.janssen@mailroom.example||Haarlem|nl
Claire Fournier|claire.fournier@postbox.example||Nantes|fr
Julien Moreau|julien.moreau@mailroom.example||Bordeaux|fr
Inès Roche|ines.roche@inboxes.example||Annecy|fr
Lucía Romero|lucia.romero@postbox.example||Seville|es
Javier Molina|javier.molina@mailroom.example||Zaragoza|es
Beatriz Santos|beatriz.santos@postbox.example||Lisbon|pt
Rui Carvalho|rui.carvalho@mailroom.example||Braga|pt
Giulia Conti|giulia.conti@postbox.example||Bologna|it
Matteo Rinaldi|matteo.rinaldi@mailroom.example||Verona|it
Nikos Pappas|nikos.pappas@postbox.example||Athens|gr
Lenka Horáková|lenka.horakova@mailroom.example||Olomouc|cz
Jakub Novotný|jakub.novotny@postbox.example||Plzeň|cz
Agnieszka Wrona|agnieszka.wrona@postbox.example||Wrocław|pl
Piotr Zając|piotr.zajac@mailroom.example||Gdańsk|pl
Deniz Koç|deniz.koc@postbox.example||Ankara|tr
Linh Pham|linh.pham@mailroom.example||Da Nang|vn
Haruka Mori|haruka.mori@postbox.example||Kyoto|jp
Grace Holloway|grace.holloway@postbox.example||Portland, Maine|us
Daniel Reyes|daniel.reyes@mailroom.example||Brooklyn|us
Hannah Weiss|hannah.weiss@inboxes.example||Philadelphia|us
"""


def _person(position: int, line: str) -> Person:
    name, email, title, place, country = line.split("|")
    zone, language, prefix = _PLACES[country]
    return Person(name, email, title, place, zone, language, f"{prefix}0{142 + position}")


PEOPLE = [_person(i, line) for i, line in enumerate(_PEOPLE.strip().splitlines())]
