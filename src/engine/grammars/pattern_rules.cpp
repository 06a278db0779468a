#include "engine/grammars/pattern_rules.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "engine/grammars/pattern_characters.hpp"

namespace swarm::grammars {
namespace {

constexpr int kDepthMax = 100;

class Pattern {
 public:
  Pattern(RuleBook& book, JsonRules& json, std::string_view text)
      : book_(book), json_(json), text_(text), characters_(text, at_) {}

  Result<Sequence> strings() {
    const Sequence content = TRY(alternatives(true));
    if (!is_over()) return refuse("a ')' closes nothing");
    return json_.quoted(content);
  }

 private:
  bool is_over() const { return at_ >= text_.size(); }
  bool is_next(char c) const { return !is_over() && text_[at_] == c; }
  bool skip(char c) {
    if (!is_next(c)) return false;
    ++at_;
    return true;
  }
  std::unexpected<Error> refuse(std::string_view why) const { return refused_pattern(text_, at_, why); }

  Result<Sequence> alternatives(bool is_outermost) {
    std::vector<Sequence> ways;
    do {
      ways.push_back(is_outermost ? TRY(anchored()) : TRY(sequence()));
    } while (skip('|'));
    return ways.size() == 1 ? ways.front() : Sequence{book_.either(ways)};
  }

  Result<Sequence> anchored() {
    const Sequence before = skip('^') ? Sequence{} : anything();
    const Sequence inner = TRY(sequence());
    return joined({before, inner, skip('$') ? Sequence{} : anything()});
  }

  const Sequence& anything() {
    if (!anything_) anything_ = book_.repeat(json_.character_of(without_controls(CodePoints::all())), 0, std::nullopt);
    return *anything_;
  }

  Result<Sequence> sequence() {
    Sequence out;
    while (!is_over() && text_[at_] != '|' && text_[at_] != ')') {
      if (is_next('$') && depth_ == 0 && (at_ + 1 == text_.size() || text_[at_ + 1] == '|')) break;
      const Sequence part = TRY(atom());
      const Sequence repeated = TRY(quantified(part));
      out.insert(out.end(), repeated.begin(), repeated.end());
    }
    return out;
  }

  Result<Sequence> atom() {
    if (is_next('(')) return group();
    if (is_next('^') || is_next('$')) return refuse("^ and $ can stand at the beginning and the end only");
    if (!is_over() && std::string_view("*+?{}]").contains(text_[at_])) {
      return refuse(fmt::format("'{}' stands for nothing here; write it \\{}", text_[at_], text_[at_]));
    }
    const CodePoints characters = TRY(characters_.one());
    if (characters.empty()) return refuse("the class before this has no character");
    return json_.character_of(characters);
  }

  Result<Sequence> group() {
    ++at_;
    if (skip('?') && !skip(':')) return refuse("groups that look ahead or back, or have a name, cannot be kept to");
    if (++depth_ > kDepthMax) return refuse(fmt::format("more than {} parentheses are open", kDepthMax));
    const Sequence inner = TRY(alternatives(false));
    --depth_;
    if (!skip(')')) return refuse("a ')' is missing");
    return inner;
  }

  Result<Sequence> quantified(const Sequence& part) {
    std::uint64_t least = 0;
    std::optional<std::uint64_t> most;
    if (skip('*')) {
    } else if (skip('+')) {
      least = 1;
    } else if (skip('?')) {
      most = 1;
    } else if (skip('{')) {
      TRY(counts(least, most));
    } else {
      return part;
    }
    skip('?');  // the fewest first: the same texts
    if (!is_over() && std::string_view("*+?{").contains(text_[at_])) return refuse("a repetition is repeated");
    return book_.repeat(part, least, most);
  }

  Result<Done> counts(std::uint64_t& least, std::optional<std::uint64_t>& most) {
    const std::optional<std::uint64_t> first = number();
    if (!first) return refuse("a number of repetitions expected");
    least = *first;
    most = least;
    if (skip(',')) most = number();
    if (!skip('}')) return refuse("a '}' expected");
    if (most && *most < least) return refuse(fmt::format("at least {} and at most {} is never", least, *most));
    return Done{};
  }

  std::optional<std::uint64_t> number() {
    if (is_over() || text_[at_] < '0' || text_[at_] > '9') return std::nullopt;
    std::uint64_t number = 0;
    for (; !is_over() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_)
      number = std::min<std::uint64_t>(number * 10 + static_cast<std::uint64_t>(text_[at_] - '0'), 1'000'000'000);
    return number;
  }

  RuleBook& book_;
  JsonRules& json_;
  const std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  std::optional<Sequence> anything_;
  PatternCharacters characters_;
};

}  // namespace

Result<Sequence> strings_of_pattern(RuleBook& book, JsonRules& json, std::string_view pattern) {
  return Pattern(book, json, pattern).strings();
}

}  // namespace swarm::grammars
