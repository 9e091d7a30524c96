"""Invented names, entities and values, drawn from one seeded stream.

A tenth of all invented words is held out by hash: training never sees them,
the evaluation sets and the shipped corpora use nothing else.
"""

import hashlib
import random

ONSETS = ("b c d f g h j k l m n p r s t v w z br bl cr dr fr fl gr kr pl pr st tr th sh ch sk sl sp qu kl gl "
          "v m n t l r").split()
VOWELS = "a e i o u a e i o ai ea ou ia io ee oo au y".split()
CODAS = "n r l s t m k x nd rn ld st ck th rt lm sk ng ll ss p d".split()
ENDINGS = ("a o e is us an en in on or er ar el il um ix ax ey y ia io ov ska sen son ton ville ham ford ley wick "
           "well dale burg mond").split()
FIRST_NAMES = (
    "Anna Peter Maria John Laura James Emma David Sara Paul Nina Omar Lucas Eva Leo Ivan Clara Hugo Mia Adam Rosa "
    "Felix Ella Noah Ruth Mark Alice Simon Vera Jonas Helen Viktor Amina Carlos Diana Erik Fatima George Hana Igor "
    "Julia Karl Lena Martin Nora Oscar Priya Robert Sofia Thomas Ursula Walter Yara Zoe Mary Michael Linda William "
    "Susan Richard Karen Joseph Nancy Daniel Lisa Anthony Betty Steven Sandra Kevin Ashley Brian Donna Edward Carol "
    "Ronald Amanda Timothy Melissa Jason Deborah").split()
TITLES = ("Dr.", "Ms.", "Mr.", "Mrs.", "Professor")
CURRENCIES = "crowns dollars euros marks florins credits pounds francs pesos rupees yen shillings tokens coins".split()
MONTHS = "January February March April May June July August September October November December".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
STREETS = "Street Road Avenue Lane Square Street Hill Way".split()
SUBJECTS = ("Algebra History Biology Chemistry Physics Geometry Grammar Ethics Logic Accounting Law Nursing Poetry "
            "Economics Statistics Music").split()
SECTORS = "farms mines railways housing software ports energy shipping forests hotels timber steel".split()
ILLNESSES = "fever disease syndrome pain cough rash infection flu disorder".split()
DRUG_ENDINGS = "in ol ine ex al um azol amin ibran".split()

# Entity patterns by kind: N is an invented word, F a first name, M a second word; "|" parts them.
# A pattern that begins with "the" keeps its article in the middle of a sentence.
ORG_NOUNS = {
    "clinic": "Clinic|Hospital|Surgery|Infirmary|Sanatorium|Health Centre|Medical Centre|Eye Clinic|Dental Clinic|"
              "Children's Hospital|General Hospital",
    "school": "School|College|Academy|University|Institute|Gymnasium|High School|Primary School|Business School|"
              "Music School|Technical College",
    "bank": "Bank|Trust|Credit Union|Savings Bank|Building Society|Investment Bank|Finance Group|City Bank",
    "shop": "Library|Museum|Hotel|Theatre|Bakery|Garden|Factory|Station|Book Shop|Town Hall|Sports Club|Post Office",
}
PATTERNS = {
    "drug": "N|N|N|N|N Forte|N Plus|N syrup|N cream",
    "doctor": "Dr. N|Dr. F N|Doctor N|Professor N|Dr. N",
    "trial": "the N trial|the N study|the N trial|the N programme",
    "course": "the N course|Applied N|Modern N|Advanced N|N S|N S|the N seminar|Introduction to N|N Studies",
    "grant": "the N scholarship|the N grant|the N prize|the N stipend|the N award",
    "account": "the N account|the N Saver|N Savings|the N card|the N Plus account|the N Student Account",
    "fund": "the N Fund|the N Growth Fund|N Capital|the N Pension Fund|the N Income Fund|N Partners",
    "policy": "the N policy|N Home Insurance|the N Travel policy|N Car Insurance|the N Care plan|N Life Insurance",
    "loan": "the N loan|the N Credit|the N Home Loan|the N mortgage|the N Student Loan",
    "town": "N|N|N|the town of N|N",
    "event": "the N Festival|the N Congress|the N Fair|the N Conference|the N meeting|the N Day",
    "device": "the N scanner|the N pump|the N printer|the N 300|the N press|the N monitor|the N engine|the N lamp",
}
NOUNS = {"drug": "medicine", "doctor": "doctor", "trial": "trial", "course": "course", "grant": "grant",
         "account": "account", "fund": "fund", "policy": "policy", "loan": "loan", "town": "town", "event": "event",
         "device": "device", "clinic": "clinic", "school": "school", "bank": "bank", "shop": "house"}


def held_out(word):
    """True for the tenth of all words that training never sees."""
    return hashlib.md5(word.lower().encode()).digest()[0] % 10 == 0


class Names:
    """A seeded source of words, entities and values; all invented words are held-out ones or none is."""

    def __init__(self, seed, held=False):
        self.random = random.Random(seed)
        self.held = held

    def choice(self, items):
        return self.random.choice(items)

    def chance(self, probability):
        return self.random.random() < probability

    def word(self):
        while True:
            word = self._draw_word()
            if 3 < len(word) < 13 and held_out(word) == self.held:
                return word.capitalize()

    def _draw_word(self):
        r, kind = self.random, self.random.random()
        if kind < .86:
            word = "".join(r.choice(ONSETS) + r.choice(VOWELS) + (r.choice(CODAS) if r.random() < .35 else "")
                           for _ in range(r.choice((1, 1, 2, 2, 2, 3))))
            return (word.rstrip("aeiouy") or word) + r.choice(ENDINGS) if r.random() < .6 else word
        if kind < .96:
            word = "".join(r.choice("bcdfghjklmnprstvwz") + r.choice("aeiou") for _ in range(r.randint(2, 4)))
            return word + r.choice(("", "n", "r", "s", "l"))
        return "".join(r.choice("aaabcdeeefghiiijklmnooopqrstuuuvwxyz") for _ in range(r.randint(4, 9)))

    def neighbour(self, word):
        """A word that differs from `word` in one letter (or a fresh one, if none of the tries is allowed)."""
        for _ in range(60):
            at = self.random.randrange(1, len(word))
            other = word[:at] + self.choice("abdegiklmnoprstuv") + word[at + 1:]
            if other != word and held_out(other) == self.held:
                return other
        return self.word()

    def person(self):
        first = self.choice(FIRST_NAMES) if self.chance(.6) else self.word()
        name, title = self.word(), self.choice(TITLES)
        if self.chance(.2):
            return f"{title} {name}"
        return f"{title} {first} {name}" if self.chance(.1) else f"{first} {name}"

    def entity(self, kind, word=None):
        """(name as it stands inside a sentence, its invented word)."""
        word = word or self.word()
        if kind in ORG_NOUNS:
            noun, form = self.choice(ORG_NOUNS[kind].split("|")), self.random.random()
            if form < .06 and kind != "bank":
                return f"St. {word} {noun}", word
            if form < .10:
                return f"{noun} {word}", word
            if form < .16:
                return f"{word} {self.word()} {noun}", word
            return (f"the {word} {noun}" if form < .62 else f"{word} {noun}"), word
        if kind == "drug" and self.chance(.4):
            longer = (word.rstrip("aeiouy") or word) + self.choice(DRUG_ENDINGS)
            word = longer if held_out(longer) == self.held else word
        pattern = self.choice(PATTERNS[kind].split("|")).split(" ")
        parts = {"N": word, "F": self.choice(FIRST_NAMES), "S": self.choice(SUBJECTS)}
        return " ".join(parts.get(part, part) for part in pattern), word
