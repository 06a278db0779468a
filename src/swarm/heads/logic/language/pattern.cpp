#include "swarm/heads/logic/language/pattern.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"

namespace swarm::logic {

namespace {

std::size_t place_of(std::string_view word) {
  return std::hash<std::string_view>{}(word) % Pattern::kPlaces;
}

Pattern::WordPlaces places_of_words(const std::vector<std::string>& words) {
  Pattern::WordPlaces places;
  for (const std::string& word : words)
    places.set(place_of(word));
  return places;
}

}  // namespace

// Compiles the text of a pattern to steps.
class PatternText {
 public:
  // Sets of words of which each sentence that fits has one each.
  using Needs = std::vector<Pattern::WordPlaces>;

  PatternText(std::string_view text, std::vector<Pattern::Step>& steps) : text_(text), steps_(steps) {}

  Needs sequence() {
    Needs needs;
    while (at_ < text_.size() && text_[at_] != ']' && text_[at_] != ')' && text_[at_] != '/') {
      const char c = text_[at_];
      if (c == ' ') {
        ++at_;
      } else if (c == '[' || c == '(') {
        ++at_;
        const std::optional<Pattern::WordPlaces> need = group(c == '[');
        if (need) needs.push_back(*need);
      } else if (c == '<') {
        const std::size_t end = text_.find('>', at_);
        steps_.push_back({Pattern::Kind::hole, {std::string(text_.substr(at_ + 1, end - at_ - 1))}});
        at_ = end + 1;
      } else {
        const std::size_t end = std::min(text_.find_first_of(" ]/)", at_), text_.size());
        Pattern::Step step{Pattern::Kind::words, {}};
        for (const std::string_view word : split(text_.substr(at_, end - at_), '|'))
          step.words.emplace_back(word);
        needs.push_back(places_of_words(step.words));
        steps_.push_back(std::move(step));
        at_ = end;
      }
    }
    return needs;
  }

 private:
  // branch → next alternative; at the end of each a jump behind the group. Gives what one of the alternatives needs;
  // nothing when one of them needs no word, or all may be left out.
  std::optional<Pattern::WordPlaces> group(bool optional) {
    std::vector<std::size_t> jumps;
    Pattern::WordPlaces need;
    bool needs_word = !optional;
    while (true) {
      const std::size_t branch = steps_.size();
      steps_.push_back({Pattern::Kind::branch, {}});
      const Needs alternative = sequence();
      if (alternative.empty())
        needs_word = false;
      else
        need |= alternative.front();
      jumps.push_back(steps_.size());
      steps_.push_back({Pattern::Kind::jump, {}});
      steps_[branch].to = steps_.size();
      const char end = text_[at_++];
      if (end != '/') break;
    }
    if (!optional) steps_.push_back({Pattern::Kind::words, {}});  // no alternative fitted: a word that nothing is
    for (const std::size_t jump : jumps)
      steps_[jump].to = steps_.size();
    return needs_word ? std::optional(need) : std::nullopt;
  }

  std::string_view text_;
  std::vector<Pattern::Step>& steps_;
  std::size_t at_ = 0;
};

struct Pattern::Walk {
  Span tokens;
  const std::function<bool(const Match&)>& accept;
  Match match;
};

Pattern::Pattern(std::string_view text) : needs_(PatternText(text, steps_).sequence()) {}

Pattern::WordPlaces Pattern::places_of(Span tokens) {
  WordPlaces places;
  for (const Token& token : tokens)
    places.set(place_of(token.text));
  return places;
}

bool Pattern::may_fit(const WordPlaces& places) const {
  return std::ranges::all_of(needs_, [&](const WordPlaces& need) { return (need & places).any(); });
}

Span Pattern::Match::operator[](std::string_view name) const {
  for (const auto& [hole, span] : holes) {
    if (hole == name) return span;
  }
  return {};
}

bool Pattern::Match::has(std::string_view name) const {
  return !(*this)[name].empty();
}

bool Pattern::walk(std::size_t step, std::size_t at, Walk& walk) const {
  const Span tokens = walk.tokens;
  if (step == steps_.size()) {
    while (at < tokens.size() && tokens[at].is(","))
      ++at;
    return at == tokens.size() && walk.accept(walk.match);
  }
  const Step& now = steps_[step];
  switch (now.kind) {
    case Kind::words:
      while (at < tokens.size() && tokens[at].is(",") && !is_in(now.words, ","))
        ++at;
      return at < tokens.size() && is_in(now.words, tokens[at].text) && this->walk(step + 1, at + 1, walk);
    case Kind::hole:
      while (at < tokens.size() && tokens[at].is(","))
        ++at;
      for (std::size_t end = at + 1; end <= tokens.size(); ++end) {
        if (tokens[end - 1].is(",")) continue;
        walk.match.holes.emplace_back(now.words.front(), tokens.subspan(at, end - at));
        if (this->walk(step + 1, end, walk)) return true;
        walk.match.holes.pop_back();
      }
      return false;
    case Kind::branch:
      return this->walk(step + 1, at, walk) || this->walk(now.to, at, walk);
    case Kind::jump:
      return this->walk(now.to, at, walk);
  }
  return false;
}

bool Pattern::match(Span tokens, const std::function<bool(const Match&)>& accept) const {
  Walk state{tokens, accept, {}};
  return walk(0, 0, state);
}

bool Pattern::fits(Span tokens) const {
  return match(tokens, [](const Match&) { return true; });
}

Patterns::Patterns(std::initializer_list<std::string_view> texts) {
  for (const std::string_view text : texts)
    patterns_.emplace_back(text);
}

bool Patterns::fit(Span tokens) const {
  const Pattern::WordPlaces places = Pattern::places_of(tokens);
  return std::ranges::any_of(patterns_,
                             [&](const Pattern& pattern) { return pattern.may_fit(places) && pattern.fits(tokens); });
}

bool Patterns::match(Span tokens, const std::function<bool(const Pattern::Match&)>& accept) const {
  const Pattern::WordPlaces places = Pattern::places_of(tokens);
  return std::ranges::any_of(
      patterns_, [&](const Pattern& pattern) { return pattern.may_fit(places) && pattern.match(tokens, accept); });
}

}  // namespace swarm::logic
