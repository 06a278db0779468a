#include "swarm/heads/logic/families/theory.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <functional>
#include <set>

#include "base/result.hpp"
#include "base/text.hpp"
#include "swarm/heads/logic/families/kinship.hpp"
#include "swarm/heads/logic/language/stem.hpp"

namespace swarm::logic {

namespace {

constexpr std::array<std::string_view, 6> kPronouns{"he", "she", "it", "they", "him", "her"};
constexpr auto kImpersonal = std::to_array<std::string_view>(
    {"rain",    "snow",      "hail",     "thunder", "pour",     "freez",  "sunny",  "dark",    "cold",
     "windy",   "hot",       "warm",     "wet",     "cloudy",   "foggy",  "lat",    "early",   "night",
     "tuesday", "wednesday", "thursday", "friday",  "saturday", "monday", "sunday", "weekend", "stormy"});
constexpr std::array<std::string_view, 8> kTrivialNouns{"person", "thing", "one",        "those",
                                                        "anyone", "being", "individual", "he"};
bool contains_sequence(const Stems& in, const Stems& what) {
  return !std::ranges::search(in, what).empty();
}

Stems without(const Stems& stems, std::string_view word) {
  Stems kept;
  std::ranges::copy_if(stems, std::back_inserter(kept), [&](const std::string& one) { return one != word; });
  return kept;
}

Stems slice(const Stems& stems, std::size_t begin, std::size_t end) {
  return {stems.begin() + static_cast<std::ptrdiff_t>(begin), stems.begin() + static_cast<std::ptrdiff_t>(end)};
}

// The stems of what is no auxiliary, negation or mark.
Stems content_of(Span tokens) {
  Stems stems;
  for (const Token& token : tokens) {
    if (token.kind == TokenKind::word && !is_auxiliary(token) && !token.is("not") && !token.is("never"))
      stems.push_back(stem(token.text));
  }
  return stems;
}

Stems words_in(const std::string& key) {
  Stems words;
  for (const std::string_view word : split(key, ' '))
    words.emplace_back(word);
  return words;
}

// Excluding each other, one including the other, or leaving no third.
std::vector<Formula> relations(const Formula& left, const Formula& right) {
  return {negation(all_of({left, right})), implies(left, right), implies(right, left), any_of({left, right})};
}

}  // namespace

Outcome<Formula> Theory::clause(Span tokens) {
  for (const Token& token : tokens) {
    const auto [known, added] = shown_.try_emplace(stem(token.text), token.shown);
    if (!added && token.text.size() < known->second.size()) known->second = token.shown;
  }
  occurrences_.push_back(TRY(read_occurrence(tokens, after_copula_)));
  return atom(static_cast<int>(occurrences_.size()) - 1);
}

std::optional<Outcome<Formula>> Theory::conditional(Span condition, Span result) {
  auto read = read_general_condition(condition, result);
  if (!read) return std::nullopt;
  occurrences_.push_back(*std::move(read));
  return atom(static_cast<int>(occurrences_.size()) - 1);
}

bool Theory::familiar(Span tokens) {
  const Stems key = content_of(tokens);
  return !key.empty() &&
         std::ranges::count_if(corpus_, [&](const Stems& sentence) { return contains_sequence(sentence, key); }) > 1;
}

void Theory::will_read(Span tokens) {
  corpus_.push_back(content_of(tokens));
}

Outcome<Done> Theory::resolve(const std::vector<Formula>& formulas) {
  live_.assign(occurrences_.size(), false);
  std::vector<bool> no_numbers;
  for (const Formula& formula : formulas) {
    collect(formula, live_, no_numbers);
    together_.emplace_back(occurrences_.size(), false);
    collect(formula, together_.back(), no_numbers);
  }
  readings_.resize(occurrences_.size());
  for (std::size_t i = 0; i < occurrences_.size(); ++i) {
    const Occurrence::Kind kind = occurrences_[i].kind;
    if (live_[i] && (kind == Occurrence::Kind::all || kind == Occurrence::Kind::some)) TRY(read_general(i));
  }
  for (std::size_t i = 0; i < occurrences_.size(); ++i) {
    const Occurrence::Kind kind = occurrences_[i].kind;
    if (live_[i] && (kind == Occurrence::Kind::plain || kind == Occurrence::Kind::letter)) TRY(read_plain(i));
  }
  for (const Formula& formula : formulas)
    TRY(generic_only_alone(formula, true));
  TRY(only_persons());
  TRY(make_atoms());
  note_presuppositions();
  suspect();
  return {};
}

// "If a dog barks": one dog, or dogs in general? Only a statement by itself is read as general.
Outcome<Done> Theory::generic_only_alone(const Formula& formula, bool alone) const {
  if (formula.op == Operator::atom) {
    const Occurrence& occurrence = occurrences_[static_cast<std::size_t>(formula.atom)];
    if (!alone && occurrence.generic) return outside(fmt::format("\"{}\" may mean one or all", occurrence.text));
    return {};
  }
  for (const Formula& part : formula.parts)
    TRY(generic_only_alone(part, alone && formula.op == Operator::all_of));
  return {};
}

// "Everyone in the room" are no things in it.
Outcome<Done> Theory::only_persons() const {
  bool persons = false;
  for (std::size_t i = 0; i < occurrences_.size(); ++i)
    persons |= live_[i] && occurrences_[i].persons;
  const bool things = std::ranges::any_of(individuals_, [](const std::string& name) {
    return name.starts_with("the ") || name.starts_with("my ") || name.starts_with("this ") || name.starts_with("it");
  });
  if (persons && things) return outside("\"everyone\" and things");
  return {};
}

// How many other statements have these words in this order.
std::size_t Theory::links(const Stems& key, std::size_t except) const {
  std::size_t count = 0;
  for (std::size_t i = 0; i < occurrences_.size(); ++i)
    count += live_[i] && i != except && contains_sequence(without(occurrences_[i].stems, "not"), without(key, "not"));
  return count;
}

// Where the noun with its relative clause ends and the predicate begins: at the auxiliary, else where both sides are
// met again in other statements.
Outcome<std::size_t> Theory::middle_of(std::size_t index) const {
  const Occurrence& occurrence = occurrences_[index];
  const Stems& stems = occurrence.stems;
  if (occurrence.middle) return *occurrence.middle;
  const auto who = static_cast<std::size_t>(std::ranges::find(stems, "who") - stems.begin());
  const bool relative = who < stems.size();
  if (occurrence.everything && !relative) return 0;
  const std::size_t least = relative ? who + 2 : 1;
  for (const std::size_t verb : occurrence.verbs) {
    if (verb >= least && verb < stems.size()) return verb;
  }
  std::size_t best = 0, best_score = 0;
  bool tie = false;
  for (std::size_t middle = least; middle < stems.size(); ++middle) {
    const std::size_t from = relative ? who + 1 : 0;
    const std::size_t left = links(slice(stems, from, middle), index),
                      right = links(slice(stems, middle, stems.size()), index);
    const std::size_t score = (left > 0 ? 1u : 0u) + (right > 0 ? 1u : 0u);
    if (score == best_score && score > 0) tie = true;
    if (score <= best_score) continue;
    best = middle;
    best_score = score;
    tie = false;
  }
  if (tie) return outside(fmt::format("it is not clear where the predicate of \"{}\" begins", occurrence.text));
  if (best_score > 0) return best;
  if (!relative && stems.size() >= 2) return 1;
  return outside(fmt::format("it is not clear where the predicate of \"{}\" begins", occurrence.text));
}

Outcome<Theory::Terms> Theory::terms_of(Stems stems) {
  Terms result;
  const bool neither = !stems.empty() && stems.front() == "neither";
  if (neither) stems.erase(stems.begin());
  const bool ands = is_in(stems, "and");
  result.any = is_in(stems, "or") && !neither;
  if (ands && (result.any || neither)) return outside("'and' and 'or' in one predicate");
  std::vector<Stems> parts(1);
  for (std::string& word : stems) {
    if (word == "and" || word == "or" || word == "nor")
      parts.emplace_back();
    else
      parts.back().push_back(std::move(word));
  }
  const bool shared_negation = parts.size() > 1 && is_in(parts.front(), "not");
  if (shared_negation) return outside("it is not clear how far a negation reaches");
  for (const Stems& part : parts) {
    const auto negations = std::ranges::count(part, "not");
    if (negations > 1) return outside("a double negation");
    const Stems key = without(part, "not");
    if (key.empty() || is_in(key, "who")) return outside("a predicate is missing");
    result.terms.push_back({joined(key), (negations == 1) != neither});
    predicates_.try_emplace(result.terms.back().key, predicates_.size());
  }
  return result;
}

Outcome<Done> Theory::read_general(std::size_t index) {
  const Occurrence& occurrence = occurrences_[index];
  const Stems& stems = occurrence.stems;
  Reading& reading = readings_[index];
  const auto who = static_cast<std::size_t>(std::ranges::find(stems, "who") - stems.begin());
  const std::size_t middle = occurrence.there ? stems.size() : TRY(middle_of(index));
  const bool relative = who < middle;
  if (std::ranges::count(stems, "who") > (relative ? 1 : 0)) return outside("a relative clause in a predicate");
  Stems noun = slice(stems, 0, relative ? who : middle);
  const bool trivial = noun.size() == 1 && is_in(kTrivialNouns, noun[0]);
  if (noun.size() > 1 && is_in(kTrivialNouns, noun.back()) && noun[noun.size() - 2] != "and" &&
      noun[noun.size() - 2] != "or")
    noun.pop_back();
  if (!noun.empty() && !trivial) {
    Terms terms = TRY(terms_of(noun));
    // "all cats and dogs" are all that are cats or dogs.
    if (terms.terms.size() > 1 && occurrence.kind == Occurrence::Kind::some)
      return outside("a list of nouns after \"some\"");
    terms.any = true;
    reading.restrictor.push_back(std::move(terms));
  }
  if (relative) reading.restrictor.push_back(TRY(terms_of(slice(stems, who + 1, middle))));
  if (!occurrence.there) reading.body = TRY(terms_of(slice(stems, middle, stems.size())));
  if (occurrence.reversed && (reading.restrictor.size() != 1 || occurrence.everything))
    return outside("\"only\" with more than a noun");
  return {};
}

// Subject | predicate, where the predicate is one that is said of kinds elsewhere.
std::optional<std::size_t> Theory::split_of(const Occurrence& occurrence, const Stems& stems) const {
  const auto known = [&](std::size_t at) {
    return at > 0 && at < stems.size() && predicates_.contains(joined(without(slice(stems, at, stems.size()), "not")));
  };
  for (const std::size_t verb : occurrence.verbs) {
    if (known(verb)) return verb;
  }
  for (std::size_t at = 1; at < stems.size(); ++at) {
    if (known(at)) return at;
  }
  return std::nullopt;
}

int Theory::opaque_atom(const std::string& key, const Occurrence& occurrence) {
  const auto found = opaque_.find(key);
  if (found != opaque_.end()) return found->second;
  const bool denied = is_in(occurrence.stems, "not");
  std::string name = denied ? in_words(key) : occurrence.text;
  const int index = universe_.add_atom(name);
  opaque_.emplace(key, index);
  return index;
}

// Puts the individual in the place of "he", "she", "it" where only one can be meant.
Outcome<Stems> Theory::without_pronoun(std::size_t index, Stems stems) const {
  if (stems.empty() || !is_in(kPronouns, stems[0])) return stems;
  if (stems[0] == "it" && stems.size() > 1 &&
      std::ranges::any_of(stems, [](const std::string& word) { return is_in(kImpersonal, word); }))
    return stems;
  const Stems rest = without(slice(stems, 1, stems.size()), "not");
  std::set<Stems> same_predicate, subjects;
  for (std::size_t i = 0; i < occurrences_.size(); ++i) {
    const Stems other = without(occurrences_[i].stems, "not");
    if (!live_[i] || i == index || occurrences_[i].kind != Occurrence::Kind::plain || other.empty() ||
        is_in(kPronouns, other[0]))
      continue;
    if (other.size() > rest.size() && slice(other, other.size() - rest.size(), other.size()) == rest)
      same_predicate.insert(slice(other, 0, other.size() - rest.size()));
    const bool article = other[0] == "the" || other[0] == "my" || other[0] == "our";
    const std::size_t size = !occurrences_[i].verbs.empty() && occurrences_[i].verbs[0] > 0 ? occurrences_[i].verbs[0]
                             : article                                                      ? 2
                                                                                            : 1;
    if (size <= other.size()) subjects.insert(slice(other, 0, size));
  }
  const std::set<Stems>& found = same_predicate.size() == 1 ? same_predicate : subjects;
  const auto other_name = [&](const Occurrence& occurrence) {
    return std::ranges::any_of(occurrence.names,
                               [&](const std::string& name) { return found.empty() || !is_in(*found.begin(), name); });
  };
  bool others = false;
  for (std::size_t i = 0; i < occurrences_.size(); ++i)
    others |= live_[i] && other_name(occurrences_[i]);
  if (found.empty() && !others) return stems;  // the same "she" everywhere
  if (found.size() != 1 || (others && same_predicate.size() != 1))
    return outside(fmt::format("it is not clear whom '{}' means", stems[0]));
  Stems resolved = *found.begin();
  resolved.insert(resolved.end(), stems.begin() + 1, stems.end());
  return resolved;
}

// "the light is off" where another statement says "the light is on".
void Theory::with_known_words(Stems& stems) const {
  for (std::size_t at = 0; at < stems.size(); ++at) {
    if (const auto one = complement_of(stems[at])) {
      Stems positive = stems;
      positive[at] = *one;
      const Stems key = without(positive, "not");
      const bool known = std::ranges::any_of(
          occurrences_, [&](const Occurrence& other) { return without(other.stems, "not") == key; });
      if (!known) continue;
      if (is_in(stems, "not"))
        positive = key;
      else
        positive.insert(positive.begin() + static_cast<std::ptrdiff_t>(at), "not");
      stems = positive;
      return;
    }
  }
}

Outcome<Done> Theory::read_plain(std::size_t index) {
  Occurrence& occurrence = occurrences_[index];
  Reading& reading = readings_[index];
  Stems stems = TRY(without_pronoun(index, occurrence.stems));
  with_known_words(stems);
  const auto negations = std::ranges::count(stems, "not");
  if (negations > 1) return outside("a double negation");
  reading.negated = negations == 1;
  if (stems.size() == occurrence.stems.size() || predicates_.empty())
    occurrence.stems = stems;
  else
    occurrence.stems = stems, occurrence.verbs.clear();
  const auto split = occurrence.kind == Occurrence::Kind::plain ? split_of(occurrence, stems) : std::nullopt;
  if (!split) {
    reading.atom = opaque_atom(joined(without(stems, "not")), occurrence);
    return {};
  }
  const Stems subject = without(slice(stems, 0, *split), "not");
  if (subject.empty()) return outside(fmt::format("\"{}\" has no subject", occurrence.text));
  const std::string key = joined(without(slice(stems, *split, stems.size()), "not"));
  const bool kind = predicates_.contains(joined(subject));
  if (kind) {  // "a whale is a mammal", "whales swim"
    occurrence.kind = Occurrence::Kind::all;
    occurrence.generic = true;
    reading.restrictor = {{{{joined(subject), false}}, true}};
    reading.body = {{{key, reading.negated}}, false};
    return {};
  }
  if (occurrence.generic) return outside(fmt::format("\"{}\" may mean one or all", occurrence.text));
  reading.subject = joined(subject);
  reading.predicate = {key, reading.negated};
  if (!is_in(individuals_, reading.subject)) individuals_.push_back(reading.subject);
  return {};
}

// "my pet snake" is a snake where snakes are spoken of.
void Theory::note_presuppositions() {
  for (std::size_t i = 0; i < individuals_.size(); ++i) {
    const Stems words = words_in(individuals_[i]);
    for (std::size_t begin = 1; begin < words.size(); ++begin) {
      const std::string key = joined(slice(words, begin, words.size()));
      if (predicates_.contains(key)) facts_.push_back(term(i, {key, false}));
    }
  }
}

Outcome<Done> Theory::make_atoms() {
  std::size_t witnesses = 0;
  for (std::size_t i = 0; i < occurrences_.size(); ++i) {
    const Occurrence::Kind kind = occurrences_[i].kind;
    witnesses += live_[i] && (kind == Occurrence::Kind::all || kind == Occurrence::Kind::some);
  }
  elements_ = predicates_.empty() ? 0 : std::max<std::size_t>(individuals_.size() + witnesses, 1);
  if (universe_.atoms.size() + elements_ * predicates_.size() > kAtomsMax)
    return trouble(TroubleKind::too_large, "the statements speak of too much");
  first_predication_ = static_cast<int>(universe_.atoms.size());
  std::vector<std::string> keys(predicates_.size());
  for (const auto& [key, at] : predicates_)
    keys[at] = key;
  for (std::size_t element = 0; element < elements_; ++element) {
    const std::string name = element < individuals_.size()
                                 ? individuals_[element]
                                 : fmt::format("someone-{}", element - individuals_.size() + 1);
    for (const std::string& key : keys)
      universe_.add_atom(fmt::format("[{}: {}]", element < individuals_.size() ? in_words(name) : name, in_words(key)));
  }
  return {};
}

Formula Theory::term(std::size_t element, const Term& term) const {
  const auto index = element * predicates_.size() + predicates_.at(term.key);
  Formula formula = atom(first_predication_ + static_cast<int>(index));
  return term.negated ? negation(std::move(formula)) : formula;
}

Formula Theory::terms(std::size_t element, const Terms& terms) const {
  std::vector<Formula> parts;
  for (const Term& one : terms.terms)
    parts.push_back(term(element, one));
  return terms.any ? any_of(std::move(parts)) : all_of(std::move(parts));
}

Formula Theory::meaning(std::size_t index) const {
  const Occurrence& occurrence = occurrences_[index];
  const Reading& reading = readings_[index];
  if (reading.atom >= 0) return reading.negated ? negation(atom(reading.atom)) : atom(reading.atom);
  if (occurrence.kind == Occurrence::Kind::plain) {
    const auto element =
        static_cast<std::size_t>(std::ranges::find(individuals_, reading.subject) - individuals_.begin());
    return term(element, reading.predicate);
  }
  std::vector<Formula> parts;
  for (std::size_t element = 0; element < elements_; ++element) {
    std::vector<Formula> restrictor;
    for (const Terms& one : reading.restrictor)
      restrictor.push_back(terms(element, one));
    Formula is_meant = all_of(std::move(restrictor));
    Formula body = occurrence.there ? constant(true) : terms(element, reading.body);
    if (occurrence.body_negated) body = negation(std::move(body));
    if (occurrence.reversed) std::swap(is_meant, body);
    parts.push_back(occurrence.kind == Occurrence::Kind::all ? implies(std::move(is_meant), std::move(body))
                                                             : all_of({std::move(is_meant), std::move(body)}));
  }
  Formula whole = occurrence.kind == Occurrence::Kind::all ? all_of(std::move(parts)) : any_of(std::move(parts));
  return occurrence.negated ? negation(std::move(whole)) : whole;
}

Formula Theory::grounded(const Formula& formula) const {
  if (formula.op == Operator::atom) return meaning(static_cast<std::size_t>(formula.atom));
  Formula result = formula;
  for (Formula& part : result.parts)
    part = grounded(part);
  return result;
}

std::optional<Formula> Theory::predication(std::size_t individual, const Stems& predicate) const {
  const auto negations = std::ranges::count(predicate, "not");
  const std::string key = joined(without(predicate, "not"));
  if (negations > 1 || !predicates_.contains(key)) return std::nullopt;
  return term(individual, {key, negations == 1});
}

std::string Theory::in_words(const std::string& key) const {
  std::string text;
  for (const std::string& word : words_in(key)) {
    const auto known = shown_.find(word);
    text += (text.empty() ? "" : " ") + (known == shown_.end() ? word : known->second);
  }
  return text;
}

std::set<std::string> Theory::spoken_of(const std::vector<Formula>& formulas) const {
  std::vector<bool> here(occurrences_.size(), false), no_numbers;
  for (const Formula& formula : formulas)
    collect(formula, here, no_numbers);
  std::set<std::string> found;
  const auto add = [&](const Terms& terms) {
    for (const Term& one : terms.terms)
      found.insert(one.key);
  };
  for (std::size_t i = 0; i < here.size(); ++i) {
    if (!here[i]) continue;
    const Reading& reading = readings_[i];
    std::ranges::for_each(reading.restrictor, add);
    add(reading.body);
    if (reading.atom >= 0) found.insert(universe_.atoms[static_cast<std::size_t>(reading.atom)]);
    if (!reading.subject.empty()) found.insert({"of " + reading.subject, reading.predicate.key});
  }
  return found;
}

bool Theory::speaks_of(const std::vector<Formula>& premises, const std::vector<Formula>& asked) const {
  const std::set<std::string> known = spoken_of(premises);
  return std::ranges::all_of(spoken_of(asked), [&](const std::string& one) { return known.contains(one); });
}

bool Theory::has_general_statement() const {
  for (std::size_t i = 0; i < occurrences_.size(); ++i) {
    if (live_[i] && occurrences_[i].kind == Occurrence::Kind::all) return true;
  }
  return false;
}

bool Theory::has_generic() const {
  for (std::size_t i = 0; i < occurrences_.size(); ++i) {
    if (live_[i] && occurrences_[i].generic && occurrences_[i].kind == Occurrence::Kind::all) return true;
  }
  return false;
}

bool Theory::only_letters() const {
  for (std::size_t i = 0; i < occurrences_.size(); ++i) {
    if (live_[i] && occurrences_[i].kind != Occurrence::Kind::letter) return false;
  }
  return true;
}

// One sentence speaks of both, and so tells how they belong together.
bool Theory::said_together(int left, int right) const {
  return std::ranges::any_of(together_, [&](const std::vector<bool>& sentence) {
    bool has_left = false, has_right = false;
    for (std::size_t i = 0; i < sentence.size(); ++i) {
      if (!sentence[i]) continue;
      has_left |= readings_[i].atom == left;
      has_right |= readings_[i].atom == right;
    }
    return has_left && has_right;
  });
}

// Pairs of statements, or of predicates, whose words may be related.
void Theory::suspect() {
  struct Unit {
    Stems words;
    std::size_t count = 0;
  };
  std::vector<Unit> opaque, predicates(predicates_.size());
  std::vector<int> atoms;
  for (const auto& [key, index] : opaque_) {
    opaque.push_back({words_in(key), 0});
    atoms.push_back(index);
  }
  for (const auto& [key, index] : predicates_)
    predicates[index].words = words_in(key);
  const auto count_terms = [&](const Terms& terms) {
    for (const Term& one : terms.terms)
      ++predicates[predicates_.at(one.key)].count;
  };
  std::vector<bool> is_letter(opaque.size(), false);
  for (std::size_t i = 0; i < occurrences_.size(); ++i) {
    if (!live_[i]) continue;
    const Reading& reading = readings_[i];
    if (reading.atom >= 0) {
      const auto at = static_cast<std::size_t>(std::ranges::find(atoms, reading.atom) - atoms.begin());
      ++opaque[at].count;
      is_letter[at] = occurrences_[i].kind == Occurrence::Kind::letter;
    } else if (occurrences_[i].kind == Occurrence::Kind::plain) {
      ++predicates[predicates_.at(reading.predicate.key)].count;
    } else {
      std::ranges::for_each(reading.restrictor, count_terms);
      count_terms(reading.body);
    }
  }
  for (std::size_t a = 0; a < opaque.size(); ++a) {
    for (std::size_t b = a + 1; b < opaque.size(); ++b) {
      if (is_letter[a] || is_letter[b]) continue;
      const Kinship kin = kinship(opaque[a].words, opaque[b].words);
      const bool told = said_together(atoms[a], atoms[b]);
      const bool dangling = opaque[a].count == 1 || opaque[b].count == 1;
      if (!dangling && kin != Kinship::words && (kin == Kinship::none || told)) continue;
      const Formula left = atom(atoms[a]), right = atom(atoms[b]);
      for (Formula& relation : relations(left, right))
        suspicions_.push_back(std::move(relation));
    }
  }
  std::vector<std::string> keys(predicates_.size());
  for (const auto& [key, index] : predicates_)
    keys[index] = key;
  for (std::size_t a = 0; a < keys.size(); ++a) {
    for (std::size_t b = a + 1; b < keys.size(); ++b) {
      const bool dangling = predicates[a].count == 1 || predicates[b].count == 1;
      if (!dangling && kinship(predicates[a].words, predicates[b].words) != Kinship::words) continue;
      suspect_predicates(keys[a], keys[b]);
    }
  }
}

void Theory::suspect_predicates(const std::string& left, const std::string& right) {
  std::vector<std::vector<Formula>> everywhere;
  for (std::size_t element = 0; element < elements_; ++element) {
    const std::vector<Formula> here = relations(term(element, {left, false}), term(element, {right, false}));
    everywhere.resize(here.size());
    for (std::size_t i = 0; i < here.size(); ++i)
      everywhere[i].push_back(here[i]);
  }
  for (std::vector<Formula>& relation : everywhere)
    suspicions_.push_back(all_of(std::move(relation)));
}

}  // namespace swarm::logic
