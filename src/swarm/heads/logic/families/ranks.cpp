#include "swarm/heads/logic/families/ranks.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <tuple>

#include "base/result.hpp"
#include "swarm/heads/logic/language/pattern.hpp"

namespace swarm::logic {

namespace {

constexpr std::array<std::string_view, 44> kVerbs{
    "is",    "are",   "was",    "were",   "be",    "finished", "finish", "came",   "come",   "arrived", "arrive",
    "ran",   "runs",  "run",    "placed", "place", "ended",    "end",    "costs",  "cost",   "weighs",  "weigh",
    "lives", "live",  "stands", "stand",  "lies",  "lie",      "goes",   "go",     "drives", "drive",   "walks",
    "walk",  "swims", "swim",   "jumps",  "jump",  "climbs",   "climb",  "scored", "score",  "sits",    "sit"};
constexpr std::array<std::string_view, 12> kMakingVerbs{"born",        "built",    "founded", "constructed",
                                                        "established", "made",     "written", "opened",
                                                        "published",   "released", "painted", "erected"};
constexpr std::array<std::string_view, 14> kModifiers{
    "much",         "far",           "slightly", "even",  "somewhat", "well", "also",
    "considerably", "significantly", "way",      "still", "clearly",  "both", "up"};

template <std::size_t N>
bool among(const std::array<std::string_view, N>& words, const Token& token) {
  return is_in(words, token.text);
}

}  // namespace

Ranks::Ranks(const Sentences& sentences) : measures_(sentences) {
  constexpr std::array<std::string_view, 20> kRaceWords{
      "race",   "races",    "raced",  "ran",  "runner", "runners", "finish", "finished", "swimmers", "cyclists",
      "horses", "marathon", "sprint", "ties", "racers", "skiers",  "rowers", "regatta",  "drivers",  "athletes"};
  for (const Sentence& sentence : sentences) {
    for (const Token& token : sentence.tokens)
      race_ |= is_in(kRaceWords, token.text);
  }
}

bool Ranks::is_verb(const Token& token) {
  return among(kVerbs, token);
}

Outcome<Formula> Ranks::clause(Span tokens) {
  const auto before = std::tuple(names_, numbers_, scales_, deeds_);
  auto read = sentence(tokens);
  if (!read) {
    std::tie(names_, numbers_, scales_, deeds_) = before;
    return outside(fmt::format("\"{}\" compares nothing", words_of(tokens)));
  }
  return *std::move(read);
}

int Ranks::number(const std::string& scale, int name) {
  scales_.insert(scale);
  const auto [at, added] = numbers_.try_emplace({scale, name}, static_cast<int>(numbers_.size()));
  return at->second;
}

Formula Ranks::beyond(const Direction& direction, int x, int y) {
  const int left = number(direction.scale, x), right = number(direction.scale, y);
  return direction.sign > 0 ? below(right, left) : below(left, right);
}

Formula Ranks::extreme(const Direction& direction, int name) {
  std::vector<Formula> parts;
  for (int other = 0; other < size(); ++other) {
    if (other != name && known_) parts.push_back(beyond(direction, name, other));
  }
  number(direction.scale, name);
  return all_of(std::move(parts));
}

Formula Ranks::place(Direction direction, int name, int place) {
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

Formula Ranks::distinct() {
  std::vector<Formula> parts;
  for (const std::string& scale : std::set<std::string>(scales_)) {
    for (int x = 0; x < size(); ++x) {
      for (int y = x + 1; y < size(); ++y)
        parts.push_back(negation(same(number(scale, x), number(scale, y))));
    }
  }
  return all_of(std::move(parts));
}

Universe Ranks::universe() const {
  Universe universe;
  std::vector<std::string> names(numbers_.size());
  for (const auto& [key, index] : numbers_)
    names[static_cast<std::size_t>(index)] = fmt::format("{} of {}", key.first, names_.shown(key.second));
  for (std::string& name : names)
    universe.add_number(std::move(name), size());
  return universe;
}

std::optional<Ranks::Relation> Ranks::relation(Span tokens, bool making) const {
  if (auto found = than(tokens)) return found;
  if (auto found = equality(tokens)) return found;
  if (auto found = superlative(tokens)) return found;
  if (!tokens.empty() && tokens[0].is("between")) return Relation{Relation::Kind::between, {}, 0, 1};
  if (auto found = race(tokens)) return found;
  if (tokens.size() > 1 &&
      (tokens[0].is("right") || tokens[0].is("immediately") || tokens[0].is("directly") || tokens[0].is("just"))) {
    const auto found = measures_.preposition(tokens.subspan(1));
    if (!found || found->direction.scale != "time") return std::nullopt;
    return Relation{Relation::Kind::next, found->direction, 0, found->length + 1};
  }
  if (auto found = measures_.preposition(tokens)) {
    if (making && found->direction.scale == "time") found->direction = {"age", -found->direction.sign};
    return Relation{Relation::Kind::beyond, found->direction, 0, found->length};
  }
  return std::nullopt;
}

std::optional<Ranks::Relation> Ranks::superlative(Span tokens) const {
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

std::optional<Ranks::Relation> Ranks::race(Span tokens) const {
  if (!race_ || tokens.empty()) return std::nullopt;
  if (tokens[0].is("beat") || tokens[0].is("beats") || tokens[0].is("defeated"))
    return Relation{Relation::Kind::beyond, {"time", -1}, 0, 1};
  const bool lost = tokens.size() > 1 && tokens[0].is("lost") && tokens[1].is("to");
  if (lost) return Relation{Relation::Kind::beyond, {"time", 1}, 0, 2};
  return std::nullopt;
}

// "crossed the finish line"
std::size_t Ranks::crossing(Span tokens) {
  if (tokens.size() < 4 || !tokens[0].text.starts_with("cross") || !tokens[1].is("the")) return 0;
  const std::size_t at = tokens[2].is("finish") || tokens[2].is("finishing") ? 3 : 2;
  return tokens[at].is("line") ? at + 1 : 0;
}

std::size_t Ranks::verbs(Span tokens, bool& negative, bool& making) {
  std::size_t at = 0;
  for (; at < tokens.size(); ++at) {
    const std::string& shown = tokens[at].shown;
    if (tokens[at].capital && shown.size() > 1 && shown[1] >= 'a')
      break;  // Live, Were: a name
    else if (tokens[at].is("not"))
      negative = !negative;
    else if (tokens[at].is("a") && at + 1 < tokens.size() &&
             (tokens[at + 1].is("bit") || tokens[at + 1].is("little") || tokens[at + 1].is("lot")))
      ++at;
    else if (tokens[at].is("in") && at > 0 && tokens[at - 1].text.starts_with("c") && at + 1 < tokens.size() &&
             !tokens[at + 1].is("the"))
      continue;  // "came in third"
    else if (const std::size_t line = crossing(tokens.subspan(at)); line > 0)
      at += line - 1;
    else if (among(kMakingVerbs, tokens[at]))
      making = true;
    else if (!among(kVerbs, tokens[at]) && !among(kModifiers, tokens[at]) && !tokens[at].is("did") &&
             !tokens[at].is("does") && !tokens[at].is("do"))
      break;
  }
  return at;
}

std::optional<Ranks::Relation> Ranks::than(Span tokens) const {
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

std::optional<Ranks::Relation> Ranks::equality(Span tokens) const {
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

std::optional<Ranks::Relation> Ranks::with_tail(Span tokens, std::size_t at, Relation relation) const {
  static const Patterns tails{"place|one|person|position",
                              "[place] of|among|in|out (the|all / the / all / them / these / those / all of) "
                              "[<n>]",
                              "overall", "in (the / this) <n>", "of <k>"};
  constexpr std::array<std::string_view, 10> kBorders{",",   "and",   "but",   "or",   "nor",
                                                      "who", "while", "which", "then", "than"};
  std::size_t end = at;
  while (end < tokens.size() && !among(kBorders, tokens[end]))
    ++end;
  if (end > at) {
    const Span tail = tokens.subspan(at, end - at);
    const bool fits = tails.match(tail, [](const Pattern::Match& match) {
      return !match.has("k") || (match["k"].size() == 1 && number_of(match["k"][0]));
    });
    if (!fits || tail.size() > 5) return std::nullopt;
    for (const Token& token : tail) {
      if (token.capital) return std::nullopt;  // "the oldest of Ann, …" is not the oldest of all
      const auto number = number_of(token);
      if (number && *number > 1 && known_ && *number != size()) return std::nullopt;
    }
  }
  relation.length = end;
  return relation;
}

std::optional<std::pair<std::vector<int>, std::size_t>> Ranks::objects(Span tokens, std::size_t at, int subject) {
  static const Pattern others(
      "everyone|everybody|anyone|anybody|everything|all [else|other|others] [of] [the] [others|other] "
      "[ones|people|persons|three|two|four]");
  const bool either = at < tokens.size() && tokens[at].is("either");
  if (either || (at < tokens.size() && tokens[at].is("both"))) ++at;
  for (std::size_t end = std::min(tokens.size(), at + 4); end > at; --end) {
    if (!others.fits(tokens.subspan(at, end - at)) &&
        !(end - at == 2 && tokens[at].is("the") && tokens[at + 1].is("others")))
      continue;
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
    // "than Bob and Cy is …", "before Bob and Bob before Cy": a name that a verb or a comparison follows begins a
    // statement of its own.
    bool negative = false, making = false;
    const Span behind = tokens.subspan(at + length);
    const std::size_t used = verbs(behind, negative, making);
    if (!found.empty() && (used > 0 || relation(behind, false))) return std::pair(found, back_over_comma(tokens, at));
    found.push_back(name(tokens.subspan(at, length)));
    at += length;
    std::size_t next = at;
    while (next < tokens.size() &&
           (tokens[next].is(",") || tokens[next].is("and") || (either && tokens[next].is("or"))))
      ++next;
    if (next == at || next >= tokens.size() || Names::length(tokens.subspan(next)) == 0) break;
    at = next;
  }
  if (found.empty()) return std::nullopt;
  return std::pair(found, at);
}

std::size_t Ranks::back_over_comma(Span tokens, std::size_t at) {
  while (at > 0 && (tokens[at - 1].is(",") || tokens[at - 1].is("and")))
    --at;
  return at;
}

std::optional<Formula> Ranks::sentence(Span tokens) {
  tokens = bare(tokens);
  if (auto chain = signs(tokens)) return chain;
  if (auto special = no_two(tokens)) return special;
  std::size_t at = 0;
  std::vector<Formula> parts;
  std::vector<int> subjects;
  bool nobody = false;
  while (at < tokens.size()) {
    if (tokens[at].is(",") || tokens[at].is("and") || tokens[at].is("but") || tokens[at].is("while") ||
        tokens[at].is("—")) {
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
      nobody = tokens[at].is("nobody") || (at + 1 < tokens.size() && tokens[at].is("no") && tokens[at + 1].is("one")) ||
               tokens[at].is("none");
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
    auto found = relation(tokens.subspan(at), making);
    if (!found || (subjects.empty() && !nobody)) return std::nullopt;
    found->direction = compared(std::move(found->direction), tokens.subspan(at - used, used));
    equal_used_ |= found->kind == Relation::Kind::equal;
    at += found->length;
    const auto end = related(tokens, at, *found, subjects, negative, nobody, parts);
    if (!end) return std::nullopt;
    at = *end;
  }
  if (parts.empty()) return std::nullopt;
  return all_of(std::move(parts));
}

Direction Ranks::compared(Direction direction, Span verbs) {
  constexpr auto kDeeds = std::to_array<std::pair<std::string_view, std::string_view>>({{"ran", "run"},
                                                                                        {"runs", "run"},
                                                                                        {"run", "run"},
                                                                                        {"drives", "drive"},
                                                                                        {"drive", "drive"},
                                                                                        {"walks", "walk"},
                                                                                        {"walk", "walk"},
                                                                                        {"swims", "swim"},
                                                                                        {"swim", "swim"},
                                                                                        {"jumps", "jump"},
                                                                                        {"jump", "jump"},
                                                                                        {"climbs", "climb"},
                                                                                        {"climb", "climb"},
                                                                                        {"goes", "go"},
                                                                                        {"go", "go"},
                                                                                        {"scored", "score"},
                                                                                        {"score", "score"}});
  const bool amount = direction.scale == "amount";
  if (amount && (has_word(verbs, "costs") || has_word(verbs, "cost"))) direction.scale = "price";
  if (amount && (has_word(verbs, "weighs") || has_word(verbs, "weigh"))) direction.scale = "weight";
  std::string deed;
  for (const auto& [word, name] : kDeeds) {
    if (has_word(verbs, word)) deed = name;
  }
  // Who runs faster is faster; who jumps higher is not higher.
  const bool open = direction.scale == "amount" || direction.scale == "level" || direction.scale == "distance";
  if (!deed.empty() || open) deeds_[direction.scale].insert(deed);
  return direction;
}

bool Ranks::compares_deeds() const {
  return std::ranges::any_of(deeds_, [](const auto& of_scale) { return of_scale.second.size() > 1; });
}

std::optional<std::size_t> Ranks::related(Span tokens, std::size_t at, const Relation& relation,
                                          const std::vector<int>& subjects, bool negative, bool nobody,
                                          std::vector<Formula>& parts) {
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
      Formula formula = relation.kind == equal ? logic::same(number(relation.direction.scale, one),
                                                             number(relation.direction.scale, other))
                                               : this->beyond(relation.direction, one, other);
      // "not as old as" is less old.
      if (relation.kind == next) {
        places_used_ = true;
        formula = logic::same(number(relation.direction.scale, one), number(relation.direction.scale, other),
                              relation.direction.sign);
      }
      if (negative && relation.kind == equal)
        parts.push_back(this->beyond(relation.direction.opposite(), one, other));
      else if (negative != (relation.kind == not_beyond))
        parts.push_back(negation(std::move(formula)));
      else
        parts.push_back(std::move(formula));
    }
  }
  return end;
}

std::optional<std::size_t> Ranks::between_two(Span tokens, std::size_t at, int middle, const std::vector<int>& ends,
                                              std::vector<Formula>& parts) {
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

std::optional<Formula> Ranks::signs(Span tokens) {
  for (std::size_t at = 0; at < tokens.size(); ++at) {
    const bool name_here = tokens[at].kind == TokenKind::word && tokens[at].capital;
    if (at % 2 == 0 ? !name_here : !tokens[at].is(">") && !tokens[at].is("<")) return std::nullopt;
  }
  if (tokens.size() < 3 || tokens.size() % 2 == 0) return std::nullopt;
  std::vector<Formula> parts;
  for (std::size_t at = 2; at < tokens.size(); at += 2) {
    const Direction direction{"amount", tokens[at - 1].is(">") ? 1 : -1};
    const int left = name(tokens.subspan(at - 2, 1)), right = name(tokens.subspan(at, 1));
    parts.push_back(beyond(direction, left, right));
  }
  return all_of(std::move(parts));
}

std::optional<Formula> Ranks::no_two(Span tokens) {
  static const Patterns patterns{
      "no two [of them] [people|children|friends] (are / have / were / had) [of] (the same / equal) "
      "[age|height|weight|size|speed|price|length|ages|heights|weights]",
      "[there were|are] no ties [at all]",
      "there (are / were) no ties",
      "nobody tied",
      "no one tied",
      "no two of them tied",
      "no ties",
      "they [all] (are / have / finished at / arrived at / are of) [all] [of] different "
      "[ages|heights|weights|sizes|speeds|times|prices|lengths]",
      "all [of] [the|their|them] [<n>] (are / have) different [ages|heights|weights|sizes|speeds|times|prices]",
      "all their (ages / heights / weights / sizes / prices) are different",
      "no two [of them] (finished / arrived / came in) [at the same time|together]"};
  if (!patterns.fit(tokens)) return std::nullopt;
  return known_ ? distinct() : constant(true);
}

}  // namespace swarm::logic
