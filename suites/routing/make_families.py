#!/usr/bin/env python3
"""Writes families.jsonl, the router's training prompts, from the phrasings in families/*.txt.

  suites/routing/make_families.py            writes the file again
  suites/routing/make_families.py --check    exits with 1 if the file is not what the phrasings make

A phrasing file is a list of families: a line "@ head name" and below it one phrasing a line. In a phrasing

  <<slot>>    stands for something of that kind (slots.py), another one each time;
  <<slot1>>   too, but the same each time within the prompt, and different from <<slot2>>;
  ((a|b))     stands for one of the two;
  \\n          is a line break.

A phrasing with slots is used several times, one without is used once or twice. Then some prompts are typed as people
type: in lower case, without the last mark, with a greeting, with a typing error. Families marked "raw" hold program text
and keep their spelling. Prompts that are also in written.jsonl or blind.jsonl, or nearly, are left out: those two sets
measure the router and must stay unseen.
"""

import json
import pathlib
import random
import re
import sys

import slots

HERE = pathlib.Path(__file__).resolve().parent
OUT = HERE / "families.jsonl"
PROMPTS_PER_FAMILY = 42  # at most; so that no family drowns the others
VARIANTS_MAX = 5         # of one phrasing
SEED = 20240611

GREETINGS = (
    "hi, |hey, |hello! |please help: |quick question: |ok so |sorry, silly question: |so, |one more: |hey there, |um, |"
    "for tomorrow: |friend asked me: |my son asks: |another one. |need help: |question - |help! |i wonder, |and now: |"
    "Good morning! |Hello, I have a question. |Can you help me with this? |I was wondering about this: |Here's one for you: "
).split("|")
THANKS = (
    " thanks| please| pls| thx| thank you!| - any idea?| ?| ??| cheers| asap please| :)|...| (short answer please)|"
    " help please| Thanks in advance.| I'd be grateful for an answer."
).split("|")


def families():
    for path in sorted((HERE / "families").glob("*.txt")):
        head, name, raw, lines = None, None, False, []
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if not line.strip():
                continue
            if line.startswith("@ "):
                if lines:
                    yield head, name, raw, lines
                words = line.split()
                head, name, raw, lines = words[1], words[2], "raw" in words[3:], []
            elif head is None:
                sys.exit(f"{path.name}:{number}: a phrasing before the first family")
            else:
                lines.append(line.strip())
        if lines:
            yield head, name, raw, lines


def chosen(chance, phrasing):
    """One reading of ((a|b)), innermost first."""
    pattern = re.compile(r"\(\(((?:(?!\(\(|\)\)).)*?\|(?:(?!\(\(|\)\)).)*?)\)\)")
    while match := pattern.search(phrasing):
        phrasing = phrasing[: match.start()] + chance.choice(match[1].split("|")) + phrasing[match.end() :]
    return phrasing


def filled(chance, phrasing):
    choices = slots.Choices(chance)
    text = re.sub(r"<<([A-Za-z]+)(\d?)>>", lambda m: choices.value(m[1], m[2]), chosen(chance, phrasing))
    return text.replace("\\n", "\n")


def mistyped(chance, text):
    """One typing error in a word of at least five letters: two letters swapped, one lost, one doubled."""
    words = [m for m in re.finditer(r"[a-z]{5,}", text)]
    if not words:
        return text
    word = chance.choice(words)
    at = chance.randrange(word.start() + 1, word.end() - 1)
    kind = chance.randrange(3)
    if kind == 0:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if kind == 1:
        return text[:at] + text[at + 1 :]
    return text[:at] + text[at] + text[at:]


def typed(chance, text, raw):
    style = chance.random()
    if raw:
        if style < 0.1:
            return chance.choice(GREETINGS) + text
        return text + chance.choice(THANKS) if style < 0.15 else text
    if style < 0.42:
        return text
    if style < 0.58:
        return text.lower().rstrip(".?!")
    if style < 0.66:
        return text.lower()
    if style < 0.72:
        return text[0].upper() + text[1:] + ("" if text[-1] in ".?!:" else "?")
    if style < 0.82:
        return chance.choice(GREETINGS) + text
    if style < 0.90:
        return text + chance.choice(THANKS)
    text = mistyped(chance, text)
    return text.lower() if style > 0.95 else text


def word_set(text):
    """The words and marks of a text, every number the same: what differs only by numbers is the same prompt."""
    return frozenset(re.findall(r"#|[a-z']+|[^\sa-z']", re.sub(r"\d[\d.,]*", "#", text.lower())))


def measured_sets():
    for name in ("written.jsonl", "blind.jsonl"):
        path = HERE / name
        if path.exists():
            for line in path.read_text().splitlines():
                yield word_set(json.loads(line)["prompt"])


def too_near(text, measured):
    words = word_set(text)
    return any(len(words & other) >= 0.8 * len(words | other) for other in measured)


def prompts_of(head, name, raw, lines, measured):
    chance = random.Random(f"{SEED} {name}")
    variants = max(1, min(VARIANTS_MAX, PROMPTS_PER_FAMILY // len(lines)))
    found, seen = [], set()
    for line in lines:
        open_ended = "<<" in line or "((" in line
        for _ in range(variants if open_ended else min(variants, 2)):
            text = typed(chance, filled(chance, line), raw)
            key = re.sub(r"\W+", " ", text.lower()) if not raw else text
            if key in seen or too_near(text, measured):
                continue
            seen.add(key)
            found.append({"prompt": text, "head": head, "family": name})
    chance.shuffle(found)
    return found[:PROMPTS_PER_FAMILY]


def everything():
    measured = list(measured_sets())
    names = set()
    for head, name, raw, lines in families():
        if name in names:
            sys.exit(f"two families are called {name}")
        names.add(name)
        yield from prompts_of(head, name, raw, lines, measured)


def main():
    text = "".join(json.dumps(prompt, ensure_ascii=False) + "\n" for prompt in everything())
    if sys.argv[1:] == ["--check"]:
        sys.exit(0 if OUT.read_text() == text else "families.jsonl is not what families/*.txt make: run make routing-suite")
    OUT.write_text(text)


if __name__ == "__main__":
    main()
