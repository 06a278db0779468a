#include "swarm/heads/math/reader.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "swarm/heads/math/expression/parser.hpp"
#include "swarm/heads/math/language/labels.hpp"
#include "swarm/heads/math/language/tokenizer.hpp"

namespace swarm::math {

namespace {

// Where a question may begin or end, and whether what lies outside asks for a computation.
struct Border {
  bool possible = false;
  bool asked = false;
};

Style style_of(const Tokens& tokens, const Grammar& grammar) {
  Style style;
  const WordId percent = grammar.word("percent");
  for (const Token& token : tokens) {
    if (token.kind == TokenKind::number && token.shape.decimal) style.decimal = true;
    if (token.kind == TokenKind::word && token.word == percent) style.decimal = true;
    if (token.kind == TokenKind::symbol && grammar.units().currency(token.symbol) != nullptr) style.decimal = true;
  }
  return style;
}

class Solver {
 public:
  Solver(const Grammar& grammar, Tokens tokens, Budget& budget)
      : grammar_(grammar),
        tokens_(std::move(tokens)),
        present_(Pattern::present_in(tokens_)),
        budget_(budget),
        parser_(grammar, tokens_, tree_, budget) {}

  Outcome<Solution> solve() {
    find_starts();
    find_ends();
    const bool asked = std::ranges::any_of(starts_, &Border::asked) || std::ranges::any_of(ends_, &Border::asked);
    if (const auto label = find_label(tokens_, asked)) return outside(fmt::format("the prompt contains {}", *label));
    Question question(grammar_, tokens_, tree_, budget_, style_of(tokens_, grammar_));
    question.asked = asked;
    for (const Grammar::Form& form : grammar_.forms()) {
      if (!form.pattern.possible(present_)) continue;
      try_form(form, question);
      if (parser_.fatal()) return std::unexpected(*parser_.fatal());
      if (failed_) return std::unexpected(*failed_);
    }
    return agreed();
  }

 private:
  // Behind any number of leads.
  void find_starts() {
    starts_.resize(tokens_.size());
    starts_[0] = {true, false};
    const std::vector<const Grammar::Filler*> leads = possible(grammar_.leads());
    for (std::size_t at = 0; at < tokens_.size(); ++at) {
      if (!starts_[at].possible) continue;
      for (const Grammar::Filler* lead : leads) {
        lead->pattern.match(tokens_, at, parser_, taken_, [&](std::size_t end) {
          if (end > at) starts_[end] = {true, starts_[end].asked || starts_[at].asked || lead->asks};
          return false;
        });
      }
    }
  }

  // In front of any number of tails.
  void find_ends() {
    ends_.resize(tokens_.size());
    ends_.back() = {true, false};
    const std::vector<const Grammar::Filler*> tails = possible(grammar_.tails());
    for (std::size_t at = tokens_.size() - 1; at-- > 0;) {
      for (const Grammar::Filler* tail : tails) {
        tail->pattern.match(tokens_, at, parser_, taken_, [&](std::size_t end) {
          if (end > at && ends_[end].possible) ends_[at] = {true, ends_[at].asked || ends_[end].asked || tail->asks};
          return false;
        });
      }
    }
  }

  std::vector<const Grammar::Filler*> possible(const std::vector<Grammar::Filler>& fillers) const {
    std::vector<const Grammar::Filler*> found;
    for (const Grammar::Filler& filler : fillers) {
      if (filler.pattern.possible(present_)) found.push_back(&filler);
    }
    return found;
  }

  void try_form(const Grammar::Form& form, Question& question) {
    for (std::size_t start = 0; start < tokens_.size() && !failed_; ++start) {
      if (!starts_[start].possible) continue;
      form.pattern.match(tokens_, start, parser_, taken_, [&](std::size_t end) {
        if (!ends_[end].possible || end == start) return false;
        const std::vector<Pattern::Taken> taken = taken_;
        auto solution = form.solve(Match(form.pattern, taken, start, end), question);
        taken_ = taken;
        if (solution) {
          solutions_.push_back(std::move(*solution));
          return true;
        }
        note(std::move(solution).error());
        return failed_.has_value();
      });
    }
  }

  // Trouble other than "this form does not fit" ends the search: a wrong answer is worse than none.
  void note(Trouble trouble) {
    if (trouble.kind == TroubleKind::outside_grammar || trouble.kind == TroubleKind::undefined) {
      if (!outside_) outside_ = std::move(trouble);
      return;
    }
    failed_ = std::move(trouble);
  }

  Outcome<Solution> agreed() {
    if (solutions_.empty()) return std::unexpected(outside_.value_or(where_understanding_ended()));
    for (const Solution& other : solutions_) {
      if (other.value != solutions_.front().value) {
        return trouble(TroubleKind::ambiguous,
                       fmt::format("two readings: {}, and {}", solutions_.front().answer, other.answer));
      }
    }
    return std::move(solutions_.front());
  }

  Trouble where_understanding_ended() const {
    for (const Token& token : tokens_) {
      if (token.kind == TokenKind::word && token.word == kNoWord) {
        return {TroubleKind::outside_grammar,
                fmt::format("'{}' at byte {} is no word of the grammar", token.text, token.begin)};
      }
    }
    return {TroubleKind::outside_grammar, "the words are known, but no form takes all of them"};
  }

  const Grammar& grammar_;
  const Tokens tokens_;
  const Pattern::WordSet present_;
  Budget& budget_;
  Tree tree_;
  Parser parser_;
  std::vector<Border> starts_;
  std::vector<Border> ends_;
  std::vector<Pattern::Taken> taken_;
  std::vector<Solution> solutions_;
  std::optional<Trouble> outside_;
  std::optional<Trouble> failed_;
};

}  // namespace

Outcome<Solution> solve(std::string_view prompt, const Grammar& grammar, Budget& budget) {
  Tokens tokens = TRY(tokenize(prompt, grammar.vocabulary(), grammar.number_words(), budget));
  return Solver(grammar, std::move(tokens), budget).solve();
}

}  // namespace swarm::math
