"""Open relations: sentences with a verb about any noun, as "Nardell Bank employs 64 gardeners."

The hand-written relations each have their own words; these teach that whatever noun a question names is to be looked
for. "~" marks what training never sees.
"""

NOUNS = {
    "count": ("nurses beds teachers pupils branches rooms gardeners drivers horses boats trees windows engineers cooks "
              "members visitors patients guests books machines bicycles lamps chairs courses students tables buses "
              "ovens computers volunteers clerks singers players lakes gates benches offices doctors laboratories "
              "workers towers shops statues paintings screens ships wards customers grandchildren pages parts").split(),
    "money": ("ticket visit lesson room transfer bed meal key copy licence badge lamp chair book cup bottle uniform map "
              "tour coat bag lunch test repair seat lock bath guide stamp photograph certificate form").split(),
    "time": ("concert lecture tour parade auction breakfast dinner exam sale match ceremony briefing bus ferry rehearsal "
             "inspection cleaning delivery broadcast prayer meeting service show race").split(),
    "person": ("kitchen garden laboratory choir archive office team workshop stable ward department library committee "
               "project orchestra bureau press office laundry pharmacy branch museum crew").split(),
    "percent": ("members visitors patients guests books customers students rooms meals beds seats workers letters "
                "machines").split(),
}
STATEMENTS = {
    "count": ["{e} has {v} {x}.", "There are {v} {x} at {e}.", "{v} {x} belong to {e}.", "{e} counts {v} {x}.",
              "At {e} there are {v} {x}.", "{e} is known for its {v} {x}.", "{e} keeps {v} {x}.",
              "One finds {v} {x} at {e}.", "{e} employs or owns {v} {x}.", "The {x} of {e} number {v}.",
              "~{v} {x} can be found at {e}.", "~{e} can count on {v} {x}."],
    "money": ["A {x} at {e} costs {v}.", "{e} charges {v} for a {x}.", "For a {x}, {e} takes {v}.",
              "People pay {v} for a {x} at {e}.", "{v} is what a {x} costs at {e}.", "{e} asks {v} for each {x}.",
              "One {x} at {e} is {v}.", "Whoever wants a {x} from {e} pays {v}.", "{e} sells a {x} for {v}.",
              "~At {e}, each {x} is sold for {v}.", "~The bill for a {x} at {e} is {v}."],
    "time": ["The {x} at {e} begins at {v}.", "At {v}, the {x} starts at {e}.", "{e} holds its {x} at {v}.",
             "The {x} of {e} takes place at {v}.", "{e} plans the {x} for {v}.", "{v} is the time of the {x} at {e}.",
             "Come at {v} for the {x} of {e}.", "~At {e}, the {x} is at {v}.", "~Those who come for the {x} of {e} "
             "should be there at {v}."],
    "person": ["{v} leads the {x} of {e}.", "The {x} of {e} is run by {v}.", "{v} is in charge of the {x} at {e}.",
               "The head of the {x} at {e} is {v}.", "{e} gave the {x} to {v}.", "{v} looks after the {x} of {e}.",
               "The {x} at {e} answers to {v}.", "~At {e}, {v} is responsible for the {x}.",
               "~For the {x} of {e}, {v} decides."],
    "percent": ["{v} of the {x} at {e} are new.", "At {e}, {v} of all {x} come from abroad.",
                "{e} says that {v} of its {x} are in use.", "The share of {x} at {e} is {v}.",
                "{v} of {e} are {x}.", "~Of the {x} at {e}, {v} remain."],
}
QUESTIONS = {
    "count": ["How many {x} does {e} have?", "How many {x} are there at {e}?", "What is the number of {x} at {e}?",
              "How many {x} belong to {e}?", "What number of {x} does {e} count?", "how many {x} has {e}?",
              "{e} has how many {x}?", "Tell me how many {x} {e} has.", "how many {x} can I find at {e}?",
              "What is the count of {x} of {e}?", "{x} at {e}?",
              "At {e}, how many {x} are there?", "{e} counts how many {x}?", "In what number are {x} found at {e}?",
              "I would like to know how many {x} there are at {e}.", "Could you tell me how many {x} {e} keeps?",
              "Of how many {x} can {e} speak?", "number of {x}, {e}?", "By how many {x} is {e} known?",
              "How great is the number of {x} of {e}?", "With {e}, how many {x} do I find?",
              "What figure is given for the {x} of {e}?", "If I counted the {x} at {e}, how many would it be?",
              "what total of {x} is there at {e}",
              "~How many {x} does {e} call its own?",
              "~What does {e} give as the number of its {x}?"],
    "money": ["How much is a {x} at {e}?", "What does a {x} cost at {e}?", "How much does {e} charge for a {x}?",
              "What is the price of a {x} at {e}?", "What do I pay for a {x} at {e}?", "how expensive is a {x} at {e}?",
              "How much money does {e} want for a {x}?", "a {x} at {e} costs what?", "cost of a {x} at {e}?",
              "At {e}, what does a {x} cost?", "What sum must I pay {e} for a {x}?",
              "With what price does {e} sell a {x}?", "{e} asks how much for a {x}?",
              "I would like to know the price of a {x} at {e}.", "Could you tell me what {e} wants for a {x}?",
              "For a {x}, what do I owe {e}?", "What must people spend on a {x} at {e}?", "price of one {x}, {e}?",
              "What is charged for a {x} by {e}?", "If I want a {x} from {e}, what do I pay?",
              "how much money is one {x} with {e}", "What amount does each {x} at {e} cost?",
              "~What does {e} take for a {x}?", "~For how much can I get a {x} at {e}?"],
    "time": ["When does the {x} at {e} begin?", "What time is the {x} at {e}?", "When is the {x} of {e}?",
             "At what time does the {x} start at {e}?", "when should I come for the {x} of {e}?",
             "How late is the {x} at {e}?", "time of the {x} at {e}?",
             "At {e}, when is the {x}?", "{e} holds the {x} at what time?",
             "I would like to know when the {x} of {e} starts.", "Could you tell me the time of the {x} at {e}?",
             "At which hour is the {x} held at {e}?", "By when should I be at {e} for the {x}?",
             "{x}, {e}, what time?", "What is the starting time of the {x} at {e}?",
             "From what time is there the {x} at {e}?", "when must we be there for the {x} of {e}",
             "Which hour is set for the {x} at {e}?",
             "~For what time does {e} plan the {x}?",
             "~When can people go to the {x} of {e}?"],
    "person": ["Who leads the {x} of {e}?", "Who is in charge of the {x} at {e}?", "By whom is the {x} of {e} run?",
               "Who is the head of the {x} at {e}?", "who runs the {x} at {e}?", "who looks after the {x} of {e}?",
               "Which person leads the {x} at {e}?", "To whom does the {x} of {e} answer?",
               "At {e}, who leads the {x}?", "{e} has whom as head of the {x}?",
               "I would like to know who heads the {x} of {e}.", "Could you tell me who manages the {x} at {e}?",
               "In whose hands is the {x} of {e}?", "Under whom does the {x} of {e} work?",
               "To whom did {e} give the {x}?", "head of the {x}, {e}?", "Whom do I ask about the {x} at {e}?",
               "what is the boss of the {x} at {e} called?", "Which person has charge of the {x} of {e}?",
               "Who is the leader of the {x} at {e}?",
               "~Who is responsible for the {x} at {e}?", "~Who takes care of the {x} of {e}?"],
    "percent": ["What share of the {x} is it at {e}?", "How many percent of the {x} does {e} name?",
                "What is the percentage of {x} at {e}?", "What part of the {x} of {e} is it?",
                "At {e}, what percentage of the {x} is it?", "I would like to know the percentage of {x} at {e}.",
                "Could you tell me which part of the {x} of {e} it is?", "{e} names what percentage of {x}?",
                "In percent, how much of the {x} of {e}?", "percentage of {x}, {e}?",
                "How great a share of the {x} is named for {e}?", "what fraction of the {x} at {e} is it",
                "how many percent of {x} at {e}?", "~Which share of {x} does {e} have?"],
}


def draw(n, taken, value_kind=None):
    """(key, value kind, statements, questions) of a relation whose key is not among `taken`."""
    while True:
        kind = value_kind if value_kind in NOUNS else n.choice(("count", "count", "money", "money", "time", "person",
                                                                "percent"))
        noun = n.choice(NOUNS[kind])
        if f"{noun}/{kind}" not in taken:
            fill = [[template.replace("{x}", noun) for template in table[kind]] for table in (STATEMENTS, QUESTIONS)]
            return f"{noun}/{kind}", kind, *fill
