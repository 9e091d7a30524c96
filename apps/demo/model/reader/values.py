"""Values of facts by kind (a time, a sum, a person, ...), drawn from a `Names`."""

from .names import CURRENCIES, DAYS, ILLNESSES, MONTHS, SECTORS, STREETS


def time(n):
    r = n.random
    hour = r.randint(0, 23) if n.chance(.5) else r.randint(5, 21)
    return f"{hour}:{r.randint(0, 59) if n.chance(.5) else r.randrange(0, 60, 5):02d}"


def money(n):
    r = n.random
    sum_ = r.choice((r.randint(2, 99), r.randint(11, 999), r.randint(100, 9999)))
    text = f"{sum_:,}" if sum_ > 999 and n.chance(.5) else str(sum_)
    if sum_ < 200 and n.chance(.25):
        text += f".{r.randint(1, 99):02d}"
    return r.choice("$€£") + text if n.chance(.15) else f"{text} {r.choice(CURRENCIES)}"


def bigmoney(n):
    r = n.random
    text = r.choice((str(r.randint(2, 999)), f"{r.randint(1, 99)}.{r.randint(1, 9)}"))
    if n.chance(.15):
        return f"${text} million"
    return r.choice((f"{text} million", f"{r.randint(1000, 999999):,}", f"{text} thousand")) + " " + r.choice(CURRENCIES)


def percent(n):
    r = n.random
    text = r.choice((f"{r.randint(0, 19)}.{r.randint(1, 9)}", f"{r.randint(0, 19)}.{r.randint(1, 99):02d}",
                     str(r.randint(1, 99))))
    return text + r.choice((" percent", "%"))


def duration(n):
    return f"{n.random.randint(2, 120)} {n.choice(('days', 'weeks', 'months', 'hours', 'minutes', 'years'))}"


def count(n):
    r = n.random
    number = r.choice((r.randint(3, 99), r.randint(10, 999), r.randint(100, 9999), r.randint(1000, 99999)))
    return f"{number:,}" if number > 999 and n.chance(.5) else str(number)


def year(n):
    return str(n.random.randint(1700, 2030))


def date(n):
    r = n.random
    day, month, form = r.randint(1, 30), r.choice(MONTHS), r.random()
    if form < .4:
        return f"{day} {month} {r.randint(1990, 2035)}"
    if form < .5:
        return f"{r.choice(DAYS)}, {day} {month}"
    return f"{day} {month}" if form < .75 else f"{month} {day}"


def weekday(n):
    form, day = n.random.random(), n.choice(DAYS)
    if form < .5:
        return day
    if form < .75:
        return f"the {n.choice(('first', 'second', 'third', 'last'))} {day} of the month"
    return f"{day} and {n.choice([other for other in DAYS if other != day])}"


def phone(n):
    r = n.random
    return r.choice((f"{r.randint(100, 999)}-{r.randint(1000, 9999)}", f"{r.randint(1000, 9999)}",
                     f"0{r.randint(10, 99)} {r.randint(100, 999)} {r.randint(100, 999)}",
                     f"{r.randint(10, 99)} {r.randint(10, 99)} {r.randint(10, 99)}"))


def address(n):
    r, street = n.random, f"{n.word()} {n.choice(STREETS)}"
    return r.choice((f"{r.randint(1, 299)} {street}", f"{r.randint(1, 299)} {street}", f"{street} {r.randint(1, 299)}",
                     f"{r.randint(1, 99)} {street} in {n.word()}"))


def code(n):
    letters = "".join(n.choice("ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(n.random.randint(1, 3)))
    return letters + n.choice(("-", "", " ")) + str(n.random.randint(10, 99999))


def dose(n):
    r = n.random
    if n.chance(.1):
        return f"{r.randint(1, 9)}.{r.randint(1, 9)} mg"
    return f"{r.randint(2, 950)} {r.choice(('mg', 'mg', 'ml', 'drops', 'grams'))}"


def temp(n):
    r = n.random
    return r.choice((f"{r.randint(2, 38)} degrees", f"minus {r.randint(2, 80)} degrees",
                     f"{r.randint(2, 38)} to {r.randint(39, 60)} degrees"))


def age(n):
    return f"{n.random.randint(5, 80)} years"


def company(n):
    word = n.word()
    ending = n.choice(("Pharma", "Labs", "Industries", "Group", "Works", "Foundation"))
    return n.choice((word, f"{word} {ending}", f"{word} {ending}", f"{word} & {n.word()}"))


def disease(n):
    word = n.word()
    return f"{word.lower() if n.chance(.3) else word} {n.choice(ILLNESSES)}"


def room(n):
    r, word = n.random, n.word()
    return r.choice((f"room {r.randint(2, 999)}", f"Room {r.randint(2, 999)}", f"the {word} Hall", f"{word} Hall",
                     f"the {word} Building", f"room {r.choice('ABCDEFGH')}{r.randint(1, 99)}", f"ward {r.randint(2, 99)}"))


def book(n):
    word = n.word()
    return n.choice((f"The {word} Handbook", f"Principles of {word}", f"Modern {word}", f"A Guide to {word}",
                     f"{word} Explained", f"The Art of {word}"))


def sector(n):
    word, what = n.word(), n.choice(SECTORS)
    return n.choice((f"{word.lower()} {what}", f"{what} in {word}", f"{word} {what}"))


DRAW = {"time": time, "money": money, "bigmoney": bigmoney, "percent": percent, "duration": duration, "count": count,
        "year": year, "date": date, "weekday": weekday, "phone": phone, "address": address, "code": code, "dose": dose,
        "temp": temp, "age": age, "org0": company, "disease": disease, "room": room, "book": book, "sector": sector,
        "person": lambda n: n.person(), "name": lambda n: n.word(), "place": lambda n: n.word(),
        "lowername": lambda n: n.word().lower()}
