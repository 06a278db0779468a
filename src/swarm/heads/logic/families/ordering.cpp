// Who is older, which comes first, in which order: ranks on scales, with equal ranks where nothing excludes them.
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <set>

#include "base/result.hpp"
#include "swarm/heads/logic/families/families.hpp"
#include "swarm/heads/logic/families/measures.hpp"
#include "swarm/heads/logic/families/names.hpp"
#include "swarm/heads/logic/families/verdicts.hpp"
#include "swarm/heads/logic/language/claims.hpp"
#include "swarm/heads/logic/language/fillers.hpp"
#include "swarm/heads/logic/language/pattern.hpp"

namespace swarm::logic {

namespace {

constexpr std::array<std::string_view, 44> kVerbs{
    "is",     "are",    "was",     "were",   "be",      "finished", "finish", "came",   "come",   "arrived", "arrive",
    "ran",    "runs",   "run",     "placed", "place",   "ended",    "end",    "costs",  "cost",   "weighs",  "weigh",
    "lives",  "live",   "stands",  "stand",  "lies",    "lie",      "goes",   "go",     "drives", "drive",   "walks",
    "walk",   "swims",  "swim",    "jumps",  "jump",    "climbs",   "climb",  "scored", "score",  "sits",    "sit"};
constexpr std::array<std::string_view, 12> kMakingVerbs{"born",  "built", "founded",  "constructed", "established", "made",
                                                        "written", "opened", "published", "released", "painted", "erected"};
constexpr std::array<std::string_view, 14> kModifiers{"much",  "far",  "slightly", "even", "somewhat", "well",  "also",
                                                      "considerably", "significantly", "way", "still", "clearly", "both", "up"};

template <std::size_t N>
bool among(const std::array<std::string_view, N>& words, const Token& token) {
  return is_in(words, token.text);
}

// What a prompt says about ranks. Read twice: the first time to learn who there is.
class Ranks final : public ClauseReader {
 public:
  explicit Ranks(const Sentences& sentences) : measures_(sentences) {}

  Outcome<Formula> clause(Span tokens) override {
    auto read = sentence(tokens);
    if (!read) return outside(fmt::format("\"{}\" compares nothing", words_of(tokens)));
    return *std::move(read);
  }

  void learnt() { known_ = true; }
  bool is_known() const { return known_; }
  Names& names() { return names_; }
  const Measures& measures() const { return measures_; }
  const std::set<std::string>& scales() const { return scales_; }
  int size() const { return std::max(static_cast<int>(names_.size()), 1); }

  int number(const std::string& scale, int name) {
    scales_.insert(scale);
    const auto [at, added] = numbers_.try_emplace({scale, name}, static_cast<int>(numbers_.size()));
    return at->second;
  }
  // x further in the direction than y.
  Formula beyond(const Direction& direction, int x, int y) {
    const int left = number(direction.scale, x), right = number(direction.scale, y);
    return direction.sign > 0 ? below(right, left) : below(left, right);
  }
  Formula extreme(const Direction& direction, int name) {
    std::vector<Formula> parts;
    for (int other = 0; other < size(); ++other) {
      if (other != name && known_) parts.push_back(beyond(direction, name, other));
    }
    number(direction.scale, name);
    return all_of(std::move(parts));
  }
  // Exactly `place` - 1 are further in the direction, and nobody is as far. A negative place counts from the other end.
  Formula place(Direction direction, int name, int place) {
    if (place < 0) {
      direction = direction.opposite();
      place = -place;
    }
    places_used_ = true;
    std::vector<Formula> further, unequal;
    for (int other = 0; other < size() && known_; ++other) {
      if (other == name) continue;
      further.push_back(beyond(direction, other, name));
      unequal.push_back(negation(same(number(direction.scale, other), number(direction.scale, name))));
    }
    number(direction.scale, name);
    unequal.push_back(count(place - 1, place - 1, std::move(further)));
    return all_of(std::move(unequal));
  }
  Formula distinct() {
    std::vector<Formula> parts;
    for (const std::string& scale : std::set<std::string>(scales_)) {
      for (int x = 0; x < size(); ++x) {
        for (int y = x + 1; y < size(); ++y)
          parts.push_back(negation(same(number(scale, x), number(scale, y))));
      }
    }
    return all_of(std::move(parts));
  }

  Universe universe() const {
    Universe universe;
    std::vector<std::string> names(numbers_.size());
    for (const auto& [key, index] : numbers_)
      names[static_cast<std::size_t>(index)] = fmt::format("{} of {}", key.first, names_.shown(key.second));
    for (std::string& name : names)
      universe.add_number(std::move(name), size());
    return universe;
  }
  std::size_t numbers() const { return numbers_.size(); }
  bool places_used() const { return places_used_; }

  struct Relation {
    enum class Kind { beyond, not_beyond, equal, extreme, place, between } kind = Kind::beyond;
    Direction direction;
    int place = 0;
    std::size_t length = 0;
  };
  std::optional<Relation> relation(Span tokens, bool making) const {
    if (auto found = than(tokens)) return found;
    if (auto found = equality(tokens)) return found;
    if (auto found = superlative(tokens)) return found;
    if (!tokens.empty() && tokens[0].is("between")) return Relation{Relation::Kind::between, {}, 0, 1};
    if (auto found = measures_.preposition(tokens)) {
      if (making && found->direction.scale == "time") found->direction = {"age", -found->direction.sign};
      return Relation{Relation::Kind::beyond, found->direction, 0, found->length};
    }
    return std::nullopt;
  }
  // "the oldest", "the second oldest", "first", "in second place", "the oldest of the three"
  std::optional<Relation> superlative(Span tokens) const {
    std::size_t at = 0;
    if (at < tokens.size() && tokens[at].is("in")) ++at;
    if (at < tokens.size() && tokens[at].is("the")) ++at;
    Relation result{Relation::Kind::extreme, {}, 1, 0};
    if (at < tokens.size()) {
      const auto ordinal = ordinal_of(tokens[at]);
      const auto following = ordinal ? measures_.superlative(tokens.subspan(at + 1)) : std::nullopt;
      if (ordinal && *ordinal > 1 && following) {
        result = {Relation::Kind::place, following->direction, *ordinal, 0};
        return with_tail(tokens, at + 1 + following->length, result);
      }
      if (ordinal && *ordinal > 1) {
        result = {Relation::Kind::place, {"time", -1}, *ordinal, 0};
        return with_tail(tokens, at + 1, result);
      }
    }
    const auto found = measures_.superlative(tokens.subspan(std::min(at, tokens.size())));
    if (!found) return std::nullopt;
    result.direction = found->direction;
    return with_tail(tokens, at + found->length, result);
  }

  static std::size_t verbs(Span tokens, bool& negative, bool& making) {
    std::size_t at = 0;
    for (; at < tokens.size(); ++at) {
      if (tokens[at].is("not")) negative = !negative;
      else if (tokens[at].is("a") && at + 1 < tokens.size() && (tokens[at + 1].is("bit") || tokens[at + 1].is("little") || tokens[at + 1].is("lot"))) ++at;
      else if (among(kMakingVerbs, tokens[at])) making = true;
      else if (!among(kVerbs, tokens[at]) && !among(kModifiers, tokens[at]) && !tokens[at].is("did") && !tokens[at].is("does") && !tokens[at].is("do")) break;
    }
    return at;
  }

 private:
  std::optional<Relation> than(Span tokens) const {
    if (tokens.size() > 1 && tokens[0].is("no")) {
      auto inner = than(tokens.subspan(1));
      if (!inner) return std::nullopt;
      return Relation{Relation::Kind::not_beyond, inner->direction, 0, inner->length + 1};
    }
    const auto found = measures_.comparative(tokens);
    if (!found || found->length >= tokens.size()) return std::nullopt;
    std::size_t at = found->length;
    if (tokens[at].is("in")) {  // "older in age than"
      const auto noun = measures_.noun(tokens.subspan(at + 1));
      if (noun) at += 1 + noun->length;
    }
    if (at >= tokens.size() || !tokens[at].is("than")) return std::nullopt;
    return Relation{Relation::Kind::beyond, found->direction, 0, at + 1};
  }

  std::optional<Relation> equality(Span tokens) const {
    std::size_t at = 0;
    if (tokens.size() > 2 && (tokens[0].is("exactly") || tokens[0].is("just"))) at = 1;
    if (tokens.size() > at + 2 && tokens[at].is("as")) {
      const auto found = measures_.plain(tokens.subspan(at + 1));
      if (!found || at + 2 >= tokens.size() || !tokens[at + 2].is("as")) return std::nullopt;
      return Relation{Relation::Kind::equal, found->direction, 0, at + 3};
    }
    if (tokens.size() > at + 3 && tokens[at].is("the") && tokens[at + 1].is("same")) {
      const auto found = measures_.noun(tokens.subspan(at + 2));
      if (!found || !tokens[at + 3].is("as")) return std::nullopt;
      return Relation{Relation::Kind::equal, found->direction, 0, at + 4};
    }
    return std::nullopt;
  }

  std::optional<Relation> with_tail(Span tokens, std::size_t at, Relation relation) const {
    static const Patterns tails{"place|one|person|position", "[place] of|among|in|out (the|all / the / all / them / these / those / all of) "
                                "[<n>]", "overall", "in (the / this) <n>", "of <n>"};
    constexpr std::array<std::string_view, 10> kBorders{",", "and", "but", "or", "nor", "who", "while", "which", "then", "than"};
    std::size_t end = at;
    while (end < tokens.size() && !among(kBorders, tokens[end]))
      ++end;
    if (end > at) {
      const Span tail = tokens.subspan(at, end - at);
      if (!tails.fit(tail) || tail.size() > 5) return std::nullopt;
      for (const Token& token : tail) {
        const auto number = number_of(token);
        if (number && *number > 1 && known_ && *number != size()) return std::nullopt;
      }
    }
    relation.length = end;
    return relation;
  }

  int name(Span tokens) { return names_.add(tokens); }

  // Names at `at`: "Ann", "both Ann and Bob", "everyone else"; the index behind them.
  std::optional<std::pair<std::vector<int>, std::size_t>> objects(Span tokens, std::size_t at, int subject) {
    static const Pattern others("everyone|everybody|anyone|anybody|everything|all [else|other|others] [of] [the] [others|other] "
                                "[ones|people|persons|three|two|four]");
    if (at < tokens.size() && (tokens[at].is("both") || tokens[at].is("either"))) ++at;
    for (std::size_t end = std::min(tokens.size(), at + 4); end > at; --end) {
      if (!others.fits(tokens.subspan(at, end - at)) && !(end - at == 2 && tokens[at].is("the") && tokens[at + 1].is("others"))) continue;
      std::vector<int> found;
      for (int other = 0; other < static_cast<int>(names_.size()); ++other) {
        if (other != subject) found.push_back(other);
      }
      return std::pair(found, end);
    }
    std::vector<int> found;
    while (true) {
      const std::size_t length = Names::length(tokens.subspan(std::min(at, tokens.size())));
      if (length == 0) break;
      // "than Bob and Cy is …": a name that a verb follows begins a statement of its own.
      bool negative = false, making = false;
      const Span behind = tokens.subspan(at + length);
      const std::size_t used = verbs(behind, negative, making);
      if (!found.empty() && used > 0) return std::pair(found, back_over_comma(tokens, at));
      found.push_back(name(tokens.subspan(at, length)));
      at += length;
      std::size_t next = at;
      while (next < tokens.size() && (tokens[next].is(",") || tokens[next].is("and") || tokens[next].is("or")))
        ++next;
      if (next == at || next >= tokens.size() || Names::length(tokens.subspan(next)) == 0) break;
      at = next;
    }
    if (found.empty()) return std::nullopt;
    return std::pair(found, at);
  }
  static std::size_t back_over_comma(Span tokens, std::size_t at) {
    while (at > 0 && (tokens[at - 1].is(",") || tokens[at - 1].is("and")))
      --at;
    return at;
  }

  std::optional<Formula> sentence(Span tokens) {
    tokens = bare(tokens);
    if (auto chain = signs(tokens)) return chain;
    if (auto special = no_two(tokens)) return special;
    std::size_t at = 0;
    std::vector<Formula> parts;
    std::vector<int> subjects;
    bool nobody = false;
    while (at < tokens.size()) {
      if (tokens[at].is(",") || tokens[at].is("and") || tokens[at].is("but") || tokens[at].is("while") || tokens[at].is("—")) {
        ++at;
        continue;
      }
      const bool relative = tokens[at].is("who") || tokens[at].is("which");
      if (relative) {
        if (last_objects_.size() != 1) return std::nullopt;
        subjects = last_objects_;
        ++at;
      }
      bool negative = false, making = false;
      std::size_t used = verbs(tokens.subspan(at), negative, making);
      if (used == 0 && !relation(tokens.subspan(at), making)) {
        if (relative) return std::nullopt;
        nobody = tokens[at].is("nobody") || (at + 1 < tokens.size() && tokens[at].is("no") && tokens[at + 1].is("one")) || tokens[at].is("none");
        if (nobody) {
          at += tokens[at].is("no") ? 2 : 1;
          if (at < tokens.size() && tokens[at].is("else")) ++at;
          subjects.clear();
        } else {
          auto found = objects(tokens, at, -1);
          if (!found) return std::nullopt;
          subjects = found->first;
          at = found->second;
        }
        used = verbs(tokens.subspan(at), negative, making);
      }
      at += used;
      const auto found = relation(tokens.subspan(at), making);
      if (!found || (subjects.empty() && !nobody)) return std::nullopt;
      at += found->length;
      const auto end = related(tokens, at, *found, subjects, negative, nobody, parts);
      if (!end) return std::nullopt;
      at = *end;
    }
    if (parts.empty()) return std::nullopt;
    return all_of(std::move(parts));
  }

  std::optional<std::size_t> related(Span tokens, std::size_t at, const Relation& relation, const std::vector<int>& subjects,
                                     bool negative, bool nobody, std::vector<Formula>& parts) {
    using enum Relation::Kind;
    if (relation.kind == extreme || relation.kind == place) {
      if (nobody || subjects.size() != 1) return std::nullopt;
      Formula formula = relation.kind == extreme ? this->extreme(relation.direction, subjects[0])
                                                 : this->place(relation.direction, subjects[0], relation.place);
      parts.push_back(negative ? negation(std::move(formula)) : std::move(formula));
      return at;
    }
    auto found = objects(tokens, at, subjects.size() == 1 ? subjects[0] : -1);
    if (!found) return std::nullopt;
    auto& [others, end] = *found;
    last_objects_ = others;
    std::vector<int> left = subjects;
    if (nobody) {
      if (others.size() != 1 || negative) return std::nullopt;
      for (int any = 0; any < static_cast<int>(names_.size()); ++any) {
        if (any != others[0]) left.push_back(any);
      }
      negative = true;
    }
    if (relation.kind == between) {
      if (others.size() != 2 || left.size() != 1 || negative) return std::nullopt;
      return between_two(tokens, end, left[0], others, parts);
    }
    if (negative && others.size() > 1) return std::nullopt;
    for (const int one : left) {
      for (const int other : others) {
        if (one == other) return std::nullopt;
        Formula formula = relation.kind == equal ? logic::same(number(relation.direction.scale, one), number(relation.direction.scale, other))
                                                 : this->beyond(relation.direction, one, other);
        // "not as old as" is less old.
        if (negative && relation.kind == equal) parts.push_back(this->beyond(relation.direction.opposite(), one, other));
        else if (negative != (relation.kind == not_beyond)) parts.push_back(negation(std::move(formula)));
        else parts.push_back(std::move(formula));
      }
    }
    return end;
  }

  std::optional<std::size_t> between_two(Span tokens, std::size_t at, int middle, const std::vector<int>& ends, std::vector<Formula>& parts) {
    std::string scale = scales_.size() == 1 ? *scales_.begin() : "";
    if (at + 1 < tokens.size() && tokens[at].is("in")) {
      const auto noun = measures_.noun(tokens.subspan(at + 1));
      if (!noun) return std::nullopt;
      scale = noun->direction.scale;
      at += 1 + noun->length;
    }
    if (scale.empty()) return known_ ? std::nullopt : std::optional(at);
    const Direction up{scale, 1};
    parts.push_back(any_of({all_of({beyond(up, middle, ends[0]), beyond(up, ends[1], middle)}),
                            all_of({beyond(up, middle, ends[1]), beyond(up, ends[0], middle)})}));
    return at;
  }

  // "Ann > Bob > Cy"
  std::optional<Formula> signs(Span tokens) {
    std::vector<Formula> parts;
    std::optional<int> before;
    int sign = 0;
    for (std::size_t at = 0; at < tokens.size();) {
      const std::size_t length = tokens[at].kind == TokenKind::word && tokens[at].capital ? 1 : 0;
      if (length == 0) return std::nullopt;
      const int now = name(tokens.subspan(at, length));
      if (before) parts.push_back(beyond({"amount", sign}, *before, now));
      before = now;
      at += length;
      if (at >= tokens.size()) break;
      if (!tokens[at].is(">") && !tokens[at].is("<")) return std::nullopt;
      sign = tokens[at].is(">") ? 1 : -1;
      if (++at >= tokens.size()) return std::nullopt;
    }
    if (parts.empty()) return std::nullopt;
    return all_of(std::move(parts));
  }

  // "no two are the same age", "there were no ties"
  std::optional<Formula> no_two(Span tokens) {
    static const Patterns patterns{
        "no two [of them] [people|children|friends] (are / have / were / had) [of] (the same / equal) [age|height|weight|size|speed|price|length|ages|heights|weights]",
        "[there were|are] no ties [at all]", "there (are / were) no ties", "nobody tied", "no one tied", "no two of them tied", "no ties",
        "they [all] (are / have / finished at / arrived at / are of) [all] [of] different [ages|heights|weights|sizes|speeds|times|prices|lengths]",
        "all [of] [the|their|them] [<n>] (are / have) different [ages|heights|weights|sizes|speeds|times|prices]",
        "all their (ages / heights / weights / sizes / prices) are different", "no two [of them] (finished / arrived / came in) [at the same time|together]"};
    if (!patterns.fit(tokens)) return std::nullopt;
    return known_ ? distinct() : constant(true);
  }

  Measures measures_;
  Names names_;
  std::map<std::pair<std::string, int>, int> numbers_;
  std::set<std::string> scales_;
  std::vector<int> last_objects_;
  bool known_ = false;
  bool places_used_ = false;
};

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
      if (sentence.end == '?' || is_order(plain) || asks(plain)) {
        // "Paul is older than Rita, who is oldest"
        if (!question_.empty()) return outside("more than one question");
        split_question(plain);
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

  // A question behind a statement and a comma: "a is heavier than b and lighter than c, which is lightest".
  void split_question(Span tokens) {
    for (std::size_t i = 1; i + 1 < tokens.size(); ++i) {
      if (!tokens[i].is(",") && !tokens[i].is(":") && !tokens[i].is("—") && !tokens[i].is("so")) continue;
      const Span rest = without_fillers(tokens.subspan(i + 1));
      if (rest.empty() || (!asks(rest) && !is_order(rest)) || asks(tokens) || is_auxiliary(tokens[0])) continue;
      if (relative_clause(rest)) continue;
      spoken_.emplace_back(tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(i));
      question_.assign(rest.begin(), rest.end());
      return;
    }
    question_.assign(tokens.begin(), tokens.end());
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
        "[please] list|order|rank|arrange|sort|put|name|line|give [up] (them / all [of them] / the <n> / these <n> / everyone / everybody / <n>) "
        "[in order|order|by|up] [of|by] [<m>] [,] [going|starting] (from <s> to <t> / <s> first / with <s> [first] / starting with [the] <s>)",
        "[please] list|order|rank|arrange|sort|put|name (them / all [of them] / the <n> / these <n> / everyone / <n>) [in order] [,] from <s> to <t>",
        "[so] what|which (is / was) (the / their / the correct) [finishing|right|full|whole] order [of <n>] [,] [starting] (from <s> to <t> / with <s> / <s> first)",
        "what|which (is / was) (the / their) [finishing] order [of <n>] from <s> to <t>",
        "from <s> to <t> [,] [what is the order|who is who|list them|name them]", "in what order (did they finish / did they arrive / did they come in)",
        "what (was / is) the [finishing|final] order [of the race]", "list them in [the] order [of finishing|they finished|of arrival]",
        "give (the / their) [full|finishing] order [from <s> to <t>]", "what is the order from <s> to <t>",
        "give [me] the order [,] <s> first", "(the / their) order from <s> to <t>", "order [them] from <s> to <t>"};
    return patterns;
  }
  static bool is_order(Span tokens) { return orders().fit(tokens); }

  Outcome<Done> read_all() {
    if (!question_.empty()) {
      for (const Tokens& tokens : spoken_)
        TRY(state(tokens));
      return ask(question_);
    }
    for (const Tokens& tokens : parts_.premises)
      TRY(state(tokens));
    if (parts_.claims.size() > 1) return outside("more than one claim");
    for (const Tokens& tokens : parts_.claims)
      asked_ = Statement{words_of(tokens), TRY(claims_.read(tokens))};
    kind_.kind = Question::Kind::claim;
    ask_ = parts_.ask;
    return {};
  }

  Outcome<Done> state(const Tokens& tokens) {
    auto direct = ranks_.clause(tokens);
    auto read = direct ? std::move(direct) : claims_.read(tokens);
    if (read) {
      statements_.push_back({words_of(tokens), *std::move(read)});
      return {};
    }
    const auto names = introduced(tokens);
    if (!names || names->empty()) return std::unexpected(std::move(read).error());
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
    bool understood = true;
    orders().match(tokens, [&](const Pattern::Match& match) {
      const auto end = [&](Span words) -> std::optional<Direction> {
        while (!words.empty() && (words[0].is("the") || words[0].is("starting") || words[0].is("with")))
          words = words.subspan(1);
        const auto found = ranks_.measures().superlative(words);
        if (found && found->length == words.size()) return found->direction;
        const auto plain = ranks_.measures().plain(words);
        if (plain && plain->length == words.size()) return plain->direction;
        return std::nullopt;
      };
      understood = true;
      from.reset();
      if (match.has("s")) {
        from = end(match["s"]);
        understood = from.has_value();
      }
      if (match.has("t") && from) {
        const auto to = end(match["t"]);
        understood = to && *to == from->opposite();
      }
      return understood;
    });
    if (!understood) return outside("the order that is asked for is not understood");
    if (from) kind_.direction = *from;
    else if (ranks_.is_known() && !ranks_.scales().contains("time")) return outside("it is not said where the order begins");
    return {};
  }

  // "who is the oldest", "which of the three came second", "who is older, Ann or Bob", "who is older than Ann"
  Outcome<Done> ask_who(Span tokens) {
    std::size_t at = 1;
    while (at < tokens.size() && at < 6 && !among(kVerbs, tokens[at]) && !tokens[at].is("has") && !tokens[at].is("did"))
      ++at;
    for (std::size_t i = 1; i < at; ++i) {
      if (tokens[i].capital || tokens[i].is("not")) return outside("the question is not understood");
    }
    bool negative = false, making = false;
    at += Ranks::verbs(tokens.subspan(at), negative, making);
    if (negative || at >= tokens.size()) return outside("the question is not understood");
    Span rest = tokens.subspan(at);
    static const Patterns middle{"in the middle", "the middle one", "in the middle of the three"};
    if (middle.fit(rest)) {
      kind_.kind = Question::Kind::middle;
      return {};
    }
    // The options of a choice.
    for (std::size_t i = 1; i < rest.size(); ++i) {
      if (!rest[i - 1].is(",") && !rest[i - 1].is(":") && !rest[i - 1].is("—")) continue;
      const auto list = name_list(rest.subspan(i));
      if (!list || list->length != rest.size() - i) continue;
      for (const Span name : list->names)
        kind_options_.push_back(ranks_.names().add(name));
      rest = bare(rest.first(i - 1));
      break;
    }
    kind_.options = std::exchange(kind_options_, {});
    if (const auto found = ranks_.superlative(rest); found && found->length == rest.size()) {
      kind_.kind = found->kind == Ranks::Relation::Kind::extreme ? Question::Kind::extreme : Question::Kind::place;
      kind_.direction = found->direction;
      kind_.place = found->place;
      return {};
    }
    Span comparative = rest;
    if (!comparative.empty() && comparative[0].is("the")) comparative = comparative.subspan(1);
    const auto found = ranks_.measures().comparative(comparative);
    if (found && found->length == comparative.size() && kind_.options.size() >= 2) {
      kind_.kind = Question::Kind::choice;
      kind_.direction = found->direction;
      return {};
    }
    const auto relation = ranks_.relation(rest, making);
    if (relation && relation->kind == Ranks::Relation::Kind::beyond && kind_.options.empty()) {
      const Span whom = rest.subspan(relation->length);
      if (Names::length(whom) != whom.size() || whom.empty()) return outside("the question is not understood");
      kind_.kind = Question::Kind::beyond_whom;
      kind_.direction = relation->direction;
      kind_.whom = ranks_.names().add(whom);
      return {};
    }
    return outside("the question is not understood");
  }

  // "is Ann older than Bob", "did Meg finish ahead of Per"
  Outcome<Done> ask_claim(Span tokens) {
    Sentences asking;
    asking.push_back({Tokens(tokens.begin(), tokens.end()), '?'});
    const ArgumentParts parts = TRY(argument_parts(asking));
    if (parts.claims.size() != 1 || !parts.premises.empty()) return outside("the question is not understood");
    ask_ = parts.ask;
    kind_.kind = Question::Kind::claim;
    auto direct = ranks_.clause(parts.claims[0]);
    asked_ = Statement{words_of(parts.claims[0]), TRY(direct ? std::move(direct) : claims_.read(parts.claims[0]))};
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
      if (kind_.kind == extreme) options_.push_back({shown, kind_.options.empty() ? ranks_.extreme(kind_.direction, name) : best_of(name)});
      if (kind_.kind == choice) options_.push_back({shown, best_of(name)});
      if (kind_.kind == place) options_.push_back({shown, ranks_.place(kind_.direction, name, kind_.place)});
      if (kind_.kind == beyond_whom && name != kind_.whom) options_.push_back({shown, ranks_.beyond(kind_.direction, name, kind_.whom)});
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
      if (ranks_.names().overlap()) return outside("two names may mean the same");
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
        if (options_.empty() || (kind_.kind == Question::Kind::place && kind_.place == 0)) return outside("there is no such place");
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
      if (ranks_.names().overlap() || ranks_.scales().size() > 1) return outside("two names may mean the same");
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
      if (TRY(reasoner.entails(option.formula))) value += (value.empty() ? "" : ";") + option.value;
      else if (TRY(reasoner.model_with(option.formula))) return outside("it is not sure of everyone");
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
