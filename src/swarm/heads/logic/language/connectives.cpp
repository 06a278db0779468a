#include "swarm/heads/logic/language/connectives.hpp"

#include <algorithm>

#include "swarm/heads/logic/language/claims.hpp"

namespace swarm::logic {

namespace {

constexpr std::array kConditionPrefixes{
    Phrase{{"only", "if"}, only_if_kind},
    Phrase{{"only", "when"}, only_if_kind},
    Phrase{{"if", "and", "only", "if"}, iff_kind},
    Phrase{{"if"}, if_kind},
    Phrase{{"whenever"}, if_kind},
    Phrase{{"when"}, if_kind},
    Phrase{{"every", "time"}, if_kind},
    Phrase{{"each", "time"}, if_kind},
    Phrase{{"any", "time"}, if_kind},
    Phrase{{"anytime"}, if_kind},
    Phrase{{"provided", "that"}, if_kind},
    Phrase{{"provided"}, if_kind},
    Phrase{{"providing"}, if_kind},
    Phrase{{"as", "long", "as"}, if_kind},
    Phrase{{"so", "long", "as"}, if_kind},
    Phrase{{"assuming", "that"}, if_kind},
    Phrase{{"assuming"}, if_kind},
    Phrase{{"on", "condition", "that"}, if_kind},
    Phrase{{"in", "the", "event", "that"}, if_kind},
    Phrase{{"unless"}, unless_kind},
};

constexpr std::array kEquivalences{
    Phrase{{"if", "and", "only", "if"}, both_ways},
    Phrase{{"when", "and", "only", "when"}, both_ways},
    Phrase{{"<->"}, both_ways},
    Phrase{{"exactly", "when"}, both_ways},
    Phrase{{"exactly", "if"}, both_ways},
    Phrase{{"just", "in", "case"}, both_ways},
    Phrase{{"precisely", "when"}, both_ways},
    Phrase{{"precisely", "if"}, both_ways},
    Phrase{{"is", "equivalent", "to"}, both_ways},
    Phrase{{"if", "but", "only", "if"}, both_ways},
};
constexpr std::array kImplications{
    Phrase{{"only", "if"}, forward},
    Phrase{{"only", "when"}, forward},
    Phrase{{"->"}, forward},
    Phrase{{"implies", "that"}, forward},
    Phrase{{"implies"}, forward},
    Phrase{{"entails", "that"}, forward},
    Phrase{{"means", "that"}, forward},
    Phrase{{"entails"}, forward},
    Phrase{{"is", "sufficient", "for"}, forward},
    Phrase{{"is", "necessary", "for"}, backward},
    Phrase{{"only", "provided", "that"}, forward},
    Phrase{{"if"}, backward},
    Phrase{{"whenever"}, backward},
    Phrase{{"when"}, backward},
    Phrase{{"every", "time"}, backward},
    Phrase{{"each", "time"}, backward},
    Phrase{{"any", "time"}, backward},
    Phrase{{"provided", "that"}, backward},
    Phrase{{"provided"}, backward},
    Phrase{{"as", "long", "as"}, backward},
    Phrase{{"so", "long", "as"}, backward},
    Phrase{{"assuming"}, backward},
    Phrase{{"on", "condition", "that"}, backward},
    Phrase{{"unless"}, backward_unless},
    Phrase{{"otherwise"}, backward_unless},
    Phrase{{"or", "else"}, backward_unless},
};
constexpr std::array<std::string_view, 5> kAndWords{"and", "but", "while", "whereas", ";"};

}  // namespace

std::size_t length(const Phrase& phrase) {
  std::size_t count = 0;
  while (count < phrase.words.size() && !phrase.words[count].empty())
    ++count;
  return count;
}

bool starts_with(Span tokens, const Phrase& phrase) {
  const std::size_t count = length(phrase);
  if (tokens.size() < count) return false;
  for (std::size_t i = 0; i < count; ++i) {
    if (!tokens[i].is(phrase.words[i])) return false;
  }
  return true;
}

bool encloses(Span tokens) {
  if (!tokens.front().is("(")) return false;
  int depth = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    depth += tokens[i].is("(") ? 1 : tokens[i].is(")") ? -1 : 0;
    if (depth == 0) return i + 1 == tokens.size();
  }
  return false;
}

const Phrase* condition_prefix(Span tokens) {
  const auto* const found =
      std::ranges::find_if(kConditionPrefixes, [&](const Phrase& phrase) { return starts_with(tokens, phrase); });
  return found == kConditionPrefixes.end() ? nullptr : found;
}

std::span<const Phrase> equivalences() {
  return kEquivalences;
}
std::span<const Phrase> implications() {
  return kImplications;
}
bool is_conjunction(const Token& token) {
  return is_in(kAndWords, token.text);
}

bool is_copula(const Token& token) {
  constexpr std::array<std::string_view, 7> kWords{"is", "are", "was", "were", "am", "be", "been"};
  return is_in(kWords, token.text);
}

bool is_auxiliary(const Token& token) {
  constexpr std::array<std::string_view, 12> kWords{"do",  "does", "did",  "will",   "can",   "could",
                                                    "has", "have", "must", "should", "would", "had"};
  return is_copula(token) || is_in(kWords, token.text);
}

bool is_article(const Token& token) {
  constexpr std::array<std::string_view, 13> kWords{"the", "a",   "an",    "my",   "your", "his",  "her",
                                                    "its", "our", "their", "this", "that", "these"};
  return !token.single && is_in(kWords, token.text);
}

bool is_quantifier(Span tokens) {
  constexpr std::array<std::string_view, 22> kWords{
      "all",       "every",     "each",    "any",     "no",       "none",    "some",       "everyone",
      "somebody",  "everybody", "someone", "nobody",  "anyone",   "anybody", "everything", "nothing",
      "something", "anything",  "only",    "whoever", "whatever", "there"};
  if (tokens.empty()) return false;
  if (is_in(kWords, tokens[0].text)) return true;
  if (tokens.size() > 1 && tokens[0].is("not"))
    return tokens[1].is("all") || tokens[1].is("every") || tokens[1].is("everyone") || tokens[1].is("everybody") ||
           tokens[1].is("everything") || tokens[1].is("each") ||
           (tokens.size() > 2 && (tokens[1].is("one") || (tokens[1].is("a") && tokens[2].is("single"))));
  return tokens.size() > 2 && tokens[0].is("at") && tokens[1].is("least") && tokens[2].is("one");
}

bool begins_clause(const Token& token) {
  constexpr std::array<std::string_view, 30> kWords{
      "i",    "you",    "he",       "she",       "it",   "we",       "they",   "there",  "all",     "every",
      "each", "any",    "no",       "none",      "some", "not",      "both",   "either", "neither", "someone",
      "if",   "nobody", "everyone", "everybody", "only", "whenever", "unless", "those",  "at",      "somebody"};
  return token.capital || token.is("(") || token.is("\"") || is_article(token) || is_in(kWords, token.text) ||
         (token.kind == TokenKind::word && token.text.size() == 1);
}

Span bare(Span tokens) {
  constexpr std::array<std::string_view, 9> kFront{",",    "that", "then",    "and",        "but",
                                                   "also", ":",    "however", "furthermore"};
  while (!tokens.empty()) {
    const Token& first = tokens.front();
    const Token& last = tokens.back();
    const bool leads = is_in(kFront, first.text) && !(first.is("that") && tokens.size() > 1 && is_auxiliary(tokens[1]));
    const bool quoted = tokens.size() > 2 && first.is("\"") && last.is("\"") &&
                        std::ranges::count(tokens, std::string_view("\""), &Token::text) == 2;
    if (leads)
      tokens = tokens.subspan(1);
    else if (last.is(",") || last.is(":") || last.is("—"))
      tokens = tokens.first(tokens.size() - 1);
    else if (first.is("—"))
      tokens = tokens.subspan(1);
    else if (quoted || encloses(tokens))
      tokens = tokens.subspan(1, tokens.size() - 2);
    else
      break;
  }
  return tokens;
}

}  // namespace swarm::logic
