#include "swarm/heads/logic/families/argument_questions.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <optional>

#include "base/result.hpp"
#include "swarm/heads/logic/language/claims.hpp"
#include "swarm/heads/logic/language/fillers.hpp"
#include "swarm/heads/logic/language/pattern.hpp"

namespace swarm::logic {

namespace {

struct Frame {
  Ask ask;
  Patterns patterns;
};

// Asks about an argument or statements that stand elsewhere in the prompt.
const std::vector<Frame>& whole_frames() {
  static const std::vector<Frame> frames = [] {
    std::vector<Frame> all;
    all.push_back({Ask::validity,
                   {
                       "is|was (this|that|the|it|my|his|her|their|following) [following] [kind of] "
                       "[argument|reasoning|inference|conclusion|deduction|syllogism|logic|argumentation] "
                       "[logically|deductively|formally] valid|correct|logical|legitimate|justified|warranted "
                       "[or invalid|not|incorrect] [reasoning|argument|inference|conclusion|deduction]",
                       "is (the following / this / that / it / the above) [argument|reasoning|inference|conclusion|deduction|syllogism] "
                       "[logically|deductively|formally] valid|correct|logical [or invalid|not|incorrect] "
                       "[argument|inference|reasoning|syllogism|deduction|conclusion]",
                       "is (this / that / it) a|an [logically|deductively|formally] valid "
                       "argument|inference|syllogism|deduction|conclusion|reasoning|form",
                       "is the (argument / reasoning / inference / conclusion / deduction / syllogism / logic) "
                       "[here] [logically|deductively|formally] valid|correct [or invalid|not|incorrect]",
                       "valid|correct", "valid or invalid|not", "valid argument|inference|syllogism",
                       "is the argument valid or invalid", "[logically] valid [or invalid]",
                       "is it [logically|deductively] valid [or invalid]",
                       "check|assess|judge|evaluate|determine|decide|test|say [whether|if] [this|the|that] [following] "
                       "[argument|reasoning|inference|syllogism] is [logically] valid [or invalid|not]",
                       "[this|that|the] argument|reasoning|inference|syllogism is [logically] valid|correct [or invalid|not]",
                       "valid or invalid argument|syllogism|inference",
                       "does (this|that|the) [argument|reasoning|inference|logic|syllogism] [logically] hold|work [up]",
                       "is (this|that) [argument|reasoning] sound logic",
                   }});
    all.push_back({Ask::follows,
                   {
                       "does|did (this|that|it|the|his|her|my|their) [conclusion|claim|last statement|last sentence] [really] "
                       "[logically|necessarily] follow [logically|necessarily] "
                       "[from (the / these / those / this / that / what) [given|first|other] [two|three] "
                       "[premises|statements|facts|was said]]",
                       "does the conclusion [logically|necessarily] follow [from the premises]", "follows",
                   }});
    all.push_back({Ask::consistency,
                   {
                       "can|could|might|may (all [of] (these / this / them / the above / those / it) / these / they / both / it all / this) "
                       "[statements|sentences|claims|things|facts|four|three|two|five|rules] "
                       "[all|both|be] [be] [true|hold|right|correct|the case|satisfied|consistent] "
                       "(at once / at the same time / together / simultaneously / [all] at one time / )",
                       "can|could|may (all [of] [the|these|those|this|them] [three|two|four|five] [of] "
                       "[statements|sentences|claims|these|them|those|above|rules]) [be|hold] "
                       "[true|right|correct|hold|satisfied] (at once / at the same time / together / simultaneously / )",
                       "can|could (these|those|the|both) [statements|sentences|claims|two|three|four|rules] "
                       "[statements|sentences|claims] [all|both] (be true / hold / be right / be correct / be satisfied) "
                       "[together|simultaneously|at once|jointly] [at the same time]",
                       "are (these|they|those|the) [following|above|two|three|four|five] "
                       "[statements|sentences|claims|premises|rules|facts|propositions|assumptions|requirements] "
                       "[mutually|logically|all|jointly|together|internally] [logically|mutually] "
                       "consistent|compatible|contradictory|inconsistent|satisfiable "
                       "[or inconsistent|not|contradictory|consistent] [with each other|together|one another]",
                       "is (this|that|the following|it|all this) [set|list|group|collection|story] "
                       "[of statements|sentences|claims|facts] [logically] consistent|contradictory|inconsistent|satisfiable "
                       "[or not|inconsistent|contradictory]",
                       "is there a contradiction [here|in this|in these statements|among these|between them|in that]",
                       "do|does (these|they|the|this|those|it) [statements|sentences|claims|two|three|rules] [statements] "
                       "[contradict (each other / one another / itself) / contradict / fit together / go together / "
                       "conflict / clash / hang together]",
                       "is it possible for all [of] (these / them / this / those / the statements) "
                       "[statements|claims|sentences] to (be true / hold) [together|simultaneously|at once] [at the same time]",
                       "is it possible that all [of] (these / them / this) [statements|claims] (are true / hold) [together|at once]",
                       "is (this / that / it / all of this) possible|impossible|contradictory|consistent|coherent",
                       "is that|this a contradiction", "consistent|contradictory", "consistent or not|contradictory|inconsistent",
                       "contradictory or consistent", "contradiction or not",
                       "(are these / are they) (contradictory or consistent / consistent or contradictory / consistent)",
                       "can (they / these) [all] coexist",
                   }});
    all.push_back({Ask::always_true, {"is it a tautology", "tautology"}});
    return all;
  }();
  return frames;
}

// Asks about the statement <s>, or <s> and <t>.
const std::vector<Frame>& claim_frames() {
  static const std::vector<Frame> frames = [] {
    std::vector<Frame> all;
    all.push_back({Ask::equivalence,
                   {
                       "is|are <s> and|with <t> [logically] equivalent [to each other]",
                       "is|are <s> [logically] (equivalent to / the same as / the same claim as / the same statement as / "
                       "the same thing as / interchangeable with) <t>",
                       "is (saying / it the same to say / it equivalent to say) <s> [the same as saying / and / as] <t>",
                       "does|do <s> (mean / say / express / amount to / state) the same [thing] (as / with) <t>",
                       "do|does <s> and <t> (mean / say / express / amount to / state) the same [thing]",
                       "are (these|the two|the following|the formulas|the statements|formulas) [two] "
                       "[formulas|statements|sentences|claims] [logically] equivalent : <s> and|versus|, <t>",
                       "are the [two] (formulas / statements / sentences / claims / propositions) <s> and <t> [logically] equivalent",
                       "is the (formula / statement / sentence / claim) <s> [logically] equivalent to <t>",
                   }});
    all.push_back({Ask::classify,
                   {
                       "is [the formula|statement|sentence|proposition] <s> a tautology , [a] (contradiction / contingency / contingent) , or "
                       "(neither / [a] contingency / contingent / [a] contradiction / satisfiable / merely satisfiable)",
                       "classify <s> [as (a tautology / valid) , [a] (contradiction / contingency / contingent) or <t>]",
                       "is [the formula|statement] <s> valid , satisfiable or (unsatisfiable / a contradiction / contradictory)",
                       "tautology , contradiction or (neither / contingency / contingent) : <s>",
                       "is [the formula|statement|sentence|proposition] <s> a tautology or a contradiction [or neither]",
                   }});
    all.push_back({Ask::tautology,
                   {
                       "is [the formula|statement|sentence|proposition|expression] <s> [always] (a tautology / tautological / a logical truth) [or not]",
                       "is this [formula|statement] (a tautology / always true) : <s>", "is it a tautology : <s>", "tautology : <s>",
                       "is [the formula|statement|sentence|proposition|expression] <s> (always true / true in every case / "
                       "necessarily true / logically true / true under every assignment / true for all values)",
                       "is it a tautology that <s>", "is <s> true (no matter what / in all cases / whatever happens)",
                   }});
    all.push_back({Ask::always_true,
                   {
                       "is [the formula|statement|sentence|proposition] <s> [logically] valid [or not|invalid]",
                       "is this formula valid : <s>", "is the formula valid : <s>",
                   }});
    all.push_back({Ask::satisfiable,
                   {
                       "is [the formula|statement|sentence|proposition|expression|set] <s> (satisfiable / consistent / unsatisfiable / "
                       "inconsistent / possible) [or unsatisfiable|not|contradictory|inconsistent]",
                       "can [the formula|statement|sentence|proposition|expression] <s> (ever be true / be true / be satisfied / hold / be made true)",
                       "is there (an assignment / a truth assignment / any assignment / a way) (that makes / making / to make) <s> true",
                       "is this [formula] satisfiable : <s>", "satisfiable : <s>", "is it satisfiable : <s>",
                   }});
    all.push_back({Ask::contradiction,
                   {
                       "is [the formula|statement|sentence|proposition|expression] <s> (a contradiction / contradictory / always false / "
                       "self-contradictory / impossible)",
                       "is this [formula] (a contradiction / always false) : <s>",
                   }});
    return all;
  }();
  return frames;
}

// Statements in quotation marks that are compared or put together: "can 'a' and 'b' both be true".
const Patterns& quoted_consistency() {
  static const Patterns patterns{
      "can|could|may <q> both|all (be true / hold) [together|at once|simultaneously] [at the same time]",
      "are [the statements|sentences|claims] <q> [logically|mutually] (consistent / compatible / contradictory / inconsistent)",
      "is it (contradictory / consistent / a contradiction / inconsistent / possible) to (say / claim / assert / hold) [both] [that] <q>",
      "do [the statements|sentences|claims] <q> (contradict each other / contradict one another / conflict / fit together)",
      "does <q> contradict <r>", "is <q> (consistent / compatible) with <r>", "can|could <q> be true together",
      "can it be true [both] that <q>", "can|could <q> (be true / hold) (at the same time / together / at once / simultaneously)",
  };
  return patterns;
}

const Patterns& follow_frames() {
  static const Patterns patterns{
      "does it [logically|necessarily|then|thus|also|therefore] [logically|necessarily] follow "
      "[from (this / that / these / the premises / these statements / these facts / what is said / the above)] [that] <s>",
      "can|may|could (we / i / you / one / it / anyone) [then|therefore|validly|safely|logically|now|be] "
      "(conclude / infer / deduce / derive / concluded / inferred / deduced / be sure / know for sure / say for sure / say with certainty) "
      "[from (this / that / these / the premises / these statements / these facts / it)] that <s>",
      "do|does (this / that / these / these statements / the premises / the statements / these facts / the facts / it) [together] "
      "[logically|necessarily] (imply / entail / prove / mean / guarantee / show / establish) [that] <s>",
      "is it a [logical] consequence [of (this / these / the premises / these statements)] that <s>",
      "is <s> a [logical|valid] (consequence / conclusion) [of (this / these / the premises / these statements / these facts)]",
      "does <s> [logically|necessarily] follow [from (this / these / that / the premises / these statements / these facts)]",
      "is <s> entailed [by (this / these / the premises / these statements)]",
      "(do we / can we / do you) know [for sure|certain] that <s>", "is it (guaranteed / certain / provable) that <s>",
      "what about this conclusion : <s>", "is the conclusion <s> (justified / correct / warranted)",
  };
  return patterns;
}

const Patterns& truth_frames() {
  static const Patterns patterns{
      "is it [then|necessarily|definitely|also|logically|therefore] (true / the case / correct / right / so) that <s>",
      "must it [then|necessarily|also] be (true / the case / so) that <s>", "must it [then|also] be that <s>",
      "is it necessarily so that <s>", "is it right to say that <s>", "does that mean [that] <s>",
      "is the (statement / claim / sentence) <s> (true / correct / right)", "is <s> (true / necessarily true / certainly true / definitely true)",
      "must <s> be true", "must [it be true that] <s> hold",
  };
  return patterns;
}

const Patterns& possible_frames() {
  static const Patterns patterns{
      "is it [still|then|logically|also] possible that <s>", "could it [still|then|also] be [true|the case] that <s>",
      "can it [still|then|also] be [true|the case] that <s>", "might it [still] be [true|the case] that <s>",
  };
  return patterns;
}

const Patterns& conclusion_marks() {
  static const Patterns patterns{
      "therefore <s>", "so <s>", "hence <s>", "thus <s>", "consequently <s>", "conclusion : <s>", "conclusion <s>", "ergo <s>",
      "[therefore|so] it follows that <s>", "it must follow that <s>", "so we [can] conclude that <s>", "we [can] conclude [that] <s>",
      "the conclusion [is] [:] [that] <s>", "from this it follows that <s>", "[and] so <s>", "and therefore|hence|thus <s>",
      "as a result <s>", "it follows [:] <s>", "this means [that] <s>", "my conclusion is [:|that] <s>", "in conclusion <s>",
      "which means [that] <s>", "then it follows that <s>", "[therefore|so] we can say that <s>", "accordingly <s>", "c : <s>",
  };
  return patterns;
}

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
      const bool question_follows = item.asks && (is_auxiliary(rest[0]) || front_is(rest, {"who", "what", "which", "is", "where"}));
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
    if (item.asks || front_is(plain, {"is", "are", "does", "can", "could", "classify"})) return question(plain, item);
    parts_.premises.push_back(Tokens(item.tokens));
    return {};
  }

  Outcome<Done> question(Span tokens, const Item& item) {
    if (const auto found = quoted(tokens)) return *found;
    for (const Frame& frame : claim_frames()) {
      std::optional<Pattern::Match> found;
      frame.patterns.match(tokens, [&](const Pattern::Match& match) {
        if (frame.ask == Ask::equivalence && !balanced(match["s"])) return false;
        found = match;
        return true;
      });
      if (!found) continue;
      if (frame.ask != Ask::equivalence && !is_formula((*found)["s"])) continue;
      claim((*found)["s"]);
      if (frame.ask == Ask::equivalence) claim((*found)["t"]);
      return ask(frame.ask);
    }
    for (const auto& [patterns, kind] : {std::pair{&follow_frames(), Ask::follows}, {&possible_frames(), Ask::possible},
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
    return std::ranges::all_of(tokens, [](const Token& token) {
      constexpr std::array<std::string_view, 16> kWords{"if",  "then", "and",  "or",     "not",     "implies", "iff",  "only",
                                                        "xor", "both", "either", "neither", "nor", "unless",  "but", "but"};
      return token.kind != TokenKind::word || token.text.size() <= 2 || is_in(kWords, token.text);
    }) || std::ranges::any_of(tokens, [](const Token& token) { return token.kind == TokenKind::connective; });
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
          if (inside && i > begin) parts_.premises.emplace_back(span.begin() + static_cast<std::ptrdiff_t>(begin), span.begin() + static_cast<std::ptrdiff_t>(i));
          inside = !inside;
          begin = i + 1;
        } else if (!inside && !span[i].is("and") && !span[i].is(",") && !span[i].is("that") && !span[i].is("also")) {
          return outside("words between the quoted statements");
        }
      }
    }
    return ask(Ask::consistency);
  }

  // "can a poet be rich" asks for one poet.
  void claim_possible(Span tokens) {
    claim(tokens);
    Token& first = parts_.claims.back().front();
    if (first.is("a") || first.is("an")) first.text = "some";
  }

  // "did it rain", "must the light be green", "can a poet be rich", "who did it"
  Outcome<Done> plain_question(Span tokens, const Item& item) {
    if (front_is(tokens, {"who"}) || (front_is(tokens, {"which"}) && tokens.size() > 2)) {
      claim(tokens.subspan(front_is(tokens, {"which"}) ? (tokens.size() > 3 && tokens[1].is("one") ? 2 : 2) : 1));
      return ask(Ask::who);
    }
    if (front_is(tokens, {"what", "where", "when", "why", "how"})) return outside("a question that is not about what follows");
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
      // "has" is a part of the statement, the others only ask.
      Tokens inverted(tokens.begin() + 1, tokens.end());
      claim(inverted);
      return ask(Ask::truth);
    }
    if (!item.asks) return outside("no question");
    claim(tokens);
    return ask(Ask::truth);
  }

  Outcome<ArgumentParts> finish() {
    if (conclusions_ == 1) {
      if (!ask_) ask_ = concluded_with_right_ ? Ask::truth : concluded_with_question_ ? Ask::follows : std::optional<Ask>();
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
    if (parts_.ask == Ask::consistency && (parts_.premises.empty() || !parts_.claims.empty())) return outside("no statements");
    return std::move(parts_);
  }

  // "P → (Q → P). Is it a tautology?"; an argument without a marked conclusion has none.
  Outcome<ArgumentParts> last_statement() {
    if (parts_.premises.size() != 1 || parts_.ask == Ask::follows) return outside("no conclusion is marked");
    parts_.claims = std::exchange(parts_.premises, {});
    if (parts_.ask == Ask::validity) {
      if (!is_formula(parts_.claims[0])) return outside("no conclusion is marked");
      parts_.ask = Ask::always_true;
    }
    return std::move(parts_);
  }

  // "can x fly" asks for what the statements say where they speak of what "can" be done.
  Outcome<Done> ability() {
    const bool spoken_of = std::ranges::any_of(parts_.premises, [](const Tokens& tokens) { return has_word(tokens, "can"); });
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
        "if",   "the", "a",     "an",    "either", "neither", "no",   "all",  "some",   "every", "only",      "not", "it",
        "he",   "she", "they",  "i",     "we",     "at",      "one",  "when", "unless", "whoever", "exactly", "someone", "there"};
    for (const Tokens& premise : parts_.premises) {
      for (std::size_t i = 0; i < premise.size(); ++i) {
        const bool article = premise[i].is("the") && i + 1 < premise.size();
        const Token& word = article ? premise[i + 1] : premise[i];
        const bool name = !article && word.capital && !is_in(kNoNames, word.text);
        if (!name && !article) continue;
        const Tokens tokens(premise.begin() + static_cast<std::ptrdiff_t>(i), premise.begin() + static_cast<std::ptrdiff_t>(article ? i + 2 : i + 1));
        const auto known = std::ranges::find(parts_.candidates, word.shown, [](const auto& pair) { return pair.first; });
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
