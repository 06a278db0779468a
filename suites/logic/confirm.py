#!/usr/bin/env python3
"""Confirms every answerable question of written.jsonl by brute force, without the solver that is tested.

Each question has a formalisation in its field `formal`, made by hand: a Python expression on the functions below. It is
decided by trying all truth assignments, all inhabited parts of a Venn diagram, all ranks, all seats or all pairings.
Facts are Python expressions too; a name stands for a statement, a set, a person or a thing. Standard library only.
"""

import functools
import itertools
import json
import pathlib
import re
import sys

SUITE = pathlib.Path(__file__).with_name("written.jsonl")
TOOLS = {"imp": lambda a, b: not a or b, "abs": abs, "sum": sum, "all": all, "any": any, "max": max, "min": min,
         "True": True, "False": False, "len": len}
KEYWORDS = {"and", "or", "not", "in", "for", "if", "else"} | set(TOOLS)


def names_in(texts):
    found = {name for text in texts for name in re.findall(r"[A-Za-z_]\w*", text)}
    return sorted(found - KEYWORDS)


def truth_assignments(texts):
    names = names_in(texts)
    for values in itertools.product((False, True), repeat=len(names)):
        yield dict(zip(names, values))


def venn_diagrams(texts):
    """Sets are named with capitals, individuals in lower case; every choice of the parts that are inhabited."""
    names = names_in(texts)
    sets = [name for name in names if name[0].isupper()]
    individuals = [name for name in names if name[0].islower()]
    parts = list(itertools.product((False, True), repeat=len(sets)))
    for chosen in itertools.product((False, True), repeat=len(parts)):
        inhabited = [part for part, there in zip(parts, chosen) if there]
        world = {name: {part for part in inhabited if part[i]} for i, name in enumerate(sets)}
        for homes in itertools.product(inhabited, repeat=len(individuals)):
            yield world | dict(zip(individuals, homes))


def small_models(texts):
    """Domains D of up to three individuals, sets F, G, H in them, and one relation R on them."""
    used = set(names_in(texts)) & {"F", "G", "H", "R"}
    for size in (1, 2, 3):
        domain = range(size)
        things = {name: list(itertools.product(domain, repeat=2)) if name == "R" else list(domain) for name in used}
        subsets = [[{t for t, there in zip(members, chosen) if there}
                    for chosen in itertools.product((False, True), repeat=len(members))]
                   for members in things.values()]
        for choice in itertools.product(*subsets):
            yield {"D": domain} | dict(zip(things, choice))


@functools.cache
def compiled(text):
    return compile(text, text, "eval")


def holds(text, world):
    return bool(eval(compiled(text), {"__builtins__": {}} | TOOLS | world))


class Worlds:
    """All worlds in which the facts hold. `candidates` lists the worlds for the names that some texts mention."""

    def __init__(self, candidates, facts, people=()):
        self.candidates, self.facts, self.people = candidates, facts, people

    def all(self, *texts):
        return (world for world in self.candidates([*self.facts, *texts])
                if all(holds(fact, world) for fact in self.facts))

    def verdict(self, text, yes, no):
        seen = {holds(text, world) for world in self.all(text)}
        return {frozenset(): "contradiction", frozenset({True}): yes, frozenset({False}): no}.get(
            frozenset(seen), "undetermined")

    def truth(self, text):
        return self.verdict(text, "yes", "no")

    def follows(self, text):
        return self.verdict(text, "entailed", "contradiction")

    def valid(self, text):
        return "valid" if all(holds(text, world) for world in self.all(text)) else "invalid"

    def equivalent(self, left, right):
        same = all(holds(left, world) == holds(right, world) for world in self.all(left, right))
        return "yes" if same else "no"

    def together(self):
        return "consistent" if next(self.all(), None) is not None else "contradiction"

    def only(self, read):
        """What `read` finds in every world: one thing, or the facts do not determine it."""
        found = {read(world) for world in self.all()}
        if not found:
            return "contradiction"
        return found.pop() if len(found) == 1 else "undetermined"

    def who(self, text):
        """The one person x for whom the text holds in every world."""
        def those(world):
            return tuple(x for x in self.people if holds(text, world | {"x": world[x]}))
        found = self.only(those)
        return shown(found[0]) if isinstance(found, tuple) and len(found) == 1 else found

    def order(self, down=False):
        def sorted_names(world):
            ranks = sorted(((world[x], x) for x in self.people), reverse=down)
            tied = len({rank for rank, _ in ranks}) < len(ranks)
            return "tied" if tied else ";".join(shown(x) for _, x in ranks)
        return self.only(sorted_names)

    def most(self):
        return self.order_end(down=True)

    def least(self):
        return self.order_end(down=False)

    def order_end(self, down):
        def end(world):
            ranks = sorted(((world[x], x) for x in self.people), reverse=down)
            return "tied" if ranks[0][0] == ranks[1][0] else shown(ranks[0][1])
        return self.only(end)

    def value(self, name):
        return self.only(lambda world: shown(str(world[name])))

    def pairs(self):
        return self.only(lambda world: ";".join(f"{shown(x)}={shown(kind(world[x]))}" for x in sorted(self.people)))

    def kind(self, name):
        return self.only(lambda world: kind(world[name]))


def kind(value):
    return {True: "knight", False: "knave"}.get(value, value)


def shown(name):
    return name.replace("_", " ")


def props(*facts):
    return Worlds(truth_assignments, facts)


def sets(*facts):
    return Worlds(venn_diagrams, facts)


def small(*facts):
    return Worlds(small_models, facts)


def assigned(people, choices, facts, helpers=None):
    people = people.split()
    def candidates(_):
        for values in choices(len(people)):
            yield (helpers or {}) | dict(zip(people, values))
    return Worlds(candidates, facts, people)


def ranks(people, *facts):
    """Ages, heights and the like: the greater has more; ties may be."""
    return assigned(people, lambda n: itertools.product(range(n), repeat=n), facts)


def row(people, *facts):
    """Places 1, 2, … from the left, from the first, or from the bottom: no two in one."""
    return assigned(people, lambda n: itertools.permutations(range(1, n + 1)), facts)


def table(people, *facts):
    """Seats around a round table, clockwise; everybody faces the middle."""
    n = len(people.split())
    helpers = {"beside": lambda a, b: (a - b) % n in (1, n - 1), "opposite": lambda a, b: (a - b) % n == n // 2,
               "left_of": lambda a, b: (a - b) % n == 1, "right_of": lambda a, b: (b - a) % n == 1}
    return assigned(people, lambda n: itertools.permutations(range(n)), facts, helpers)


def match(people, values, *facts):
    """Everybody has one of the values, no two the same; rank(v) is the value's place in the list."""
    values = values.split()
    helpers = {value: value for value in values} | {"rank": values.index}
    return assigned(people, lambda n: itertools.permutations(values, n), facts, helpers)


def knights(people, *facts):
    """True for who always tells the truth: "a == (statement of a)"."""
    return assigned(people, lambda n: itertools.product((False, True), repeat=n), facts)


def one_of(values, *facts):
    """One unknown, `it`."""
    values = values.split()
    return assigned("it", lambda n: [(value,) for value in values], facts, {value: value for value in values})


def confirm(question):
    found = eval(question["formal"], {"props": props, "sets": sets, "small": small, "ranks": ranks, "row": row,
                                      "table": table, "match": match, "knights": knights, "one_of": one_of})
    if found.lower() == question["expected"].lower():
        return True
    print(f"{question['prompt']}\n  expected {question['expected']}, found {found}")
    return False


def main():
    questions = [json.loads(line) for line in SUITE.read_text(encoding="utf-8").splitlines()]
    answerable = [question for question in questions if question["expected"] is not None]
    confirmed = sum(confirm(question) for question in answerable)
    print(f"{confirmed} of {len(answerable)} confirmed; {len(questions) - len(answerable)} must be refused")
    return 0 if answerable and confirmed == len(answerable) else 1


if __name__ == "__main__":
    sys.exit(main())
