#!/usr/bin/env python3
"""Writes formalised.jsonl: the questions that the authors of the head wrote. Each stands beside a formalisation by hand, and
its answer is found here by trying every case, without the head.

usage: make_formalised.py [--check FILE]    --check: recompute and compare with FILE instead of writing

Formalisations are Python expressions. `propositional`: over true-or-false letters. `monadic`: capital letters are sets,
small ones individuals, over every way to fill a world with kinds of individuals. `ranks`: over all ranks, equal ones
too. `seats`: over all orders. `assign`: over all ways to deal out things. `speakers`: over who tells the truth.
"""
import itertools
import json
import pathlib
import sys

ROWS = []


def row(family, prompt, expected):
    ROWS.append({"id": f"{family}-{len(ROWS) + 1:03}", "prompt": prompt, "expected": expected, "tags": [family]})


def imp(a, b):
    return not a or b


def verdict(ask, cases, premises, query):
    """cases: dictionaries of values; premises and query: expressions."""
    models = [c for c in cases if all(eval(p, GLOBALS, c) for p in premises)]
    if ask == "consistent":
        return "consistent" if models else "contradiction"
    truths = [bool(eval(query, GLOBALS, c)) for c in models]
    if ask == "valid":
        return "valid" if all(truths) else "invalid"
    assert truths, "contradicting premises"
    if ask == "possible":
        return "yes" if any(truths) else "no"
    if ask == "formula":
        return "valid" if all(truths) else "consistent" if any(truths) else "contradiction"
    words = {"follows": ("entailed", "contradiction"), "truth": ("yes", "no")}[ask]
    return words[0] if all(truths) else words[1] if not any(truths) else "undetermined"


GLOBALS = {"imp": imp}


def propositional(prompt, ask, letters, premises, query="True", same=False):
    cases = [dict(zip(letters.split(), values)) for values in itertools.product((False, True), repeat=len(letters.split()))]
    if ask == "same":
        equal = all(bool(eval(premises, GLOBALS, c)) == bool(eval(query, GLOBALS, c)) for c in cases)
        return row("propositional", prompt, "yes" if equal else "no")
    if ask == "tautology":
        return row("propositional", prompt, "valid" if verdict("formula", cases, [], query) == "valid" else "invalid")
    if ask == "satisfiable":
        return row("propositional", prompt, "contradiction" if verdict("formula", cases, [], query) == "contradiction" else "consistent")
    row("propositional", prompt, verdict(ask, cases, [p for p in premises.split("; ") if p], query))


def worlds(sets, individuals):
    """Every non-empty choice of kinds (which sets one is in), and a kind for each individual."""
    kinds = list(itertools.product((False, True), repeat=len(sets)))
    for size in range(1, len(kinds) + 1):
        for present in itertools.combinations(kinds, size):
            base = {name: frozenset(k for k in present if k[i]) for i, name in enumerate(sets)}
            for chosen in itertools.product(present, repeat=len(individuals)):
                yield {**base, **dict(zip(individuals, chosen)), "world": frozenset(present)}


def monadic(prompt, ask, names, premises, query="True"):
    sets = [n for n in names.split() if n[0].isupper()]
    individuals = [n for n in names.split() if n[0].islower()]
    row("syllogism", prompt, verdict(ask, list(worlds(sets, individuals)), [p for p in premises.split("; ") if p], query))


def only(family, prompt, answers):
    """The answer in every case, or undetermined."""
    found = set(answers)
    assert found, prompt
    row(family, prompt, found.pop() if len(found) == 1 else "undetermined")


def ranks(prompt, names, premises, answer, strict=False):
    """answer: of a case; `order` gives the names from the highest, `top(names…)` those on top."""
    keys = [n[0].lower() + n[1:] for n in names.split()]
    shown = dict(zip(keys, (n.replace("_", " ") for n in names.split())))
    answers = []
    for values in itertools.product(range(len(keys)), repeat=len(keys)):
        if strict and len(set(values)) < len(keys):
            continue
        case = dict(zip(keys, values))
        if not all(eval(p, GLOBALS, case) for p in premises.split("; ") if p):
            continue
        order = sorted(keys, key=lambda k: -case[k])
        tie = len(set(values)) < len(keys)
        helpers = {"order": "?" if tie else ";".join(shown[k] for k in order), "first": shown[order[0]], "last": shown[order[-1]],
                   "reverse": "?" if tie else ";".join(shown[k] for k in reversed(order)), "at": lambda i, o=order: shown[o[i]]}  # fmt: skip
        result = eval(answer, {**GLOBALS, **helpers}, case)
        answers.append(("yes" if result else "no") if isinstance(result, bool) else result)
    only("ordering", prompt, answers)


def seats(prompt, names, premises, answer, round_table=False):
    keys, answers = [n[0].lower() + n[1:] for n in names.split()], []
    shown = dict(zip(keys, names.split()))
    n = len(keys)
    for places in itertools.permutations(range(1, n + 1)):
        if round_table and places[0] != 1:
            continue
        case = dict(zip(keys, places))
        beside = lambda a, b: abs(a - b) in ((1, n - 1) if round_table else (1,))  # noqa: E731
        scope = {"n": n, "beside": beside, "opposite": lambda a, b: abs(a - b) * 2 == n}
        if not all(eval(p, scope, case) for p in premises.split("; ") if p):
            continue
        at = {v: shown[k] for k, v in case.items()}
        result = eval(answer, {**scope, "who": lambda i, at=at: at[i], "order": ";".join(at[i] for i in range(1, n + 1)),
                               "all_who": lambda test, case=case: ";".join(shown[k] for k in keys if test(case[k])), **case})  # fmt: skip
        answers.append(("yes" if result else "no") if isinstance(result, bool) else result)
    only("seating", prompt, answers)


def assign(prompt, persons, things, premises, answer):
    """things: one list for each kind, kinds separated by '/'; each thing's value is the person that has it."""
    persons, kinds, answers = persons.split(), [k.split() for k in things.split("/")], []
    for dealt in itertools.product(*(itertools.permutations(persons) for _ in kinds)):
        case = {thing: person for kind, order in zip(kinds, dealt) for thing, person in zip(kind, order)}
        scope = {p.lower(): p for p in persons}
        if not all(eval(p, scope, case) for p in premises.split("; ") if p):
            continue
        owns = lambda person, kind=0, case=case: next(t for t in kinds[kind] if case[t] == person)  # noqa: E731
        everything = ";".join(f"{p}={owns(p)}" for p in sorted(persons))
        result = eval(answer, {**scope, "owns": owns, "everything": everything}, case)
        answers.append(("yes" if result else "no") if isinstance(result, bool) else result)
    only("assignment", prompt, answers)


def speakers(prompt, names, premises, answer, words=("knight", "knave")):
    keys, answers = [n.lower() for n in names.split()], []
    for values in itertools.product((False, True), repeat=len(keys)):
        case = dict(zip(keys, values))
        if not all(eval(p, GLOBALS, case) for p in premises.split("; ") if p):
            continue
        kind = lambda value: words[0] if value else words[1]  # noqa: E731
        everyone = ";".join(f"{n}={kind(case[n.lower()])}" for n in sorted(names.split()))
        scope = {**GLOBALS, "kind": kind, "everyone": everyone, "liars": ";".join(n for n in names.split() if not case[n.lower()]),
                 "truthful": ";".join(n for n in names.split() if case[n.lower()])}  # fmt: skip
        result = eval(answer, scope, case)
        answers.append(("yes" if result else "no") if isinstance(result, bool) else result)
    only("speakers", prompt, answers)


def culprit(prompt, names, said, how_many_true):
    """said: an expression for each speaker; exactly so many are true."""
    answers = []
    for did in names.split():
        scope = {**{n.lower(): n for n in names.split()}, "did": did}
        if sum(bool(eval(s, scope)) for s in said.split("; ")) == how_many_true:
            answers.append(did)
    only("speakers", prompt, answers)


def refused(*prompts):
    for prompt in prompts:
        row("refused", prompt, None)


exec(compile((pathlib.Path(__file__).parent / "questions.py").read_text(), "questions.py", "exec"))

text = "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in ROWS)
if sys.argv[1:2] == ["--check"]:
    same = pathlib.Path(sys.argv[2]).read_text() == text
    print(f"{len(ROWS)} questions, every answer confirmed" if same else f"{sys.argv[2]} is not what the formalisations say")
    sys.exit(0 if same else 1)
(pathlib.Path(__file__).parent / "formalised.jsonl").write_text(text)
answerable = sum(r["expected"] is not None for r in ROWS)
print(f"{answerable} questions with answers, {len(ROWS) - answerable} that must be refused")
