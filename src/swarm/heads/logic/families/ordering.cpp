// Who is older, which comes first, in which order: ranks on scales, with equal ranks where nothing excludes them.
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <set>

#include "base/result.hpp"
#include "swarm/heads/logic/families/families.hpp"
#include "swarm/heads/logic/families/ranks.hpp"
#include "swarm/heads/logic/families/verdicts.hpp"
#include "swarm/heads/logic/language/claims.hpp"
#include "swarm/heads/logic/language/fillers.hpp"
#include "swarm/heads/logic/language/pattern.hpp"

namespace swarm::logic {

namespace {

struct Question {
  enum class Kind { extreme, place, middle, choice, beyond_whom, order, claim } kind = Kind::claim;
  Direction direction;
  int place = 0;
  std::vector<int> options;
  int whom = -1;
};

class Ordering {
 public:
  Ordering(const Sentences& sentences, Budget& budget)
      : sentences_(sentences), budget_(budget), ranks_(sentences), claims_(ranks_, notes_, budget.limits().depth_max) {}

  Outcome<Solution> solve() {
    TRY(sort());
    TRY(read_all());
    ranks_.learnt();
    statements_.clear();
    asked_.reset();
    TRY(read_all());
    if (ranks_.names().size() < 2 || ranks_.scales().empty()) return outside("nothing is compared");
    if (said_ && static_cast<std::size_t>(*said_) != ranks_.names().size())
      return outside("another number of names than is said");
    if (ranks_.names().overlap()) return outside("two names may mean the same");
    if (ranks_.compares_deeds()) return outside("different things that are done are compared");
    if (ranks_.names().size() > kPlacesMax) return trouble(TroubleKind::too_large, "too many are compared");
    prepare_question();
    const Formula distinct = ranks_.distinct();
    if (ranks_.numbers() > kNumbersMax) return trouble(TroubleKind::too_large, "too many are compared");
    const Universe universe = ranks_.universe();
    auto with_ties = answer(universe, statements_, false);
    // A race has places; elsewhere it must not matter whether two may be equal.
    std::vector<Statement> without(statements_);
    without.push_back({"no two are equal", distinct});
    auto without_ties = answer(universe, without, true);
    if (with_ties && without_ties && with_ties->value == without_ties->value) return with_ties;
    if (ranks_.equal_used()) return with_ties;
    const bool race = ranks_.scales() == std::set<std::string>{"time"};
    if (race || ranks_.places_used()) return without_ties;
    if (!with_ties) return with_ties;
    return outside("the answer hangs on whether two may be equal");
  }

 private:
  // The last question; everything else states.
  Outcome<Done> sort() {
    for (const Sentence& sentence : sentences_) {
      if (is_filler(sentence)) continue;
      const Span plain = without_fillers(sentence.tokens);
      if (plain.empty()) continue;
      if (sentence.end == '?' || is_order(plain) || asks(plain) ||
          (&sentence == &sentences_.back() && hides_question(plain))) {
        // "Paul is older than Rita, who is oldest"
        if (!question_.empty()) return outside("more than one question");
        TRY(split_question(plain));
      } else {
        spoken_.emplace_back(sentence.tokens);
      }
    }
    if (question_.empty()) {
      parts_ = TRY(argument_parts(sentences_));
    }
    return {};
  }

  static bool asks(Span tokens) {
    return tokens[0].is("who") || tokens[0].is("which") || (tokens[0].is("what") && has_word(tokens, "order"));
  }

  bool hides_question(Span tokens) const {
    for (std::size_t i = 1; i + 1 < tokens.size(); ++i) {
      const Span rest = tokens[i].is(",") ? without_fillers(tokens.subspan(i + 1)) : Span();
      if (!rest.empty() && (is_order(rest) || (asks(rest) && !relative_clause(rest)))) return true;
    }
    return false;
  }

  // A question behind a statement and a comma: "a is heavier than b and lighter than c, which is lightest".
  Outcome<Done> split_question(Span tokens) {
    for (std::size_t i = 1; i + 1 < tokens.size(); ++i) {
      if (!tokens[i].is(",") && !tokens[i].is(":") && !tokens[i].is("—") && !tokens[i].is("so")) continue;
      const Span rest = without_fillers(tokens.subspan(i + 1));
      if (rest.empty() || (!asks(rest) && !is_order(rest)) || asks(tokens) || is_auxiliary(tokens[0])) continue;
      if (relative_clause(rest)) continue;
      const Span stated = granted(tokens.first(i), true);
      const auto named = introduced(stated);
      if (named && !named->empty() && !spoken_.empty()) return outside("a choice among some");  // "of Ann and Bob, who"
      spoken_.emplace_back(stated.begin(), stated.end());
      question_.assign(rest.begin(), rest.end());
      return {};
    }
    question_.assign(tokens.begin(), tokens.end());
    return {};
  }
  // "If a is older than b and b is older than c, who is the oldest": what stands before a question of this kind is
  // granted, it is no condition of anything. "In a race" says nothing that other words do not say.
  static Span granted(Span tokens, bool asked_behind) {
    constexpr std::array<std::string_view, 6> kGrants{"given", "since", "suppose", "supposing", "assume", "assuming"};
    if (tokens.size() < 2) return tokens;
    if (tokens.size() > 4 && tokens[0].is("in") && is_article(tokens[1]) && tokens[2].is("race"))
      return tokens.subspan(tokens[3].is(",") ? 4 : 3);
    const bool condition = asked_behind && tokens[0].is("if") && !has_word(tokens, "then");
    if (!condition && !is_in(kGrants, tokens[0].text)) return tokens;
    return tokens.subspan(tokens[1].is("that") ? 2 : 1);
  }

  // "…, who is older than Cy"
  bool relative_clause(Span tokens) const {
    bool negative = false, making = false;
    const std::size_t used = Ranks::verbs(tokens.subspan(1), negative, making);
    const auto found = ranks_.relation(tokens.subspan(1 + used), making);
    return found && found->kind != Ranks::Relation::Kind::extreme && found->kind != Ranks::Relation::Kind::place;
  }

  static const Patterns& orders() {
    static const Patterns patterns{
        "[please] list|order|rank|arrange|sort|put|name|line|give [up] (them / all [of them] / the <n> / these <n> / "
        "everyone / everybody / <n>) "
        "[in order|order|by|up] [of|by] [<m>] [,] [going|starting] (from <s> to <t> / <s> first / with <s> [first] / "
        "starting with [the] <s>)",
        "[please] list|order|rank|arrange|sort|put|name (them / all [of them] / the <n> / these <n> / everyone / <n>) "
        "[in order] [,] from <s> to <t>",
        "[so] what|which (is / was) (the / their / the correct) [finishing|right|full|whole] order [of <n>] [,] "
        "[starting] (from <s> to <t> / with <s> / <s> first)",
        "what|which (is / was) (the / their) [finishing] order [of <n>] from <s> to <t>",
        "from <s> to <t> [,] [what is the order / who is who / list them / name them]",
        "in what order (did they finish / did they arrive / did they come in)",
        "what (was / is) the [finishing|final] order [of the race]",
        "list them in [the] order [of finishing / they finished / of arrival]",
        "give (the / their) [full|finishing] order [from <s> to <t>]",
        "what is the order from <s> to <t>",
        "give [me] the order [,] <s> first",
        "(the / their) order from <s> to <t>",
        "order [them] from <s> to <t>"};
    return patterns;
  }
  static bool is_order(Span tokens) { return orders().fit(tokens); }

  Outcome<Done> read_all() {
    if (!question_.empty()) {
      for (const Tokens& tokens : spoken_)
        TRY(state(tokens));
      note_spoken();
      return ask(question_);
    }
    for (const Tokens& tokens : parts_.premises)
      TRY(state(tokens));
    note_spoken();
    if (parts_.claims.size() > 1) return outside("more than one claim");
    for (const Tokens& tokens : parts_.claims)
      asked_ = Statement {
        words_of(tokens), TRY(claims_.read(tokens))
      };
    kind_.kind = Question::Kind::claim;
    ask_ = parts_.ask;
    return {};
  }

  // In the first reading the names are still only those of the statements.
  void note_spoken() {
    if (!ranks_.is_known()) spoken_names_ = ranks_.names().size();
  }

  Outcome<Done> state(const Tokens& tokens) {
    if (!tokens.empty() && tokens[0].is("when")) return outside("\"when\" tells a time or a condition");
    auto direct = ranks_.clause(granted(tokens, false));
    auto read = direct ? std::move(direct) : claims_.read(tokens);
    if (read) {
      statements_.push_back({words_of(tokens), *std::move(read)});
      return {};
    }
    const auto names = introduced(tokens);
    if (!names) return std::unexpected(std::move(read).error());
    for (const Token& token : tokens) {
      const auto number = number_of(token);
      if (number && *number > 1) said_ = number;
    }
    for (const Span name : *names)
      ranks_.names().add(name);
    return {};
  }

  Outcome<Done> ask(Span tokens) {
    if (is_order(tokens)) return ask_order(tokens);
    if (asks(tokens)) return ask_who(tokens);
    return ask_claim(tokens);
  }

  Outcome<Done> ask_order(Span tokens) {
    kind_.kind = Question::Kind::order;
    kind_.direction = {"time", -1};
    std::optional<Direction> from;
    const bool understood = orders().match(tokens, [&](const Pattern::Match& match) {
      const auto listed = listed_names(match["n"]);
      if (!listed || !may_be_passed_over(match["m"])) return false;
      kind_.options = *listed;
      const auto end = [&](Span words) -> std::optional<Direction> {
        while (!words.empty() && (words[0].is("the") || words[0].is("starting") || words[0].is("with")))
          words = words.subspan(1);
        const auto found = ranks_.measures().superlative(words);
        if (found && found->length == words.size()) return found->direction;
        const auto plain = ranks_.measures().plain(words);
        if (plain && plain->length == words.size()) return plain->direction;
        return std::nullopt;
      };
      from.reset();
      if (!match.has("s")) return true;
      from = end(match["s"]);
      if (!from || !match.has("t")) return from.has_value();
      const auto to = end(match["t"]);
      return to && *to == from->opposite();
    });
    if (!understood) return outside("the order that is asked for is not understood");
    if (from)
      kind_.direction = *from;
    else if (ranks_.is_known() && !ranks_.scales().contains("time"))
      return outside("it is not said where the order begins");
    return {};
  }

  // Words that a pattern passes over must not say how far an order goes, or where it begins: "the order, least".
  bool may_be_passed_over(Span words) {
    constexpr auto kWords = std::to_array<std::string_view>(
        {"least",  "most",    "less",     "more",   "reverse", "reversed", "opposite", "backwards", "from",  "to",
         "first",  "last",    "starting", "who",    "that",    "which",    "than",     "not",       "but",   "only",
         "except", "without", "top",      "bottom", "second",  "third",    "else",     "other",     "others"});
    return std::ranges::none_of(words, [&](const Token& word) {
      const auto number = number_of(word);  // "the two tallest"
      return word.capital || is_in(kWords, word.text) || ranks_.measures().superlative(Span(&word, 1)) ||
             (number && static_cast<std::size_t>(*number) != ranks_.names().size());
    });
  }

  // Who is to be ordered: the names, none for all of them; nothing where it is not clear.
  std::optional<std::vector<int>> listed_names(Span words) {
    std::vector<int> found;
    const auto list = name_list(words);
    if (!list || list->length != words.size()) {
      constexpr std::size_t kWordsMax = 5;
      if (words.size() > kWordsMax || !may_be_passed_over(words)) return std::nullopt;
      return found;
    }
    for (const Span name : list->names) {
      const auto known = ranks_.names().find(name);
      if (!known) return std::nullopt;
      found.push_back(*known);
    }
    return found;
  }

  // "which of Ann and Bob is older": where the names end; nothing where one of them is not known.
  std::optional<std::size_t> options_in_front(Span tokens) {
    kind_options_.clear();
    const auto list = tokens.size() > 3 && tokens[1].is("of") ? name_list(tokens.subspan(2)) : std::nullopt;
    if (!list) return 1;
    const auto known = listed_names(tokens.subspan(2, list->length));
    if (!known) return std::nullopt;
    kind_options_ = *known;
    return 2 + list->length;
  }

  // "the oldest of Ann and Bob", "older, Ann or Bob": what stands before the names; nothing where there are two lists.
  std::optional<Span> without_options(Span rest) {
    for (std::size_t i = 1; i < rest.size(); ++i) {
      const bool among = rest[i - 1].is("of") || rest[i - 1].is("among") || rest[i - 1].is("between");
      if (!among && !rest[i - 1].is(",") && !rest[i - 1].is(":") && !rest[i - 1].is("—")) continue;
      const auto list = name_list(rest.subspan(i));
      if (!list || list->length != rest.size() - i) continue;
      if (among && !listed_names(rest.subspan(i))) continue;  // "of the three, Ann, Bob or Cy"
      if (!kind_options_.empty()) return std::nullopt;
      for (const Span name : list->names)
        kind_options_.push_back(ranks_.names().add(name));
      rest = bare(rest.first(i - 1));
      if (among && !rest.empty() && rest.back().is("out")) rest = rest.first(rest.size() - 1);
      break;
    }
    return rest;
  }

  // "who is the oldest", "which of the three came second", "who is older, Ann or Bob", "who is older than Ann"
  Outcome<Done> ask_who(Span tokens) {
    const auto asked = options_in_front(tokens);
    if (!asked) return outside("the question is not understood");
    std::size_t at = *asked;
    while (at < tokens.size() && at < *asked + 5 && !Ranks::is_verb(tokens[at]) && !tokens[at].is("has") &&
           !tokens[at].is("did"))
      ++at;
    constexpr auto kNarrowing =
        std::to_array<std::string_view>({"not", "else", "other", "boy", "girl", "man", "woman", "brother", "sister"});
    for (std::size_t i = *asked; i < at; ++i) {
      if (tokens[i].capital || is_in(kNarrowing, tokens[i].text) || ranks_.names().find(tokens.subspan(i, 1)))
        return outside("the question is not understood");
    }
    static const Patterns winner{"who|which [one|of <n>|runner|<n>] won [the race]",
                                 "who [of <n>] was the winner [of the race]", "who is the winner"};
    if (winner.fit(tokens) && kind_options_.empty()) {
      kind_.kind = Question::Kind::extreme;
      kind_.direction = {"time", -1};
      return {};
    }
    bool negative = false, making = false;
    const std::size_t used = Ranks::verbs(tokens.subspan(at), negative, making);
    const Span verbs = tokens.subspan(at, used);
    at += used;
    if (negative || at >= tokens.size()) return outside("the question is not understood");
    Span rest = tokens.subspan(at);
    static const Patterns middle{"in the middle", "the middle one", "in the middle of the three"};
    if (middle.fit(rest) && kind_options_.empty()) {
      kind_.kind = Question::Kind::middle;
      return {};
    }
    const auto before_options = without_options(rest);
    if (!before_options) return outside("the question is not understood");
    rest = *before_options;
    kind_.options = std::exchange(kind_options_, {});
    if (const auto found = ranks_.superlative(rest); found && found->length == rest.size()) {
      kind_.kind = found->kind == Ranks::Relation::Kind::extreme ? Question::Kind::extreme : Question::Kind::place;
      kind_.direction = ranks_.compared(found->direction, verbs);
      kind_.place = found->place;
      // The second of some is not the second of all.
      if (kind_.kind == Question::Kind::place && !kind_.options.empty() &&
          kind_.options.size() != ranks_.names().size())
        return outside("a place among some");
      return {};
    }
    Span comparative = rest;
    if (!comparative.empty() && comparative[0].is("the")) comparative = comparative.subspan(1);
    const auto found = ranks_.measures().comparative(comparative);
    if (found && found->length == comparative.size() && kind_.options.size() >= 2) {
      kind_.kind = Question::Kind::choice;
      kind_.direction = ranks_.compared(found->direction, verbs);
      return {};
    }
    const auto relation = ranks_.relation(rest, making);
    if (relation && relation->kind == Ranks::Relation::Kind::beyond && kind_.options.empty()) {
      const Span whom = rest.subspan(relation->length);
      if (Names::length(whom) != whom.size() || whom.empty()) return outside("the question is not understood");
      kind_.kind = Question::Kind::beyond_whom;
      kind_.direction = ranks_.compared(relation->direction, verbs);
      kind_.whom = ranks_.names().add(whom);
      return {};
    }
    return outside("the question is not understood");
  }

  // "is Ann older than Bob", "did Meg finish ahead of Per"
  Outcome<Done> ask_claim(Span tokens) {
    if (has_word(tokens, "or")) return outside("one of several may be asked for");
    Sentences asking;
    asking.push_back({Tokens(tokens.begin(), tokens.end()), '?'});
    const ArgumentParts parts = TRY(argument_parts(asking));
    ask_ = parts.ask;
    kind_.kind = Question::Kind::claim;
    if (ask_ == Ask::consistency && parts.claims.empty() && parts.premises.empty()) return {};
    for (const Tokens& premise : parts.premises)
      TRY(state(premise));
    note_spoken();
    if (parts.claims.size() != 1) return outside("the question is not understood");
    auto direct = ranks_.clause(parts.claims[0]);
    asked_ = Statement {
      words_of(parts.claims[0]), TRY(direct ? std::move(direct) : claims_.read(parts.claims[0]))
    };
    return {};
  }

  int names() { return static_cast<int>(ranks_.names().size()); }

  // Makes the formulas of the question before the universe is complete.
  void prepare_question() {
    using enum Question::Kind;
    if (kind_.kind == middle && ranks_.scales().size() == 1) {
      kind_.kind = place;
      kind_.direction = {*ranks_.scales().begin(), 1};
      kind_.place = names() % 2 == 1 ? (names() + 1) / 2 : 0;
    }
    const std::vector<int> all = everyone();
    for (const int name : all) {
      const std::string& shown = ranks_.names().shown(name);
      if (kind_.kind == extreme)
        options_.push_back({shown, kind_.options.empty() ? ranks_.extreme(kind_.direction, name) : best_of(name)});
      if (kind_.kind == choice) options_.push_back({shown, best_of(name)});
      if (kind_.kind == place) options_.push_back({shown, ranks_.place(kind_.direction, name, kind_.place)});
      if (kind_.kind == beyond_whom && name != kind_.whom)
        options_.push_back({shown, ranks_.beyond(kind_.direction, name, kind_.whom)});
    }
    if (kind_.kind != order) return;
    for (const int left : all) {
      for (const int right : all) {
        if (left != right) pairs_.push_back({left, right, ranks_.beyond(kind_.direction, left, right)});
      }
    }
  }
  std::vector<int> everyone() {
    if (!kind_.options.empty()) return kind_.options;
    std::vector<int> all;
    for (int name = 0; name < names(); ++name)
      all.push_back(name);
    return all;
  }
  Formula best_of(int name) {
    std::vector<Formula> parts;
    for (const int other : kind_.options) {
      if (other != name) parts.push_back(ranks_.beyond(kind_.direction, name, other));
    }
    return all_of(std::move(parts));
  }

  Outcome<Solution> answer(const Universe& universe, const std::vector<Statement>& statements, bool ties_excluded) {
    Reasoner reasoner(universe, statements, budget_);
    Verdicts verdicts(reasoner, "ranks on a scale, SAT solver");
    verdicts.note(notes_.text());
    if (ties_excluded) verdicts.note("no two are in the same place");
    verdicts.guard([this](const Formula&) -> Outcome<Done> {
      if (ranks_.scales().size() > 1) return outside("the answer may hang on how the scales belong together");
      if (ranks_.names().size() > spoken_names_) return outside("the question names what no statement names");
      return {};
    });
    switch (kind_.kind) {
      case Question::Kind::claim:
        if (asked_) verdicts.asked(*asked_);
        if (!asked_ && ask_ != Ask::consistency) return outside("nothing is asked");
        return verdicts.on(ask_);
      case Question::Kind::order:
        return whole_order(reasoner, verdicts);
      case Question::Kind::beyond_whom:
        return all_beyond(reasoner, verdicts);
      case Question::Kind::middle:
        return outside("the middle of several scales");
      default:
        if (options_.empty() || (kind_.kind == Question::Kind::place && kind_.place == 0))
          return outside("there is no such place");
        return verdicts.choice(options_);
    }
  }

  Outcome<Solution> whole_order(Reasoner& reasoner, Verdicts& verdicts) {
    if (!TRY(reasoner.consistent())) return outside("the statements contradict each other");
    std::vector<std::size_t> wins(static_cast<std::size_t>(names()), 0);
    std::size_t decided = 0;
    for (const auto& [left, right, formula] : pairs_) {
      if (!TRY(reasoner.entails(formula))) continue;
      ++wins[static_cast<std::size_t>(left)];
      ++decided;
    }
    if (decided * 2 != pairs_.size()) {
      if (ranks_.scales().size() > 1 || ranks_.names().size() > spoken_names_)
        return outside("the answer may hang on how the scales belong together");
      return verdicts.solution("undetermined", "The statements leave more than one order", {});
    }
    std::vector<int> order = everyone();
    std::ranges::sort(order, std::greater{}, [&](int name) { return wins[static_cast<std::size_t>(name)]; });
    std::string value;
    std::vector<answers::Step> steps;
    for (const int name : order) {
      value += (value.empty() ? "" : ";") + ranks_.names().shown(name);
      steps.push_back({"place", fmt::format("{} comes before {} others in every case", ranks_.names().shown(name),
                                            wins[static_cast<std::size_t>(name)])});
    }
    return verdicts.solution(value, value, std::move(steps));
  }

  Outcome<Solution> all_beyond(Reasoner& reasoner, Verdicts& verdicts) {
    if (!TRY(reasoner.consistent())) return outside("the statements contradict each other");
    std::string value;
    std::vector<answers::Step> steps;
    for (const Verdicts::Option& option : options_) {
      if (TRY(reasoner.entails(option.formula)))
        value += (value.empty() ? "" : ";") + option.value;
      else if (TRY(reasoner.model_with(option.formula)))
        return outside("it is not sure of everyone");
    }
    if (value.empty()) return outside("there is no one");
    return verdicts.solution(value, value, std::move(steps));
  }

  struct Pair {
    int left, right;
    Formula formula;
  };

  const Sentences& sentences_;
  Budget& budget_;
  Ranks ranks_;
  ReadingNotes notes_;
  ClaimReader claims_;
  std::vector<Tokens> spoken_;
  std::size_t spoken_names_ = 0;  // how many the statements name
  std::optional<int> said_;       // how many there are, as an introduction says
  Tokens question_;
  ArgumentParts parts_;
  Question kind_;
  std::vector<int> kind_options_;
  Ask ask_ = Ask::truth;
  std::vector<Statement> statements_;
  std::optional<Statement> asked_;
  std::vector<Verdicts::Option> options_;
  std::vector<Pair> pairs_;
};

}  // namespace

Outcome<Solution> solve_ordering(const Sentences& sentences, Budget& budget) {
  return Ordering(sentences, budget).solve();
}

}  // namespace swarm::logic
