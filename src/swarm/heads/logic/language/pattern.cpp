#include "swarm/heads/logic/language/pattern.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace swarm::logic {

// Compiles the text of a pattern to steps.
class PatternText {
 public:
  PatternText(std::string_view text, std::vector<Pattern::Step>& steps) : text_(text), steps_(steps) {}

  void sequence() {
    while (at_ < text_.size() && text_[at_] != ']' && text_[at_] != ')' && text_[at_] != '/') {
      const char c = text_[at_];
      if (c == ' ') {
        ++at_;
      } else if (c == '[' || c == '(') {
        ++at_;
        group(c == '[');
      } else if (c == '<') {
        const std::size_t end = text_.find('>', at_);
        steps_.push_back({Pattern::Kind::hole, {std::string(text_.substr(at_ + 1, end - at_ - 1))}});
        at_ = end + 1;
      } else {
        const std::size_t end = std::min(text_.find_first_of(" ]/)", at_), text_.size());
        Pattern::Step step{Pattern::Kind::words, {}};
        for (const std::string_view word : split(text_.substr(at_, end - at_), '|'))
          step.words.emplace_back(word);
        steps_.push_back(std::move(step));
        at_ = end;
      }
    }
  }

 private:
  // branch → next alternative; at the end of each a jump behind the group.
  void group(bool optional) {
    std::vector<std::size_t> jumps;
    while (true) {
      const std::size_t branch = steps_.size();
      steps_.push_back({Pattern::Kind::branch, {}});
      sequence();
      jumps.push_back(steps_.size());
      steps_.push_back({Pattern::Kind::jump, {}});
      steps_[branch].to = steps_.size();
      const char end = text_[at_++];
      if (end != '/') break;
    }
    if (!optional) steps_.push_back({Pattern::Kind::words, {}});  // no alternative fitted: a word that nothing is
    for (const std::size_t jump : jumps)
      steps_[jump].to = steps_.size();
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

Pattern::Pattern(std::string_view text) {
  PatternText(text, steps_).sequence();
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
  return std::ranges::any_of(patterns_, [&](const Pattern& pattern) { return pattern.fits(tokens); });
}

bool Patterns::match(Span tokens, const std::function<bool(const Pattern::Match&)>& accept) const {
  return std::ranges::any_of(patterns_, [&](const Pattern& pattern) { return pattern.match(tokens, accept); });
}

}  // namespace swarm::logic
