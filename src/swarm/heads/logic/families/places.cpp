// Who sits where, who has what: each of several kinds of things stands in one of n places, one in each.
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <set>

#include "base/result.hpp"
#include "swarm/heads/logic/families/families.hpp"
#include "swarm/heads/logic/families/grid.hpp"
#include "swarm/heads/logic/families/names.hpp"
#include "swarm/heads/logic/families/verdicts.hpp"
#include "swarm/heads/logic/language/claims.hpp"
#include "swarm/heads/logic/language/fillers.hpp"
#include "swarm/heads/logic/language/pattern.hpp"
#include "swarm/heads/logic/language/stem.hpp"

namespace swarm::logic {

namespace {

class Places {
 public:
  Places(const Sentences& sentences, Budget& budget, Choices choices)
      : sentences_(sentences), budget_(budget), choices_(choices) {}

  Outcome<Solution> solve() {
    TRY(sort());
    if (!roster_.complete() || roster_.size() < 2) return outside("it is not said who or what there is");
    if (roster_.size() > kPlacesMax || roster_.items().size() > kNumbersMax)
      return trouble(TroubleKind::too_large, "the puzzle is too large");
    if (places_said_ && static_cast<std::size_t>(*places_said_) != roster_.size())
      return outside("the number of places is another than that of things");
    if (!roster_.has_order() && roster_.categories().size() < 2)
      return outside("neither an order nor two kinds of things");
    Grid grid(roster_, choices_);
    grid_ = &grid;
    ClaimReader claims(grid, notes_, budget_.limits().depth_max);
    claims_ = &claims;
    for (const Tokens& clue : clues_)
      statements_.push_back({ words_of(clue), TRY(claims.read(clue)) });
    return answer();
  }
  bool used_left() const { return grid_used_left_; }
  bool used_between() const { return grid_used_between_; }

 private:
  static bool asks(const Sentence& sentence, Span plain) {
    static const Patterns orders{"match <s>", "work out <s>",   "determine <s>",
                                 "find <s>",  "figure out <s>", "list <s>"};
    return sentence.end == '?' || order(plain) || plain[0].is("who") || plain[0].is("which") || plain[0].is("what") ||
           orders.fit(plain);
  }

  // Introductions stand in front of the clues, the question last.
  Outcome<Done> sort() {
    std::vector<Span> rest;
    for (const Sentence& sentence : sentences_) {
      if (is_filler(sentence)) continue;
      const Span plain = without_fillers(sentence.tokens);
      if (plain.empty()) continue;
      roster_.note_layout(plain);
      if (asks(sentence, plain)) {
        if (!question_.empty()) return outside("more than one question");
        question_.assign(plain.begin(), plain.end());
        continue;
      }
      if (layout(plain)) continue;
      if (!clues_.empty() || !roster_.introduce(plain)) clues_.emplace_back(sentence.tokens);
    }
    if (question_.empty()) return outside("nothing is asked");
    if (!roster_.persons() && roster_.categories().empty()) learn_persons();
    return {};
  }

  // "There are five chairs in a row", "each has exactly one pet"
  bool layout(Span tokens) {
    static const Patterns rows{
        "there are [only|exactly] <n> (chairs / seats / places / houses / positions) [in a row|line] [numbered <a>]",
        "the (seats / chairs / houses / places) are numbered <a> [from left to right]",
        "[the] (seats / chairs / houses / places) are numbered from left to right [<a>]"};
    static const Patterns same{
        "each [of them] [person|friend|child|one] (has / owns / likes / plays / drinks / wears / drives / chose / "
        "ordered / does / keeps) [exactly|only] (one / a different one / a different <x>)",
        "no two [of them|people|friends] (have / own / like / play / drink / wear / drive / share) the same <x>",
        "(everyone / everybody / they all) (faces / face) (the center / the centre / inward / inwards / the same way / "
        "north / the table)",
        "(they / all) [are] [all] facing (the center / the centre / inward / the table)",
        "everyone has [exactly] (one / a different one)",
        "no one (has / owns) more than one",
        "each (pet / colour / color / job / drink / instrument / <x>) belongs to [exactly] one person",
        "nobody sits alone",
        "left and right are as seen (from the front / by the viewer / by us)"};
    bool found = rows.match(tokens, [&](const Pattern::Match& match) {
      const auto number = match.has("n") && match["n"].size() == 1 ? number_of(match["n"][0]) : std::nullopt;
      if (match.has("n") && !number) return false;
      if (number) places_said_ = number;
      return true;
    });
    if (found || same.fit(tokens)) return true;
    const auto number = Roster::only_layout(tokens);
    if (number) places_said_ = number;
    return number.has_value();
  }

  void learn_persons() {
    std::vector<Span> names;
    std::set<std::string> known;
    for (const Sentence& sentence : sentences_) {
      const Span tokens = sentence.tokens;
      for (std::size_t i = 0; i < tokens.size(); ++i) {
        const bool name =
            tokens[i].capital && !number_of(tokens[i]) && !is_quantifier(tokens.subspan(i)) &&
            !is_auxiliary(tokens[i]) && !is_article(tokens[i]) && !begins_question(tokens[i]) &&
            !is_beside_names(tokens[i]) &&
            (i > 0 || (tokens.size() > 1 && (is_auxiliary(tokens[1]) || tokens[1].text.ends_with('s') ||
                                             tokens[1].is("and") || tokens[1].is("sat") || tokens[1].is(","))));
        if (name && known.insert(tokens[i].text).second) names.push_back(tokens.subspan(i, 1));
      }
    }
    if (names.size() >= 2) roster_.add_persons(names);
  }
  static bool begins_question(const Token& token) {
    constexpr std::array<std::string_view, 14> kWords{"who",  "what", "which", "where", "if",   "neither", "either",
                                                      "both", "it",   "in",    "from",  "list", "i",       "not"};
    return is_in(kWords, token.text);
  }

  Universe universe() const {
    Universe universe;
    for (const Item& item : roster_.items())
      universe.add_number(item.shown, static_cast<int>(roster_.size()));
    const auto base = base_category();
    if (base) {
      for (Universe::Number& number : universe.numbers) {
        for (const int item : roster_.categories()[*base].items)
          number.values.push_back(roster_.items()[static_cast<std::size_t>(item)].shown);
      }
    } else {
      for (Universe::Number& number : universe.numbers) {
        for (std::size_t place = 1; place <= roster_.size(); ++place)
          number.values.push_back(fmt::format("place {}", place));
      }
    }
    return universe;
  }

  // The things that the places are named after: days, or persons where there is no order.
  std::optional<std::size_t> base_category() const {
    for (std::size_t i = 0; i < roster_.categories().size(); ++i) {
      if (roster_.categories()[i].ordered) return i;
    }
    if (roster_.has_order() || grid_->used_order()) return std::nullopt;
    return roster_.persons() ? *roster_.persons() : 0;
  }

  void add_structure() {
    const auto base = base_category();
    for (std::size_t c = 0; c < roster_.categories().size(); ++c) {
      const std::vector<int>& items = roster_.categories()[c].items;
      std::vector<Formula> parts;
      std::string names;
      for (std::size_t i = 0; i < items.size(); ++i) {
        names += (i == 0 ? "" : ", ") + roster_.items()[static_cast<std::size_t>(items[i])].shown;
        if (base == c) parts.push_back(is_value(items[i], static_cast<int>(i) + 1));
        for (std::size_t k = i + 1; k < items.size() && base != c; ++k)
          parts.push_back(negation(same(items[i], items[k])));
      }
      statements_.push_back(
          {base == c ? names + " are the places" : names + " are all different", all_of(std::move(parts))});
    }
  }

  Outcome<Solution> answer() {
    struct Used {
      Places& places;
      ~Used() {
        places.grid_used_left_ = places.grid_->used_left();
        places.grid_used_between_ = places.grid_->used_between();
      }
    } used{*this};
    const Span asked(question_);
    if (each(asked)) return assignment();
    if (order(asked)) return whole_order();
    if (asked[0].is("who") || asked[0].is("whose")) return who(asked.subspan(1));
    if (asked[0].is("what") || asked[0].is("which") || asked[0].is("when") ||
        (asked[0].is("on") && asked.size() > 1 && asked[1].is("which")))
      return what(asked);
    if (asked[0].is("where")) return where(asked.subspan(1));
    if (has_word(asked, "or")) return outside("one of several may be asked for");
    Sentences asking;
    asking.push_back({question_, '?'});
    const ArgumentParts parts = TRY(argument_parts(asking));
    if (!parts.premises.empty() || parts.claims.size() > 1) return outside("the question is not understood");
    std::optional<Statement> claim;
    if (!parts.claims.empty()) claim = Statement {
        words_of(asked), TRY(claims_->read(parts.claims[0]))
      };
    const Universe unknowns = prepared();
    Reasoner reasoner(unknowns, statements_, budget_);
    Verdicts verdicts = verdicts_for(reasoner);
    if (claim) verdicts.asked(*std::move(claim));
    return verdicts.on(parts.ask);
  }
  Universe prepared() {
    add_structure();
    return universe();
  }
  Verdicts verdicts_for(Reasoner& reasoner) const {
    Verdicts verdicts(reasoner, "one value for each place, SAT solver");
    verdicts.note(notes_.text());
    if (grid_->used_left() && !roster_.round()) verdicts.note("\"left of\" is read as: somewhere to the left");
    return verdicts;
  }

  static bool each(Span tokens) {
    static const Patterns patterns{
        "who (has / owns / is / does / did / likes / plays / drinks / wears / got / took / keeps / drives / ordered / "
        "chose / teaches / speaks / <v>) what|which|who [<n>]",
        "what|which [<n>] (does / did / is) (each / everyone / everybody / each of them / each person / each one / "
        "each friend) [<n>] [<v>]",
        "(match / assign / pair) <s>",
        "who (has / owns / <v>) which <n>",
        "which|what <n> (has / owns / <v>) which|what [<n>]",
        "which (person / one / friend) (has / owns / <v>) (which / what) [<n>]",
        "what is each [person|one|friend] 's <n>",
        "(work out / determine / find / find out / figure out / list) who <v> what|which [<n>]",
        "(work out / determine / find / figure out) (what / which <n>) each [<n>] <v>",
        "what is whose",
        "who is who",
        "which <n> belongs to (whom / who / each / each person / which person)",
        "what are their <n>"};
    return patterns.fit(tokens);
  }
  // From the left, or from the front; another direction is not understood.
  static bool order(Span tokens) {
    static const Patterns patterns{
        "what|which (is / was) (the / their) [seating] order [<n>] [from left to right|,] [from left to right]",
        "[in] (what / which) order [from left to right] (do / are / did) they (sit / sitting / stand / seated) [from "
        "left to right]",
        "(list / give / name) (them / the <n> / the order / everyone) [in order] [from left to right]",
        "from left to right , (who sits where / what is the order / list them / how are they seated)",
        "(how / in what order) are they (seated / sitting / arranged / standing) from left to right",
        "list <n> from left to right",
        "what is the (seating / order / arrangement) from left to right",
        "what is the order of <n> from left to right",
        "who sits where , from left to right",
        "[what is] the order from left to right"};
    return patterns.match(tokens, [](const Pattern::Match& match) {
      constexpr auto kDirections = std::to_array<std::string_view>(
          {"from", "to", "left", "right", "first", "last", "front", "back", "reverse", "starting", "beginning"});
      return std::ranges::none_of(match["n"], [&](const Token& token) { return is_in(kDirections, token.text); });
    });
  }

  const std::string& shown(int item) const { return roster_.items()[static_cast<std::size_t>(item)].shown; }

  Outcome<Solution> one_of(const std::vector<Verdicts::Option>& options) {
    const Universe unknowns = prepared();
    Reasoner reasoner(unknowns, statements_, budget_);
    std::vector<std::string> sure;
    bool open = false;
    if (!TRY(reasoner.consistent())) return outside("the statements contradict each other");
    for (const Verdicts::Option& option : options) {
      if (TRY(reasoner.entails(option.formula)))
        sure.push_back(option.value);
      else
        open |= TRY(reasoner.model_with(option.formula))
      .has_value();
    }
    Verdicts verdicts = verdicts_for(reasoner);
    if (sure.size() < 2 || open) return verdicts.choice(options);
    std::string value;
    for (const std::string& one : sure)
      value += (value.empty() ? "" : ";") + one;
    return verdicts.solution(value, value, {});
  }

  // "who owns the cat", "who sits next to Ann and Bob"
  Outcome<Solution> who(Span tokens) {
    if (!roster_.persons()) return outside("nobody is named");
    const std::vector<int> persons = roster_.categories()[*roster_.persons()].items;
    // "…: Ben or Carl?"
    for (std::size_t i = 1; i + 1 < tokens.size(); ++i) {
      if (!tokens[i].is(":") && !tokens[i].is(",")) continue;
      const auto list = name_list(tokens.subspan(i + 1));
      if (!list || i + 1 + list->length != tokens.size()) continue;
      if (!std::ranges::all_of(list->names, [&](Span name) { return roster_.mention(name, 0).has_value(); })) continue;
      tokens = tokens.first(i);
    }
    while (tokens.size() > 1 && (tokens[0].is("of") || tokens[0].is("them") || tokens[0].is("else")))
      tokens = tokens.subspan(1);
    std::vector<Verdicts::Option> options;
    for (const int person : persons) {
      const auto formula = grid_->predicate(person, tokens);
      if (formula)
        options.push_back({shown(person), *formula});
      else if (!self_reference(person, tokens))
        return outside("the question is not understood");
    }
    if (options.empty()) return outside("the question is not understood");
    return one_of(options);
  }
  bool self_reference(int person, Span tokens) const {
    return std::ranges::any_of(tokens, [&](const Token& token) {
      return roster_.items()[static_cast<std::size_t>(person)].words.back() == token.text;
    });
  }

  // "what does Ben own", "which pet is Ben's", "what is Ben's job", "what colour is the Dane's house"
  Outcome<Solution> what(Span tokens) {
    std::optional<std::size_t> category;
    std::optional<Mention> whom;
    for (std::size_t at = tokens[0].is("on") ? 2 : 1; at < tokens.size();) {
      if (const auto mention = roster_.mention(tokens, at)) {
        if (whom) return outside("the question is about more than one");
        whom = mention;
        at = mention->end;
        // "Ben's pet": the noun of what is asked.
        const std::size_t noun = at - 1;
        if (at >= 2 && tokens[noun - 1].is("'s")) {
          if (const auto named = roster_.category_of(stem(tokens[noun].text))) category = named;
        }
        continue;
      }
      const std::string word = stem(tokens[at].text);
      const auto named = roster_.category_of(word);
      if (tokens[at].is("day"))
        category = ordered_category();
      else if (named && (!category || !roster_.categories()[*named].persons) &&
               !is_in(std::array<std::string_view, 6>{"is", "does", "did", "do", "has", "have"}, tokens[at].text))
        category = category.value_or(*named);
      else if (tokens[0].is("which") && roster_.categories().size() == 1) {
      } else if (!is_auxiliary(tokens[at]) && !tokens[at].is("the") && !tokens[at].is("'s") &&
                 !roster_.knows_word(word) && !plain_verb(tokens[at]) &&
                 !(tokens[at].is("belongs") || tokens[at].is("to") || tokens[at].is("come") || tokens[at].is("go")))
        return outside(fmt::format("'{}' in the question is not understood", tokens[at].shown));
      ++at;
    }
    if (!whom) return which_one(tokens);
    if (tokens[0].is("when")) category = ordered_category();
    const std::size_t own = roster_.items()[static_cast<std::size_t>(whom->item)].category;
    if (!category || *category == own) {
      if (roster_.categories().size() != 2) return outside("it is not clear what is asked for");
      category = 1 - own;
    }
    std::vector<Verdicts::Option> options;
    for (const int item : roster_.categories()[*category].items)
      options.push_back({shown(item), same(whom->item, item)});
    return one_of(options);
  }
  // "which house is second from the left", "which book is in the middle"
  Outcome<Solution> which_one(Span tokens) {
    if (!tokens[0].is("which") || roster_.categories().size() != 1) return outside("the question names nobody");
    std::size_t at = 1;
    while (at < tokens.size() && !is_auxiliary(tokens[at]) && at < 3)
      ++at;
    std::vector<Verdicts::Option> options;
    for (const int item : roster_.categories()[0].items) {
      const auto formula = grid_->predicate(item, tokens.subspan(at));
      if (!formula) return outside("the question is not understood");
      options.push_back({shown(item), *formula});
    }
    return one_of(options);
  }
  static bool plain_verb(const Token& token) {
    constexpr std::array<std::string_view, 14> kWords{"own",   "have", "has",   "get", "keep", "got", "play",
                                                      "drink", "wear", "drive", "eat", "like", "one", "kind"};
    return is_in(kWords, token.text);
  }
  std::optional<std::size_t> ordered_category() const {
    for (std::size_t i = 0; i < roster_.categories().size(); ++i) {
      if (roster_.categories()[i].ordered) return i;
    }
    return std::nullopt;
  }

  Outcome<Solution> where(Span) { return outside("places have no names"); }

  Outcome<Solution> assignment() {
    const auto base = roster_.persons() ? roster_.persons() : std::optional<std::size_t>(0);
    if (roster_.categories().size() != 2) return outside("more than two kinds of things");
    const Universe unknowns = prepared();
    Reasoner reasoner(unknowns, statements_, budget_);
    const auto model = TRY(reasoner.model_with(constant(true)));
    if (!model) return outside("the statements contradict each other");
    std::vector<std::pair<std::string, std::string>> pairs;
    std::vector<Formula> parts;
    for (const int person : roster_.categories()[*base].items) {
      for (const int item : roster_.categories()[1 - *base].items) {
        if (model->numbers[static_cast<std::size_t>(person)] != model->numbers[static_cast<std::size_t>(item)])
          continue;
        pairs.emplace_back(shown(person), shown(item));
        parts.push_back(same(person, item));
      }
    }
    const Formula whole = all_of(std::move(parts));
    Verdicts verdicts = verdicts_for(reasoner);
    if (!TRY(reasoner.entails(whole)))
      return verdicts.solution("undetermined", "The clues leave more than one possibility", {});
    std::ranges::sort(pairs);
    std::string value;
    for (const auto& [person, item] : pairs)
      value += (value.empty() ? "" : ";") + person + "=" + item;
    return verdicts.solution(value, value, TRY(reasoner.derivation(whole, "it is otherwise")));
  }

  Outcome<Solution> whole_order() {
    if (!roster_.persons() || roster_.round()) return outside("there is no order from left to right");
    const std::vector<int> persons = roster_.categories()[*roster_.persons()].items;
    const Universe unknowns = prepared();
    if (base_category()) return outside("there is no order from left to right");
    Reasoner reasoner(unknowns, statements_, budget_);
    const auto model = TRY(reasoner.model_with(constant(true)));
    if (!model) return outside("the statements contradict each other");
    std::vector<int> order = persons;
    std::ranges::sort(order, {}, [&](int item) { return model->numbers[static_cast<std::size_t>(item)]; });
    std::vector<Formula> parts;
    std::string value;
    for (std::size_t i = 0; i < order.size(); ++i) {
      parts.push_back(is_value(order[i], static_cast<int>(i) + 1));
      value += (value.empty() ? "" : ";") + shown(order[i]);
    }
    const Formula whole = all_of(std::move(parts));
    Verdicts verdicts = verdicts_for(reasoner);
    if (!TRY(reasoner.entails(whole)))
      return verdicts.solution("undetermined", "The clues leave more than one order", {});
    return verdicts.solution(value, value, TRY(reasoner.derivation(whole, "it is otherwise")));
  }

  const Sentences& sentences_;
  Budget& budget_;
  Choices choices_;
  Roster roster_;
  ReadingNotes notes_;
  Grid* grid_ = nullptr;
  ClaimReader* claims_ = nullptr;
  std::vector<Tokens> clues_;
  Tokens question_;
  std::optional<int> places_said_;
  std::vector<Statement> statements_;
  bool grid_used_left_ = false, grid_used_between_ = false;
};

}  // namespace

// Words that leave two readings open are read both ways; the answers must agree.
Outcome<Solution> solve_places(const Sentences& sentences, Budget& budget) {
  Places plain(sentences, budget, {});
  auto solution = plain.solve();
  if (!solution) return solution;
  for (const Choices& choices : {Choices{true, false}, Choices{false, true}, Choices{true, true}}) {
    if ((choices.immediate_left && !plain.used_left()) || (choices.immediate_between && !plain.used_between()))
      continue;
    const auto other = Places(sentences, budget, choices).solve();
    if (!other && other.error().kind != TroubleKind::outside_grammar) return other;
    // A reading under which nothing fits was not meant.
    if (other && other->value != solution->value)
      return outside("\"left of\" or \"between\" may mean directly or somewhere");
  }
  return solution;
}

}  // namespace swarm::logic
