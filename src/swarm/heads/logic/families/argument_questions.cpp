#include "swarm/heads/logic/families/argument_questions.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <optional>

#include "base/result.hpp"
#include "swarm/heads/logic/families/argument_frames.hpp"
#include "swarm/heads/logic/families/measures.hpp"
#include "swarm/heads/logic/families/names.hpp"
#include "swarm/heads/logic/language/claims.hpp"
#include "swarm/heads/logic/language/fillers.hpp"
#include "swarm/heads/logic/language/pattern.hpp"

namespace swarm::logic {

namespace {

bool front_is(Span tokens, std::initializer_list<std::string_view> words) {
  return !tokens.empty() && std::ranges::any_of(words, [&](std::string_view word) { return tokens[0].is(word); });
}

// A sentence or a part of one, in its role.
struct Item {
  Tokens tokens;
  bool asks = false;
  bool concludes = false;
};

class Sorter {
 public:
  Outcome<ArgumentParts> sort(const Sentences& sentences) {
    for (const Sentence& sentence : sentences) {
      if (!is_filler(sentence)) cut(sentence);
    }
    for (const Item& item : items_)
      TRY(place(item));
    return finish();
  }

 private:
  // "Is this valid: a, so b": at colons and in front of "so" and "therefore".
  void cut(const Sentence& sentence) {
    Tokens tokens = sentence.tokens;
    const bool asks = sentence.end == '?';
    if (asks && condition_of_question(tokens)) return;
    int depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const Token& token = tokens[i];
      depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
      if (token.is("\"")) quoted = !quoted;
      if (depth != 0 || quoted || i == 0) continue;
      const Span left = Span(tokens).first(i), right = Span(tokens).subspan(i);
      const bool colon = token.is(":") && i + 1 < tokens.size();
      if (colon && (is_whole_frame(left) || is_filler({Tokens(left.begin(), left.end()), ':'}))) {
        if (is_whole_frame(left)) items_.push_back({Tokens(left.begin(), left.end()), true, false});
        return cut({Tokens(right.begin() + 1, right.end()), is_whole_frame(left) ? '.' : sentence.end});
      }
      const bool marks = token.is("therefore") || token.is("hence") || token.is("thus") ||
                         (token.is("so") && (tokens[i - 1].is(",") || tokens[i - 1].is("—")) && i + 1 < tokens.size());
      if (marks && i + 1 < tokens.size()) {
        Tokens before(left.begin(), left.end());
        while (!before.empty() && (before.back().is(",") || before.back().is("and") || before.back().is("—")))
          before.pop_back();
        if (before.empty()) continue;
        cut({before, '.'});
        return cut({Tokens(right.begin(), right.end()), sentence.end});
      }
      // "…, does that follow"
      const bool border = token.is(",") || token.is("—") || token.is(":");
      if (asks && border && i + 1 < tokens.size() && is_whole_frame(right.subspan(1))) {
        items_.push_back({Tokens(left.begin(), left.end()), false, false});
        return cut({Tokens(right.begin() + 1, right.end()), sentence.end});
      }
    }
    items_.push_back({std::move(tokens), asks, false});
  }

  // "If all a are b, and all b are c, [so] are all a c": the condition is given, the rest is asked.
  bool condition_of_question(Span tokens) {
    if (!front_is(tokens, {"if", "given", "suppose", "assuming"})) return false;
    const std::size_t skipped = tokens.size() > 1 && tokens[1].is("that") ? 2 : 1;
    for (std::size_t i = tokens.size() - 1; i-- > skipped + 1;) {
      if (!tokens[i].is(",")) continue;
      const std::size_t asked = i + 2 < tokens.size() && tokens[i + 1].is("so") ? i + 2 : i + 1;
      if (!is_auxiliary(tokens[asked]) || tokens[asked].capital) continue;
      items_.push_back({Tokens(tokens.begin() + static_cast<std::ptrdiff_t>(skipped),
                               tokens.begin() + static_cast<std::ptrdiff_t>(i)),
                        false, false});
      items_.push_back({Tokens(tokens.begin() + static_cast<std::ptrdiff_t>(asked), tokens.end()), true, false});
      return true;
    }
    return false;
  }

  static bool is_whole_frame(Span tokens) {
    const Span plain = without_fillers(tokens);
    return std::ranges::any_of(whole_frames(), [&](const Frame& frame) { return frame.patterns.fit(plain); });
  }

  Outcome<Done> ask(Ask what) {
    if (ask_) return outside("more than one thing is asked");
    ask_ = what;
    return {};
  }
  void claim(Span tokens) { parts_.claims.emplace_back(tokens.begin(), tokens.end()); }

  Outcome<Done> place(const Item& item) {
    const Span plain = without_fillers(item.tokens);
    if (plain.empty()) return {};
    for (const Frame& frame : whole_frames()) {
      if (frame.patterns.fit(plain)) return ask(frame.ask);
    }
    bool placed = false;
    conclusion_marks().match(item.tokens, [&](const Pattern::Match& match) {
      const Span rest = without_fillers(match["s"]);
      const bool question_follows =
          item.asks && (is_auxiliary(rest[0]) || front_is(rest, {"who", "what", "which", "is", "where"}));
      if (!question_follows) {
        conclusion_ = Tokens(rest.begin(), rest.end());
        concluded_with_question_ = item.asks;
        concluded_with_right_ = ends_with_right(item.tokens);
        ++conclusions_;
      }
      placed = !question_follows;
      return true;
    });
    if (placed) return conclusions_ > 1 ? outside("more than one conclusion") : Outcome<Done>{};
    if (item.asks || asks_without_mark(plain)) return question(plain, item);
    parts_.premises.push_back(Tokens(item.tokens));
    return {};
  }

  static bool asks_without_mark(Span tokens) {
    if (front_is(tokens, {"is", "are", "does", "can", "could", "classify", "check"})) return true;
    static const Patterns patterns{"<s> is [always] (a tautology / valid / satisfiable / a contradiction / consistent)",
                                   "<s> valid|satisfiable|tautology"};
    bool found = false;
    patterns.match(tokens, [&](const Pattern::Match& match) { return (found = is_formula(match["s"])); });
    return found;
  }

  Outcome<Done> question(Span tokens, const Item& item) {
    if (const auto found = quoted(tokens)) return *found;
    for (const Frame& frame : claim_frames()) {
      std::optional<Pattern::Match> found;
      frame.patterns.match(tokens, [&](const Pattern::Match& match) {
        const bool fits = frame.ask == Ask::equivalence ? balanced(match["s"]) : is_formula(match["s"]);
        if (fits) found = match;
        return fits;
      });
      if (!found) continue;
      claim((*found)["s"]);
      if (frame.ask == Ask::equivalence) claim((*found)["t"]);
      return ask(frame.ask);
    }
    for (const auto& [patterns, kind] : {std::pair{&follow_frames(), Ask::follows},
                                         {&possible_frames(), Ask::possible},
                                         {&truth_frames(), Ask::truth}}) {
      Span found;
      patterns->match(tokens, [&](const Pattern::Match& match) {
        found = match["s"];
        return true;
      });
      if (found.empty()) continue;
      claim(found);
      return ask(kind);
    }
    Span premise, conclusion;
    premise_frames().match(tokens, [&](const Pattern::Match& match) {
      if (!balanced(match["p"]) || !balanced(match["s"])) return false;
      premise = match["p"];
      conclusion = match["s"];
      return true;
    });
    if (!premise.empty()) {
      parts_.premises.emplace_back(premise.begin(), premise.end());
      claim(conclusion);
      return ask(Ask::follows);
    }
    return plain_question(tokens, item);
  }

  static bool balanced(Span tokens) {
    int depth = 0;
    std::ptrdiff_t quotes = 0;
    for (const Token& token : tokens) {
      depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
      quotes += token.is("\"");
    }
    return depth == 0 && quotes % 2 == 0;
  }

  // Signs or letters, so that "is the shop open valid" is not read as a formula; or something in quotation marks.
  static bool is_formula(Span tokens) {
    if (tokens.front().is("\"") && tokens.back().is("\"")) return true;
    if (std::ranges::any_of(tokens, [](const Token& token) {
          return is_auxiliary(token) || token.is("formulas") || token.is("formula");
        }))
      return false;
    return std::ranges::all_of(tokens,
                               [](const Token& token) {
                                 constexpr std::array<std::string_view, 16> kWords{
                                     "if",  "then", "and",    "or",      "not", "implies", "iff", "only",
                                     "xor", "both", "either", "neither", "nor", "unless",  "but", "but"};
                                 return token.kind != TokenKind::word || token.text.size() <= 1 ||
                                        is_in(kWords, token.text);
                               }) ||
           std::ranges::any_of(tokens, [](const Token& token) { return token.kind == TokenKind::connective; });
  }

  std::optional<Outcome<Done>> quoted(Span tokens) {
    std::optional<Pattern::Match> found;
    quoted_consistency().match(tokens, [&](const Pattern::Match& match) {
      if (!balanced(match["q"]) || !has_word(match["q"], "\"")) return false;
      found = match;
      return true;
    });
    if (!found) return std::nullopt;
    std::vector<Span> spans{(*found)["q"]};
    if (found->has("r")) spans.push_back((*found)["r"]);
    for (const Span span : spans) {
      std::size_t begin = 0;
      bool inside = false;
      for (std::size_t i = 0; i < span.size(); ++i) {
        if (span[i].is("\"")) {
          if (inside && i > begin)
            parts_.premises.emplace_back(span.begin() + static_cast<std::ptrdiff_t>(begin),
                                         span.begin() + static_cast<std::ptrdiff_t>(i));
          inside = !inside;
          begin = i + 1;
        } else if (!inside && !span[i].is("and") && !span[i].is(",") && !span[i].is("that") && !span[i].is("also")) {
          return outside("words between the quoted statements");
        }
      }
    }
    return ask(Ask::consistency);
  }

  // "does any cat bark" asks for one.
  static void some_for_any(Tokens& tokens) {
    if (tokens.empty()) return;
    std::string& first = tokens.front().text;
    if (first == "any")
      first = "some";
    else if (first == "anyone" || first == "anybody")
      first = "someone";
    else if (first == "anything")
      first = "something";
  }

  // "can a poet be rich" asks for one poet.
  void claim_possible(Span tokens) {
    claim(tokens);
    Tokens& claimed = parts_.claims.back();
    some_for_any(claimed);
    if (claimed.empty()) return;
    Token& first = claimed.front();
    if (first.is("a") || first.is("an")) first.text = "some";
  }

  // "Is Ann or Bob faster": not yes, but one of them.
  static bool asks_for_one(Span tokens) {
    if (!has_word(tokens, "or")) return false;
    const Measures measures(Sentences{});
    for (std::size_t i = 1; i + 1 < tokens.size(); ++i) {
      const auto name = [](const Token& token) { return token.capital && !token.single; };
      if (tokens[i].is("or") && name(tokens[i - 1]) && name(tokens[i + 1])) return true;
    }
    return measures.comparative(tokens.last(1)) || measures.superlative(tokens.last(1));
  }

  // "did it rain", "must the light be green", "can a poet be rich", "who did it"
  Outcome<Done> plain_question(Span tokens, const Item& item) {
    if (tokens.size() < 2) return outside("a question of one word");
    if (front_is(tokens, {"who", "which"}) && tokens[1].is("of")) return outside("a choice among some");
    if (front_is(tokens, {"who"}) || (front_is(tokens, {"which"}) && tokens.size() > 2)) {
      claim(tokens.subspan(front_is(tokens, {"which"}) ? 2 : 1));
      return ask(Ask::who);
    }
    if (front_is(tokens, {"what", "where", "when", "why", "how"}))
      return outside("a question that is not about what follows");
    if (front_is(tokens, {"must"})) {
      claim(tokens.subspan(1));
      return ask(Ask::truth);
    }
    if (front_is(tokens, {"could", "might"})) {
      claim_possible(tokens.subspan(1));
      return ask(Ask::possible);
    }
    if (front_is(tokens, {"can"})) {
      claim_possible(tokens.subspan(1));
      ability_ = true;
      return ask(Ask::possible);
    }
    if (is_auxiliary(tokens[0])) {
      if (asks_for_one(tokens)) return outside("one of several may be asked for");
      Tokens stated(tokens.begin() + 1, tokens.end());
      parts_.copula_in_front = is_copula(tokens[0]);
      some_for_any(stated);
      if (stated.size() > 1 && stated[0].is("there")) stated.insert(stated.begin() + 1, tokens[0]);  // "is there …"
      claim(stated);
      parts_.question = words_of(tokens);
      return ask(Ask::truth);
    }
    if (!item.asks) return outside("no question");
    claim(tokens);
    return ask(Ask::truth);
  }

  Outcome<ArgumentParts> finish() {
    if (conclusions_ == 1) {
      if (!ask_)
        ask_ = concluded_with_right_ ? Ask::truth : concluded_with_question_ ? Ask::follows : std::optional<Ask>();
      if (ask_ == Ask::consistency) {
        parts_.premises.push_back(conclusion_);
      } else if (parts_.claims.empty()) {
        parts_.claims.push_back(conclusion_);
      } else {
        return outside("a conclusion and another question");
      }
    }
    if (!ask_) return outside("nothing is asked");
    parts_.ask = *ask_;
    if (ability_) TRY(ability());
    if (parts_.ask == Ask::who) TRY(candidates());
    if (parts_.claims.empty() && parts_.ask != Ask::consistency) return last_statement();
    return std::move(parts_);
  }

  // "P → (Q → P). Is it a tautology?"; an argument without a marked conclusion has none.
  Outcome<ArgumentParts> last_statement() {
    if (parts_.premises.size() != 1 || parts_.ask == Ask::follows) return outside("no conclusion is marked");
    parts_.claims = std::exchange(parts_.premises, {});
    if (parts_.ask == Ask::validity) {
      if (!is_formula(parts_.claims[0])) return outside("no conclusion is marked");
      parts_.ask = Ask::tautology;
    }
    return std::move(parts_);
  }

  // "can x fly" asks for what the statements say where they speak of what "can" be done.
  Outcome<Done> ability() {
    const bool spoken_of =
        std::ranges::any_of(parts_.premises, [](const Tokens& tokens) { return has_word(tokens, "can"); });
    if (!spoken_of) return {};
    parts_.ask = Ask::truth;
    // The subject is not known yet: the auxiliary goes in front of the last words that occur behind "can".
    Tokens& claim = parts_.claims.front();
    for (const Tokens& premise : parts_.premises) {
      for (std::size_t i = 0; i + 1 < premise.size(); ++i) {
        if (!premise[i].is("can")) continue;
        const std::size_t verb = i + (premise[i + 1].is("not") ? 2 : 1);
        if (verb >= premise.size()) continue;
        const auto at = std::ranges::find(claim, premise[verb].text, &Token::text);
        if (at == claim.end() || at == claim.begin()) continue;
        claim.insert(at, premise[i]);
        return {};
      }
    }
    return outside("it is not clear what \"can\" asks");
  }

  Outcome<Done> candidates() {
    constexpr std::array<std::string_view, 26> kNoNames{
        "if",    "the",  "a",    "an",     "either",  "neither", "no",      "all",  "some",
        "every", "only", "not",  "it",     "he",      "she",     "they",    "i",    "we",
        "at",    "one",  "when", "unless", "whoever", "exactly", "someone", "there"};
    for (const Tokens& premise : parts_.premises) {
      for (std::size_t i = 0; i < premise.size(); ++i) {
        const bool article = premise[i].is("the") && i + 1 < premise.size();
        const Token& word = article ? premise[i + 1] : premise[i];
        const bool name = !article && word.capital && !is_in(kNoNames, word.text) && !is_beside_names(word);
        if (!name && !article) continue;
        const Tokens tokens(premise.begin() + static_cast<std::ptrdiff_t>(i),
                            premise.begin() + static_cast<std::ptrdiff_t>(article ? i + 2 : i + 1));
        const auto known =
            std::ranges::find(parts_.candidates, word.shown, [](const auto& pair) { return pair.first; });
        if (known == parts_.candidates.end()) parts_.candidates.emplace_back(word.shown, tokens);
      }
    }
    if (parts_.candidates.empty()) return outside("nobody is named");
    return {};
  }

  std::vector<Item> items_;
  ArgumentParts parts_;
  std::optional<Ask> ask_;
  Tokens conclusion_;
  int conclusions_ = 0;
  bool concluded_with_question_ = false;
  bool concluded_with_right_ = false;
  bool ability_ = false;
};

}  // namespace

Outcome<ArgumentParts> argument_parts(const Sentences& sentences) {
  return Sorter().sort(sentences);
}

}  // namespace swarm::logic
