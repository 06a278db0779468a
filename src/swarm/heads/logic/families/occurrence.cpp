#include "swarm/heads/logic/families/occurrence.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "base/result.hpp"
#include "swarm/heads/logic/families/names.hpp"
#include "swarm/heads/logic/language/claims.hpp"
#include "swarm/heads/logic/language/stem.hpp"

namespace swarm::logic {

namespace {

// With them a statement is more than true or false of its words: degrees, chances, times, numbers, attitudes.
constexpr auto kRefused =
    std::to_array<std::string_view>({"probably",      "likely",        "unlikely",     "usually",     "often",
                                     "sometimes",     "generally",     "typically",    "most",        "mostly",
                                     "many",          "few",           "several",      "rarely",      "seldom",
                                     "almost",        "nearly",        "might",        "maybe",       "perhaps",
                                     "possibly",      "tends",         "tend",         "normally",    "hardly",
                                     "barely",        "than",          "as",           "more",        "less",
                                     "fewer",         "same",          "different",    "other",       "another",
                                     "else",          "exactly",       "two",          "three",       "four",
                                     "five",          "seven",         "eight",        "nine",        "ten",
                                     "half",          "before",        "after",        "until",       "since",
                                     "because",       "yesterday",     "tomorrow",     "later",       "earlier",
                                     "who",           "whom",          "whose",        "what",        "which",
                                     "where",         "why",           "how",          "says",        "said",
                                     "say",           "claims",        "claimed",      "believes",    "thinks",
                                     "believe",       "think",         "would",        "so",          "therefore",
                                     "hence",         "thus",          "should",       "ought",       "longer",
                                     "without",       "except",        "unless",       "if",          "then",
                                     "when",          "whenever",      "or",           "nor",         "implies",
                                     "majority",      "minority",      "lot",          "lots",        "certain",
                                     "possible",      "impossible",    "necessary",    "seems",       "apparently",
                                     "supposedly",    "frequently",    "occasionally", "practically", "virtually",
                                     "mainly",        "largely",       "twice",        "enough",      "too",
                                     "very",          "first",         "last",         "second",      "third",
                                     "either",        "neither",       "rather",       "although",    "though",
                                     "used",          "once",          "formerly",     "anymore",     "still",
                                     "already",       "yet",           "however",      "however,",    "valid",
                                     "invalid",       "tautology",     "satisfiable",  "consistent",  "inconsistent",
                                     "contradiction", "contradictory", "follow",       "follows",     "following",
                                     "argument",      "conclusion",    "premise",      "premises",    "statement",
                                     "statements",    "sentence",      "sentences",    "formula",     "formulas",
                                     "claim",         "true",          "false",        "entail",      "entails",
                                     "equivalent",    "conclude",      "them",         "us",          "together",
                                     "everywhere",    "entailed",      "implied",      "imply",       "truth",
                                     "lying",         "beat",          "hold",         "holds",       "from-them",
                                     "sequent",       "logically",     "necessarily",  "possibly",    "necessity",
                                     "possibility"});
constexpr std::array<std::string_view, 13> kPassed{"also",   "indeed",   "certainly", "definitely", "really",
                                                   "always", "actually", "in-fact",   "surely",     "just",
                                                   "ever",   "both",     "simply"};
constexpr std::array<std::string_view, 8> kEveryone{"everyone", "everybody", "everything", "anyone",
                                                    "anybody",  "anything",  "whoever",    "whatever"};
constexpr std::array<std::string_view, 3> kSomeone{"someone", "somebody", "something"};

// Words after a quantifier are looked at with "and", "or" and relative pronouns.
class Content {
 public:
  // `after_copula`: "was the dog bitten", whose verb stands in front of the tokens.
  Content(Span tokens, bool quantified, bool after_copula = false)
      : tokens_(tokens), quantified_(quantified), after_copula_(after_copula) {}

  Outcome<Occurrence> read(Occurrence into) {
    for (at_ = 0; at_ < tokens_.size(); ++at_) {
      const Token& token = tokens_[at_];
      if (token.kind == TokenKind::sign && !token.is(","))
        return outside(fmt::format("'{}' inside of a statement", token.shown));
      if (token.kind == TokenKind::number) return outside("a number inside of a statement");
      if (token.kind == TokenKind::connective && !token.is("not"))
        return outside("a logical sign inside of a statement");
      if (token.kind == TokenKind::word && token.text.size() == 1 && !token.capital && !token.is("a") && !token.is("i"))
        return outside(fmt::format("the letter '{}' inside of a statement", token.shown));
      if (token.is(",")) {
        if (!quantified_ || at_ + 1 >= tokens_.size() || (!tokens_[at_ + 1].is("and") && !tokens_[at_ + 1].is("or")))
          return outside("a comma inside of a statement");
        continue;
      }
      if (token.capital && at_ > 0) into.names.push_back(stem(token.text));
      if (allowed_inside(token)) {
        into.stems.push_back(token.is("which") || token.is("that") ? "who" : token.text);
        continue;
      }
      if (is_in(kRefused, token.text))
        return outside(fmt::format("'{}' makes a statement that is not simply true or false", token.shown));
      if (!is_in(kPassed, token.text)) word(token, into);
    }
    if (into.stems.empty()) return outside("a statement without words");
    // "will be", "does not have", but no second verb further on.
    for (std::size_t i = 1; i < into.verbs.size() && !is_in(into.stems, "who"); ++i) {
      if (into.verbs[i] > into.verbs[i - 1] + 2) return outside("two verbs in one statement");
    }
    if (tokens_.size() > 1 && std::ranges::all_of(tokens_, &Token::single))
      return outside("letters without a sign between them");
    return into;
  }

 private:
  bool allowed_inside(const Token& token) const {
    if (!quantified_ || at_ == 0) return quantified_ && token.is("who");
    return token.is("who") || token.is("which") || token.is("and") || token.is("or") || token.is("neither") ||
           token.is("nor") || (token.is("that") && at_ + 1 < tokens_.size());
  }

  void word(const Token& token, Occurrence& into) {
    const bool last = at_ + 1 == tokens_.size();
    if (token.is("not") || token.is("never") || (token.is("no") && at_ > 0)) {
      into.stems.emplace_back("not");
    } else if (is_copula(token) || token.is("does") || token.is("do") || token.is("did") || token.is("will")) {
      const bool main_verb = last && !is_copula(token);
      if (main_verb)
        into.stems.emplace_back("do");
      else
        into.verbs.push_back(into.stems.size());
      after_copula_ |= is_copula(token);
    } else if (token.is("has") || token.is("have") || token.is("had")) {
      into.verbs.push_back(into.stems.size());
      const std::size_t next = at_ + (at_ + 1 < tokens_.size() && tokens_[at_ + 1].is("not") ? 2 : 1);
      if (next >= tokens_.size() || !is_participle(tokens_[next].text)) into.stems.emplace_back("have");
    } else if (token.is("lacks") || token.is("lack")) {
      into.verbs.push_back(into.stems.size());
      into.stems.emplace_back("have");
      into.stems.emplace_back("not");
    } else if (!token.single && (token.is("a") || token.is("an"))) {
      if (at_ == 0) into.generic = true;
    } else {
      if (token.is("can") || token.is("may") || token.is("must") || token.is("could"))
        into.verbs.push_back(into.stems.size());
      // "the dog was bitten" is not "the dog bit".
      if (after_copula_ && at_ > 0 && is_participle(token.text) && !is_state(token.text)) {
        into.stems.emplace_back("be");
        after_copula_ = false;
      }
      into.stems.push_back(stem(token.text));
    }
  }
  static bool is_state(std::string_view word) {
    constexpr std::array<std::string_view, 10> kWords{"closed", "locked",  "unlocked", "married", "unmarried",
                                                      "tired",  "crowded", "left",     "lit",     "broken"};
    return is_in(kWords, word);
  }

  Span tokens_;
  bool quantified_;
  bool after_copula_;
  std::size_t at_ = 0;
};

Outcome<Occurrence> quantified(Span rest, Occurrence into, bool after_copula) {
  while (!rest.empty() && (rest[0].is("of") || rest[0].is("the") || rest[0].is("these") || rest[0].is("those")))
    rest = rest.subspan(1);
  if (rest.empty()) return outside("a quantifier without a noun");
  const bool everything = into.everything;
  Occurrence read = TRY(Content(rest, true, after_copula).read(std::move(into)));
  constexpr std::array<std::string_view, 6> kPlaces{"in", "at", "on", "from", "with", "inside"};
  if (everything && !read.stems.empty() && is_in(kPlaces, read.stems[0])) {  // "nobody in the club smokes"
    read.stems.insert(read.stems.begin(), "who");
    for (std::size_t& verb : read.verbs)
      ++verb;
  }
  read.generic = false;
  return read;
}

bool starts(Span tokens, std::initializer_list<std::string_view> words) {
  if (tokens.size() < words.size()) return false;
  std::size_t i = 0;
  return std::ranges::all_of(words, [&](std::string_view word) { return tokens[i++].is(word); });
}

Outcome<Occurrence> there_is(Span tokens, Occurrence into, bool after_copula) {
  std::size_t at = 2;
  into.kind = Occurrence::Kind::some;
  into.there = true;
  const auto take = [&](std::initializer_list<std::string_view> words) {
    if (!starts(tokens.subspan(at), words)) return false;
    at += words.size();
    return true;
  };
  into.negated = take({"not", "any"}) || take({"no"}) || take({"not", "a"});
  if (!into.negated) {
    const bool plain = take({"at", "least", "one"}) || take({"some"}) || take({"any"}) || take({"a"}) || take({"an"}) ||
                       take({"one", "or", "more"});
    (void)plain;
  }
  return quantified(tokens.subspan(at), std::move(into), after_copula);
}

// "Some x are not y" is fine; "all x are not y" has two readings.
Outcome<Occurrence> unambiguous(Occurrence read) {
  const bool negative = is_in(read.stems, "not");
  const auto who = std::ranges::find(read.stems, "who");
  const bool outside_of_relative = who == read.stems.end() && negative;
  if (read.kind == Occurrence::Kind::all && !read.body_negated && !read.negated && outside_of_relative && !read.generic)
    return outside("\"all … are not …\" has two readings");
  if (read.negated && read.kind == Occurrence::Kind::all && negative) return outside("a double negation");
  return read;
}

Outcome<Occurrence> with_quantifier(Span tokens, Occurrence into, bool after_copula) {
  using enum Occurrence::Kind;
  if (starts(tokens, {"there"})) {
    if (tokens.size() < 3 || !is_copula(tokens[1])) return outside("\"there\" without a verb");
    return there_is(tokens, std::move(into), after_copula);
  }
  constexpr std::array<std::string_view, 8> kPersons{"everyone", "everybody", "anyone",   "anybody",
                                                     "whoever",  "someone",   "somebody", "nobody"};
  into.kind = all;
  into.persons = is_in(kPersons, tokens[0].text) || (tokens.size() > 1 && tokens[1].is("one") && tokens[0].is("no")) ||
                 (tokens.size() > 1 && tokens[0].is("not") && is_in(kPersons, tokens[1].text));
  std::size_t used = 1;
  const std::string& first = tokens[0].text;
  if (first == "not") {
    if (starts(tokens, {"not", "one"})) {
      into.body_negated = true;
      used = 2;
    } else if (starts(tokens, {"not", "a", "single"})) {
      into.body_negated = true;
      used = 3;
    } else {
      into.negated = true;
      into.everything = starts(tokens, {"not", "everyone"}) || starts(tokens, {"not", "everybody"}) ||
                        starts(tokens, {"not", "everything"});
      used = 2;
    }
  } else if (first == "no" || first == "none" || first == "nobody" || first == "nothing") {
    into.body_negated = true;
    into.everything = first == "nobody" || first == "nothing";
    if (starts(tokens, {"no", "one"})) {
      into.everything = true;
      used = 2;
    }
    if (starts(tokens, {"none", "but"})) {
      into.body_negated = false;
      into.reversed = true;
      used = 2;
    }
  } else if (first == "some" || first == "at" || is_in(kSomeone, first)) {
    into.kind = some;
    into.everything = is_in(kSomeone, first);
    if (first == "at") used = 3;
    if (starts(tokens, {"some", "one"})) used = 2;
  } else if (first == "only") {
    into.reversed = true;
    if (tokens.size() > 1 && ((tokens[1].capital && !tokens[1].single) || is_article(tokens[1])))
      return outside("\"only\" with a name");
  } else if (is_in(kEveryone, first)) {
    into.everything = true;
    if (first == "whoever" || first == "whatever") {
      Occurrence read = TRY(quantified(tokens.subspan(1), std::move(into), after_copula));
      read.stems.insert(read.stems.begin(), "who");
      for (std::size_t& verb : read.verbs)
        ++verb;
      return unambiguous(std::move(read));
    }
  }
  return unambiguous(TRY(quantified(tokens.subspan(used), std::move(into), after_copula)));
}

bool is_plural(const std::string& word) {
  const std::string base = stem(word);
  return (word.size() > 2 && word.ends_with('s') && !word.ends_with("ss")) ||
         (base != word && !word.ends_with("ed") && !word.ends_with("ing") && !word.ends_with('e'));
}

// "cats are mammals", "birds have wings", "a whale is a mammal": all of them.
bool speaks_of_a_kind(Span tokens, const Occurrence& read) {
  if (read.verbs.empty() || read.verbs[0] == 0 || read.verbs[0] >= read.stems.size()) return false;
  std::size_t verb = 1;
  while (verb < tokens.size() && !is_auxiliary(tokens[verb]))
    ++verb;
  if (verb + 1 >= tokens.size()) return false;
  if (tokens[0].is("a") || tokens[0].is("an")) {
    const std::size_t next = verb + (tokens[verb + 1].is("not") ? 2 : 1);
    return tokens[verb].is("is") && next < tokens.size() && (tokens[next].is("a") || tokens[next].is("an"));
  }
  const bool plural_verb =
      tokens[verb].is("are") || tokens[verb].is("have") || tokens[verb].is("do") || tokens[verb].is("can");
  return plural_verb && !is_article(tokens[0]) && is_plural(tokens[verb - 1].text);
}

}  // namespace

std::string joined(const Stems& stems) {
  std::string text;
  for (const std::string& one : stems)
    text += (text.empty() ? "" : " ") + one;
  return text;
}

Outcome<Occurrence> read_occurrence(Span tokens, bool after_copula) {
  Occurrence read;
  read.text = words_of(tokens);
  if (tokens.size() == 1) {
    const bool letter = tokens[0].text.size() == 1 && tokens[0].kind == TokenKind::word;
    const bool no_statement =
        is_in(kRefused, tokens[0].text) || is_auxiliary(tokens[0]) || is_article(tokens[0]) || is_quantifier(tokens);
    if (tokens[0].kind != TokenKind::word || (no_statement && !letter))
      return outside(fmt::format("'{}' is no statement", tokens[0].shown));
    read.kind = Occurrence::Kind::letter;
    read.stems = {tokens[0].text.size() == 1 ? tokens[0].text : stem(tokens[0].text)};
    return read;
  }
  if (is_quantifier(tokens)) return with_quantifier(tokens, std::move(read), after_copula);
  if (is_auxiliary(tokens[0])) return outside("a question where a statement should be");
  if (is_beside_names(tokens[0])) return outside(fmt::format("'{}' begins no simple statement", tokens[0].shown));
  read = TRY(Content(tokens, false, after_copula).read(std::move(read)));
  if (speaks_of_a_kind(tokens, read)) {
    read.kind = Occurrence::Kind::all;
    read.generic = true;
    read.middle = read.verbs[0];
  }
  return read;
}

std::optional<Occurrence> read_general_condition(Span condition, Span result) {
  constexpr std::array<std::string_view, 10> kAnyone{"someone",  "somebody", "anyone", "anybody", "something",
                                                     "anything", "a",        "an",     "person",  "one"};
  constexpr std::array<std::string_view, 4> kPronouns{"they", "he", "she", "it"};
  if (condition.size() < 2 || result.size() < 2 || !is_in(kAnyone, condition[0].text)) return std::nullopt;
  std::size_t skipped = is_in(kPronouns, result[0].text) ? 1 : 0;
  if (starts(result, {"that", "person"})) skipped = 2;
  if (skipped == 0) return std::nullopt;
  for (const Span side : {condition, result}) {
    if (has_word(side, "and") || has_word(side, "or") || has_word(side, "who")) return std::nullopt;
  }
  const bool noun = condition[0].is("a") || condition[0].is("an");
  auto left = Content(condition.subspan(1), true).read({});
  auto right = Content(result.subspan(skipped), true).read({});
  if (!left || !right) return std::nullopt;
  Occurrence read;
  read.kind = Occurrence::Kind::all;
  read.text = words_of(condition) + ", " + words_of(result);
  read.everything = true;
  read.stems = {"who"};
  if (noun) {
    if (left->verbs.empty() || left->verbs[0] == 0) return std::nullopt;
    read.everything = false;
    read.stems.assign(left->stems.begin(), left->stems.begin() + static_cast<std::ptrdiff_t>(left->verbs[0]));
    read.stems.emplace_back("who");
    left->stems.erase(left->stems.begin(), left->stems.begin() + static_cast<std::ptrdiff_t>(left->verbs[0]));
  }
  read.stems.insert(read.stems.end(), left->stems.begin(), left->stems.end());
  read.middle = read.stems.size();
  read.stems.insert(read.stems.end(), right->stems.begin(), right->stems.end());
  return read;
}

}  // namespace swarm::logic
