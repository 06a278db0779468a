"""What stands in the slots of the phrasings: words and numbers of one kind, chosen by a seeded generator."""

NAMES = (
    "Ann Bea Carl Dora Eli Finn Gina Hugo Ivy Jack Kira Liam Mona Nils Olga Pete Quinn Rosa Sam Tess Uwe Vera Will Xena Yann Zoe "
    "Alice Bob Claire David Emma Frank Grace Henry Isla James Karen Leo Maria Noah Olivia Paul Ruth Steve Tina Victor Wendy Amir "
    "Priya Wei Kenji Fatima Diego Lucia Ravi Aisha Chen Yuki Sofia Marco Lena Otto Nadia Omar Ingrid Lars Chloe Ben Mia Tom Jane "
    "Nina Max Lily Oscar Ella Theo Sara Jonas Bruno Carla Felix Hannah Igor Joan Kurt Laura Mike Nora Pia Ralph Sue Ted Una Walt"
).split()
CITIES = (
    "London Paris Rome Berlin Madrid Lisbon Vienna Prague Oslo Dublin Athens Cairo Tokyo Seoul Mumbai Delhi Lima Boston Chicago "
    "Seattle Denver Toronto Sydney Melbourne Nairobi Istanbul Warsaw Helsinki Porto Naples Kyoto Hanoi Austin Leeds Glasgow"
).split()
COUNTRIES = (
    "Italy Spain Japan Peru Norway Kenya India Brazil Canada Greece Portugal Iceland Vietnam Morocco Turkey Ireland Mexico Chile "
    "Poland Thailand Egypt Croatia Finland Nepal Cuba Jordan Mongolia Ghana Austria Switzerland Denmark Belgium"
).split()
THINGS = (
    "lamp book bike chair table phone jacket shirt guitar kettle watch backpack clock mirror vase blanket umbrella toaster rug "
    "desk pillow camera radio scarf pen ball basket candle ladder suitcase tent"
).split()
THING_PLURALS = (
    "apples pens stickers marbles oranges books eggs cards stamps coins balloons pencils cookies muffins tickets shells bottles "
    "chairs plates candles sweets plums badges postcards roses beads lemons bricks buttons tiles toys nuts"
).split()
FOODS = "rice flour sugar butter pasta milk honey cheese oats lentils chocolate coffee tea soup bread garlic spinach yogurt".split()
COLORS = "red blue green yellow black white orange purple pink brown grey".split()
LANGUAGES = (
    "python java javascript c c++ c# ruby go rust php swift kotlin typescript perl haskell scala r lua matlab dart julia bash "
    "Python Java JavaScript C C++ Ruby Go Rust PHP Swift Kotlin TypeScript"
).split()
WORDS = "hello banana tiger window garden silver monkey pepper castle orange level bridge summer rocket planet coffee".split()
MONTHS = "January February March April May June July August September October November December".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
NUMBER_WORDS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fifteen sixteen eighteen twenty thirty forty fifty sixty"
).split()
KINDS = (  # plural and singular of the kinds that statements are about
    "poets poet|dancers dancer|singers singer|bakers baker|sailors sailor|pilots pilot|farmers farmer|nurses nurse|painters painter|"
    "gardeners gardener|lawyers lawyer|cyclists cyclist|climbers climber|runners runner|actors actor|teachers teacher|cooks cook|"
    "students student|tailors tailor|hikers hiker|roses rose|tulips tulip|oaks oak|dogs dog|cats cat|birds bird|whales whale|"
    "frogs frog|wolves wolf|bees bee|horses horse|owls owl|lizards lizard|pythons python|spiders spider|robots robot|"
    "drummers drummer|chess players|collectors collector|neighbours neighbour|managers manager|engineers engineer|members member|"
    "philosophers philosopher|kings king|dragons dragon|wizards wizard|coins coin|stones stone|boats boat|towers tower|"
    "violinists violinist|vegetarians vegetarian|swimmers swimmer|musicians musician|scientists scientist|judges judge|"
    "doctors doctor|mammals mammal|insects insect|fruits fruit|metals metal|planets planet|games game|puzzles puzzle|cars car"
).split("|")
KINDS = [pair.split() for pair in KINDS if len(pair.split()) == 2 and pair != "chess players"]
NONSENSE = (
    "blorps wugs zibs flarns glimps trokes snarps quibs dremps florbs vints meeps krells grobs plinks tarns yips zorks munches "
    "frools bazzles nerfs wimples clarks drabs spoons-of-Gor rellims tizzles jubs"
).split()
ADJECTIVES = (
    "happy tall kind wise brave rich quiet polite honest lazy clever shy proud strong careful loud heavy cold bright old green "
    "red round fragile expensive shiny dangerous sweet poisonous fast hungry rare generous patient musical punctual"
).split()
VERBS = (  # base form and third person
    "sing sings|swim swims|fly flies|sleep sleeps|dance dances|bark barks|read reads|smoke smokes|cook cooks|ski skis|cheat cheats|"
    "travel travels|drive drives|lie lies|paint paints|jog jogs|whistle whistles|snore snores|cycle cycles|dream dreams|knit knits|"
    "drink coffee drinks coffee|like jazz likes jazz|eat meat eats meat|speak French speaks French|wear hats wears hats|"
    "play chess plays chess|own a car owns a car|have wings has wings|need water needs water"
).split("|")
VERBS = [(pair[: len(pair) // 2].strip(), pair[len(pair) // 2 :].strip()) for pair in VERBS]
CONDITIONS = (
    "it rains|it snows|the wind blows|the sun shines|the bell rings|the dog barks|the light is on|the door is open|the shop is open|"
    "the train is late|the river floods|the cat is hungry|Rosa is at home|the boss is away|the moon is full|the fire is lit|"
    "the alarm sounds|it is Sunday|the gate is locked|the baby cries|the king is ill|the road is icy|Tom is tired|"
    "the oven is hot|the flag is up|the battery is empty|the window is broken|Ida sings|the guests arrive|school is out"
).split("|")
CONSEQUENCES = (
    "the match is cancelled|the streets are wet|the dog hides|the ferry stays in port|the heating runs|Sam takes the bus|"
    "the band plays|the lamp glows|the garden is flooded|we stay at home|the milk is sour|Pia wears a hat|the pool is closed|"
    "the bus is full|the horses run|the market is busy|the guard wakes up|the clock stops|the roof leaks|grandma bakes|"
    "the children laugh|the machine stops|Leo sneezes|the soup is salty|the queue is long|the fountain is off|the owl hoots"
).split("|")
DENIALS = (
    "the match was not cancelled|the streets are dry|the dog does not hide|the ferry left the port|the heating is off|"
    "Sam did not take the bus|the band is silent|the lamp does not glow|the garden is not flooded|we are not at home|"
    "the milk is fresh|Pia wears no hat|the pool isn't closed|the bus is not full|the horses stand still|the market is not busy|"
    "the guard is asleep|the clock has not stopped|the roof is tight|grandma does not bake|nobody laughs|the machine runs"
).split("|")

CONSEQUENCES = list(zip(CONSEQUENCES[: len(DENIALS)], DENIALS))

LISTS = {
    "name": NAMES, "city": CITIES, "country": COUNTRIES, "thing": THINGS, "things": THING_PLURALS, "food": FOODS, "color": COLORS,
    "lang": LANGUAGES, "word": WORDS, "month": MONTHS, "day": DAYS, "nw": NUMBER_WORDS, "nons": NONSENSE, "adj": ADJECTIVES,
    "cond": CONDITIONS, "kind": KINDS, "verb": VERBS, "cons": CONSEQUENCES,
}
# A slot that is one form of something: its list and the form.
FORMS = {"plural": ("kind", 0), "sing": ("kind", 1), "cons": ("cons", 0), "negcons": ("cons", 1)}


def clock(chance):
    hour = chance.randint(1, 12)
    return chance.choice([
        f"{hour}:{chance.randint(0, 11) * 5:02d}", f"{hour}:{chance.randint(0, 59):02d} {chance.choice(['am', 'pm'])}",
        f"{hour}{chance.choice(['am', 'pm'])}", f"{chance.randint(13, 23)}:{chance.randint(0, 59):02d}",
    ])


NUMBERS = {
    "n": lambda chance: str(chance.randint(11, 99)),
    "N": lambda chance: str(chance.choice([chance.randint(100, 999), chance.randint(100, 999), chance.randint(1000, 9999)])),
    "small": lambda chance: str(chance.randint(2, 12)),
    "p": lambda chance: str(chance.choice([2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 20, 25, 30, 35, 40, 60, 75])),
    "d": lambda chance: f"{chance.randint(1, 40)}.{chance.randint(1, 9)}",
    "m": lambda chance: f"{chance.randint(1, 49)}.{chance.choice(['25', '50', '75', '99', '20', '40', '60', '80', '45', '30'])}",
    "tens": lambda chance: chance.choice(["10", "20", "50", "100"]),
    "yr": lambda chance: str(chance.randint(1900, 2024)),
    "b": lambda chance: "".join(chance.choice("01") for _ in range(3)),
    "clock": clock,
}


class Choices:
    """What stands in the slots of one prompt: <<sing1>> and <<plural1>> are of one kind, <<negcons>> denies <<cons1>>,
    <<verb3>> is <<verb>> in the third person, and two numbered slots never get the same thing."""

    def __init__(self, chance):
        self.chance = chance
        self.kept = {}

    def value(self, slot, index):
        if slot in NUMBERS:
            return NUMBERS[slot](self.chance)
        if slot == "verb":
            return self.keep("verb", "")[1 if index == "3" else 0]
        if slot == "Cons":
            text = self.value("cons", index)
            return text[0].upper() + text[1:]
        if slot in FORMS:
            kind, form = FORMS[slot]
            return self.keep(kind, "1" if kind == "cons" else index)[form]
        if slot not in LISTS:
            raise SystemExit(f"there is no slot {slot}")
        return self.keep(slot, index) if index else self.chance.choice(LISTS[slot])

    def keep(self, kind, index):
        if (kind, index) not in self.kept:
            taken = [value for (of, _), value in self.kept.items() if of == kind]
            self.kept[kind, index] = self.chance.choice([value for value in LISTS[kind] if value not in taken])
        return self.kept[kind, index]
