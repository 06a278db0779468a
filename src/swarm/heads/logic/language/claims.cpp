#include "swarm/heads/logic/language/claims.hpp"

#include <algorithm>
#include <array>
#include <functional>

#include "base/result.hpp"
#include "swarm/heads/logic/language/connectives.hpp"
#include "swarm/heads/logic/language/pattern.hpp"

namespace swarm::logic {

namespace {

// For each token, whether it stands outside of all parentheses and quotation marks.
std::vector<bool> outer(Span tokens) {
  std::vector<bool> result;
  int depth = 0;
  bool quoted = false;
  for (const Token& token : tokens) {
    if (token.is(")")) --depth;
    if (token.is("\"")) quoted = !quoted;
    result.push_back(depth == 0 && !quoted && !token.is("\"") && !token.is(")"));
    if (token.is("(")) {
      ++depth;
      result.back() = false;
    }
  }
  return result;
}

bool symbolic(Span tokens) {
  return std::ranges::all_of(tokens, [](const Token& token) {
    return token.kind != TokenKind::word || token.text.size() <= 1 || token.single || token.is("if") ||
           token.is("or") || token.is("and") || token.is("not") || token.is("xor") || token.is("implies") ||
           token.is("iff") || token.is("then") || token.is("only");
  });
}

std::vector<Span> cut_at(Span tokens, const std::function<bool(std::size_t)>& is_border) {
  std::vector<Span> parts;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (!is_border(i)) continue;
    parts.push_back(tokens.subspan(begin, i - begin));
    begin = i + 1;
  }
  parts.push_back(tokens.subspan(begin));
  return parts;
}

Tokens joined(Span left, Span right) {
  Tokens tokens(left.begin(), left.end());
  tokens.insert(tokens.end(), right.begin(), right.end());
  return tokens;
}

bool begins_with_any(Span tokens) {
  return !tokens.empty() &&
         (tokens[0].is("any") || tokens[0].is("anyone") || tokens[0].is("anybody") || tokens[0].is("anything"));
}

bool is_negation(const Token& token) {
  return token.is("not") || token.is("never");
}

std::size_t find_verb(Span tokens) {
  std::size_t at = 0;
  while (at < tokens.size() && !is_auxiliary(tokens[at]) && !tokens[at].is("has") && !tokens[at].is("have"))
    ++at;
  return at;
}

// How many words of a statement stand also in front of a part that is none: the subject, the subject with its verb, or
// all up to the last article.
std::size_t words_in_front(Span first, Span part) {
  const std::size_t verb = find_verb(first);
  std::size_t shared = verb < first.size() ? verb + 1 : 1;
  if (is_auxiliary(part[0]) || part[0].is("has") || part[0].is("have")) shared = std::min(verb, first.size());
  if (is_article(part[0])) {
    for (std::size_t i = first.size() - 1; i > 0; --i) {
      if (is_article(first[i])) return i;
    }
  }
  if (verb >= first.size() && !first[0].capital && !is_article(part[0])) return is_article(first[0]) ? 2 : 1;
  return shared;
}

}  // namespace

std::string ReadingNotes::text() const {
  std::string text;
  const auto add = [&](std::string_view note) { text += (text.empty() ? "" : "; ") + std::string(note); };
  if (inclusive_or) add("\"or\" is read as: one of them or both");
  if (unless) add("\"unless\" is read as: if not");
  if (precedence) add("not binds before and, and before or, or before implies");
  return text;
}

Outcome<Formula> ClaimReader::read(Span tokens) {
  return claim(tokens, 0);
}

Outcome<Formula> ClaimReader::claim(Span tokens, std::size_t depth) {
  tokens = bare(tokens);
  if (tokens.empty()) return outside("a statement is missing");
  if (depth > depth_max_) return trouble(TroubleKind::too_large, "the statements are nested too deeply");
  if (auto whole = clauses_.whole(tokens)) return *std::move(whole);
  if (auto read = formulas_listed(tokens, depth)) return *std::move(read);
  if (auto read = conditional_prefix(tokens, depth)) return *std::move(read);
  if (auto read = prefixed(tokens, depth)) return *std::move(read);
  if (auto read = choice_inside(tokens, depth)) return *std::move(read);
  if (tokens.size() > 2 && tokens[0].is("not") && (tokens[1].is("both") || tokens[1].is("either")))
    return negation(TRY(claim(tokens.subspan(1), depth + 1)));
  if (auto read = called_true(tokens, depth)) return *std::move(read);
  if (auto read = infix(tokens, depth)) return *std::move(read);
  if (auto read = alternatives(tokens, depth)) return *std::move(read);
  if (auto read = conjuncts(tokens, depth)) return *std::move(read);
  if (tokens.size() > 1 && tokens[0].is("not") && !is_quantifier(tokens))
    return negation(TRY(claim(tokens.subspan(1), depth + 1)));
  const std::size_t mark = clauses_.mark();
  auto simple = clauses_.clause(tokens);
  if (simple || simple.error().kind != TroubleKind::outside_grammar) return simple;
  clauses_.back_to(mark);
  if (auto read = listed(tokens, depth)) return *std::move(read);
  return simple;
}

// "P is true", "Q does not hold", of letters.
std::optional<Outcome<Formula>> ClaimReader::called_true(Span tokens, std::size_t depth) {
  static const Patterns yes{"<s> is [also] true", "<s> holds", "<s> is the case"};
  static const Patterns no{"<s> is [also] false", "<s> is not true", "<s> does not hold", "<s> is not the case"};
  for (const bool truth : {true, false}) {
    Span found;
    (truth ? yes : no).match(tokens, [&](const Pattern::Match& match) {
      found = match["s"];
      return true;
    });
    if (found.empty()) continue;
    if (!symbolic(bare(found))) return std::nullopt;
    auto inner = claim(found, depth + 1);
    if (!inner || truth) return inner;
    return negation(*std::move(inner));
  }
  return std::nullopt;
}

// "p -> q, not q": in signs a comma stands between formulas.
std::optional<Outcome<Formula>> ClaimReader::formulas_listed(Span tokens, std::size_t depth) {
  const bool signs =
      std::ranges::any_of(tokens, [](const Token& token) { return token.kind == TokenKind::connective; });
  if (!signs) return std::nullopt;
  const std::vector<bool> open = outer(tokens);
  const std::vector<Span> parts = cut_at(tokens, [&](std::size_t i) { return open[i] && tokens[i].is(","); });
  if (parts.size() < 2) return std::nullopt;
  if (!std::ranges::all_of(parts, symbolic)) return std::nullopt;
  std::vector<Formula> formulas;
  for (const Span part : parts) {
    auto read = claim(part, depth + 1);
    if (!read) return read;
    formulas.push_back(*std::move(read));
  }
  return all_of(std::move(formulas));
}

// "Ann owns neither the cat nor the dog", "Ben has either the cat or the dog".
std::optional<Outcome<Formula>> ClaimReader::choice_inside(Span tokens, std::size_t depth) {
  const std::vector<bool> open = outer(tokens);
  std::size_t at = 1;
  while (at < tokens.size() && !(open[at] && (tokens[at].is("neither") || tokens[at].is("either"))))
    ++at;
  if (at >= tokens.size() || is_quantifier(tokens) || tokens[at - 1].is(",")) return std::nullopt;
  constexpr std::array<std::string_view, 6> kBorders{"and", "but", "or", "then", "if", "unless"};
  for (std::size_t i = 0; i < at; ++i) {
    if (open[i] && is_in(kBorders, tokens[i].text)) return std::nullopt;
  }
  const bool neither = tokens[at].is("neither");
  const Span rest = tokens.subspan(at + 1);
  const std::vector<Span> parts = cut_at(rest, [&](std::size_t i) {
    return open[at + 1 + i] && (rest[i].is(neither ? "nor" : "or") || (neither && rest[i].is("or")));
  });
  if (parts.size() < 2 || (!neither && has_word(tokens.first(at), "not"))) return std::nullopt;
  std::vector<Formula> formulas;
  for (const Span part : parts) {
    if (has_word(part, "and")) return outside("'and' inside of an alternative");
    auto read = claim(joined(tokens.first(at), bare(part)), depth + 1);
    if (!read) return read;
    formulas.push_back(*std::move(read));
  }
  if (neither) return negation(any_of(std::move(formulas)));
  notes_.inclusive_or = true;
  return any_of(std::move(formulas));
}

// "it is not the case that …", over all that follows.
std::optional<Outcome<Formula>> ClaimReader::prefixed(Span tokens, std::size_t depth) {
  struct Prefix {
    Phrase phrase;
    bool negates;
  };
  static constexpr std::array kPrefixes{
      Prefix{{{"it", "is", "not", "the", "case"}, 0}, true},
      Prefix{{{"it", "is", "not", "true", "that"}, 0}, true},
      Prefix{{{"it", "is", "false", "that"}, 0}, true},
      Prefix{{{"it", "is", "true", "that"}, 0}, false},
      Prefix{{{"it", "is", "the", "case", "that"}, 0}, false},
      Prefix{{{"we", "know", "that"}, 0}, false},
      Prefix{{{"suppose", "that"}, 0}, false},
      Prefix{{{"suppose"}, 0}, false},
      Prefix{{{"assume", "that"}, 0}, false},
      Prefix{{{"assume"}, 0}, false},
      Prefix{{{"given", "that"}, 0}, false},
      Prefix{{{"given"}, 0}, false},
      Prefix{{{"i", "know", "that"}, 0}, false},
      Prefix{{{"it", "is", "known", "that"}, 0}, false},
      Prefix{{{"in", "fact"}, 0}, false},
      Prefix{{{"it", "is", "given", "that"}, 0}, false},
      Prefix{{{"we", "also", "know", "that"}, 0}, false},
      Prefix{{{"moreover"}, 0}, false},
      Prefix{{{"now"}, 0}, false},
      Prefix{{{"it", "is", "also", "true", "that"}, 0}, false},
      Prefix{{{"you", "know", "that"}, 0}, false},
      Prefix{{{"it", "turns", "out", "that"}, 0}, false},
      Prefix{{{"the", "rule", "is"}, 0}, false},
      Prefix{{{"we", "are", "told", "that"}, 0}, false},
      Prefix{{{"today"}, 0}, false},
      Prefix{{{"we", "know"}, 0}, false},
      Prefix{{{"i", "know"}, 0}, false},
      Prefix{{{"you", "know"}, 0}, false},
      Prefix{{{"it", "is", "a", "fact", "that"}, 0}, false},
  };
  for (const Prefix& prefix : kPrefixes) {
    if (!starts_with(tokens, prefix.phrase)) continue;
    auto inner = claim(tokens.subspan(length(prefix.phrase)), depth + 1);
    if (!inner) return std::unexpected(std::move(inner).error());
    if (prefix.negates && begins_with_any(bare(tokens.subspan(length(prefix.phrase)))))
      return outside("\"any\" in a negation");
    return prefix.negates ? negation(*std::move(inner)) : *std::move(inner);
  }
  return std::nullopt;
}

// "if p, q"; also a row of them: "if p, q, and if r, s".
std::optional<Outcome<Formula>> ClaimReader::conditional_prefix(Span tokens, std::size_t depth) {
  const Phrase* const prefix = condition_prefix(tokens);
  const std::vector<bool> open = outer(tokens);
  for (std::size_t i = 1; i + 1 < tokens.size(); ++i) {
    if (!open[i] || (!tokens[i].is("and") && !tokens[i].is("but") && !tokens[i].is(","))) continue;
    const std::size_t next = tokens[i].is(",") && (tokens[i + 1].is("and") || tokens[i + 1].is("but")) ? i + 2 : i + 1;
    if (next >= tokens.size() || condition_prefix(tokens.subspan(next)) == nullptr) continue;
    if (tokens[i].is(",") && next == i + 1) continue;
    const std::size_t mark = clauses_.mark();
    auto left = claim(tokens.first(i), depth + 1);
    auto right = left ? claim(tokens.subspan(next), depth + 1) : left;
    if (left && right) return all_of({*std::move(left), *std::move(right)});
    clauses_.back_to(mark);
  }
  if (prefix == nullptr) return std::nullopt;
  return condition_first(tokens.subspan(length(*prefix)), prefix->kind, depth);
}

Outcome<Formula> ClaimReader::condition_first(Span rest, int kind, std::size_t depth) {
  const std::vector<bool> open = outer(rest);
  std::size_t nested = 0;
  for (std::size_t i = 0; i < rest.size(); ++i) {
    if (!open[i]) continue;
    if (rest[i].is("if") && (i == 0 || !rest[i - 1].is("only"))) ++nested;
    if (!rest[i].is("then")) continue;
    if (nested-- == 0) return consequence(rest.subspan(i + 1), rest.first(i), kind, depth);
  }
  for (std::size_t i = 1; i + 1 < rest.size(); ++i) {
    if (!open[i] || !rest[i].is(",")) continue;
    const Token& next = rest[i + 1];
    if (next.is("and") || next.is("or") || next.is("but") || next.is("nor")) continue;
    const std::size_t mark = clauses_.mark();
    auto read = consequence(rest.subspan(i + 1), rest.first(i), kind, depth);
    if (read || read.error().kind != TroubleKind::outside_grammar) return read;
    clauses_.back_to(mark);
  }
  return middle_of(rest, kind, depth);
}

// The result may name what holds else: "then q, otherwise r".
Outcome<Formula> ClaimReader::consequence(Span tokens, Span condition, int kind, std::size_t depth) {
  const std::vector<bool> open = outer(tokens);
  for (std::size_t i = 1; i + 1 < tokens.size(); ++i) {
    const bool word = tokens[i].is("otherwise") || (tokens[i].is("else") && !tokens[i - 1].is("or"));
    if (!open[i] || !word || kind != if_kind) continue;
    const std::size_t end = tokens[i - 1].is("and") || tokens[i - 1].is("or") ? i - 1 : i;
    Formula then = TRY(conditional(condition, tokens.first(end), if_kind, depth));
    const Formula otherwise = TRY(conditional(condition, tokens.subspan(i + 1), unless_kind, depth));
    return all_of({std::move(then), otherwise});
  }
  return conditional(condition, tokens, kind, depth);
}

Outcome<Formula> ClaimReader::conditional(Span condition, Span result, int kind, std::size_t depth) {
  if (kind == if_kind) {
    if (auto whole = clauses_.conditional(bare(condition), bare(result))) return *std::move(whole);
  }
  if (begins_with_any(bare(condition))) return outside("\"any\" in a condition");
  Formula left = TRY(claim(condition, depth + 1));
  Formula right = TRY(claim(result, depth + 1));
  if (kind == only_if_kind) return implies(std::move(right), std::move(left));
  if (kind == iff_kind) return equivalent(std::move(left), std::move(right));
  if (kind == unless_kind) {
    notes_.unless = true;
    left = negation(std::move(left));
  }
  return implies(std::move(left), std::move(right));
}

// "if the light is green the door is open": the only place where both sides are statements, by preference such that
// are met again elsewhere.
Outcome<Formula> ClaimReader::middle_of(Span rest, int kind, std::size_t depth) {
  std::size_t best = 0, best_score = 0;
  bool tie = false;
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (!begins_clause(rest[i]) || is_auxiliary(rest[i - 1]) || is_article(rest[i - 1])) continue;
    if (rest[i - 1].is("and") || rest[i - 1].is("but") || rest[i - 1].is("or")) continue;  // still the condition
    const std::size_t mark = clauses_.mark();
    const bool both = conditional(rest.first(i), rest.subspan(i), kind, depth).has_value();
    clauses_.back_to(mark);
    if (!both) continue;
    const std::size_t score =
        1u + (clauses_.familiar(bare(rest.first(i))) ? 1u : 0u) + (clauses_.familiar(bare(rest.subspan(i))) ? 1u : 0u);
    tie = score == best_score || (tie && score < best_score);
    if (score <= best_score) continue;
    best = i;
    best_score = score;
    tie = false;
  }
  if (best == 0 || tie) return outside("it is not clear where the condition ends");
  return conditional(rest.first(best), rest.subspan(best), kind, depth);
}

std::optional<Outcome<Formula>> ClaimReader::infix(Span tokens, std::size_t depth) {
  const std::vector<bool> open = outer(tokens);
  const auto find = [&](const auto& phrases) {
    std::vector<std::pair<std::size_t, const Phrase*>> found;
    for (std::size_t i = 1; i + 1 < tokens.size(); ++i) {
      if (!open[i]) continue;
      for (const Phrase& phrase : phrases) {
        if (!starts_with(tokens.subspan(i), phrase)) continue;
        found.emplace_back(i, &phrase);
        i += length(phrase) - 1;
        break;
      }
    }
    return found;
  };
  auto found = find(equivalences());
  if (found.empty()) found = find(implications());
  if (found.empty()) return std::nullopt;
  const auto [at, phrase] = found.front();
  const bool chain_of_arrows = std::ranges::all_of(found, [](const auto& one) { return one.second->words[0] == "->"; });
  if (found.size() > 1 && !chain_of_arrows) return outside("two conditions without parentheses");
  if (found.size() > 1) notes_.precedence = true;
  const Span left_tokens = tokens.first(at), right_tokens = tokens.subspan(at + length(*phrase));
  if (phrase->kind == backward) return conditional(right_tokens, left_tokens, if_kind, depth);
  if (phrase->kind == backward_unless) return conditional(right_tokens, left_tokens, unless_kind, depth);
  auto left = claim(left_tokens, depth + 1);
  if (!left) return left;
  auto right = claim(right_tokens, depth + 1);
  if (!right) return right;
  if (phrase->kind == both_ways) return equivalent(*std::move(left), *std::move(right));
  return implies(*std::move(left), *std::move(right));
}

// "p or q", "either p or q", "neither p nor q", "p or q but not both".
std::optional<Outcome<Formula>> ClaimReader::alternatives(Span tokens, std::size_t depth) {
  if (is_quantifier(tokens) && !tokens[0].is("either")) {
    // "all x are y or z" is one statement, unless a whole statement follows.
    const std::vector<bool> open = outer(tokens);
    bool statement_follows = false;
    for (std::size_t i = 1; i + 1 < tokens.size(); ++i)
      statement_follows |= open[i] && tokens[i].is("or") && is_quantifier(tokens.subspan(i + 1));
    if (!statement_follows) return std::nullopt;
  }
  bool exclusive = false, both = false;
  const auto ends = [&](std::initializer_list<std::string_view> words) {
    if (tokens.size() <= words.size()) return false;
    std::size_t i = tokens.size() - words.size();
    return std::ranges::all_of(words, [&](std::string_view word) { return tokens[i++].is(word); });
  };
  if (ends({"but", "not", "both"}) || ends({"and", "not", "both"})) {
    exclusive = true;
    tokens = bare(tokens.first(tokens.size() - 3));
  } else if (ends({"or", "both"})) {
    both = true;
    tokens = bare(tokens.first(tokens.size() - 2));
  }
  const std::vector<bool> open = outer(tokens);
  const bool neither = tokens[0].is("neither");
  bool xor_word = false, or_word = false;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    xor_word |= open[i] && tokens[i].is("xor");
    or_word |= open[i] && tokens[i].is("or");
  }
  if (xor_word && or_word) return outside("'or' and 'xor' without parentheses");
  const auto is_border = [&](std::size_t i) {
    if (!open[i]) return false;
    if (neither) return tokens[i].is("nor") || tokens[i].is("or");
    return tokens[i].is("or") || tokens[i].is("xor") || tokens[i].is("nor");
  };
  std::vector<Span> parts = cut_at(tokens, is_border);
  if (parts.size() < 2) return std::nullopt;
  if (!neither && has_word(tokens, "nor")) return outside("'nor' without 'neither'");
  if (neither || tokens[0].is("either")) parts[0] = parts[0].subspan(1);
  if (xor_word && parts.size() > 2) return outside("more than two parts of an exclusive or");
  const bool clear = neither || tokens[0].is("either");
  auto listed_parts = listed_alternatives(tokens, parts, clear);
  if (!listed_parts) return std::unexpected(std::move(listed_parts).error());
  auto formulas = parts_of(*listed_parts, depth);
  if (!formulas) return std::unexpected(std::move(formulas).error());
  if (neither) return negation(any_of(*std::move(formulas)));
  if (exclusive || xor_word) {
    if (formulas->size() != 2) return outside("more than two parts of an exclusive or");
    return negation(equivalent((*formulas)[0], (*formulas)[1]));
  }
  if (!both) notes_.inclusive_or = true;
  return any_of(*std::move(formulas));
}

// "p, q or r" has three parts. Refuses an "and" inside of a part where it is not clear which binds first; `told`: the
// words say so ("either").
Outcome<std::vector<Span>> ClaimReader::listed_alternatives(Span tokens, const std::vector<Span>& parts, bool told) {
  std::vector<Span> all;
  for (std::size_t k = 0; k < parts.size(); ++k) {
    const Span part = parts[k];
    const Span inner = bare(part);
    if (inner.empty()) return outside("a part of an alternative is missing");
    // "p, q or r"
    const std::vector<Span> more =
        cut_at(part, [&](std::size_t i) { return part[i].is(",") && i > 0 && i + 1 < part.size(); });
    if (k == 0 && more.size() > 1 && !has_word(part, "and"))
      all.insert(all.end(), more.begin(), more.end());
    else
      all.push_back(part);
    const bool clear = told || part.back().is(",") || encloses(inner);
    const std::vector<bool> inner_open = outer(inner);
    for (std::size_t i = 0; i < inner.size(); ++i) {
      if (!inner_open[i] || !inner[i].is("and")) continue;
      if (i > 0 && inner[i - 1].is(",") && !symbolic(tokens)) return outside("'and' behind a comma beside 'or'");
      if (!clear && !symbolic(tokens)) return outside("'and' and 'or' without a comma or parentheses");
      notes_.precedence = true;
    }
  }
  return all;
}

std::optional<Outcome<Formula>> ClaimReader::conjuncts(Span tokens, std::size_t depth) {
  if (is_quantifier(tokens) && !tokens[0].is("both")) {
    const std::vector<bool> open = outer(tokens);
    bool statement_follows = false;
    for (std::size_t i = 1; i + 1 < tokens.size(); ++i) {
      const bool border = open[i] && is_conjunction(tokens[i]);
      statement_follows |= border && begins_clause(tokens[i + 1]) && !is_article(tokens[i + 1]);
    }
    if (!statement_follows) return std::nullopt;
  }
  const std::vector<bool> open = outer(tokens);
  std::vector<Span> parts = cut_at(
      tokens, [&](std::size_t i) { return open[i] && i > 0 && i + 1 < tokens.size() && is_conjunction(tokens[i]); });
  if (parts.size() < 2) return std::nullopt;
  if (tokens[0].is("both")) parts[0] = parts[0].subspan(1);
  std::vector<Span> all;
  for (std::size_t k = 0; k < parts.size(); ++k) {
    const Span part = parts[k];
    const std::vector<Span> more =
        cut_at(part, [&](std::size_t i) { return part[i].is(",") && i > 0 && i + 1 < part.size(); });
    if (k == 0)
      all.insert(all.end(), more.begin(), more.end());
    else
      all.push_back(part);
  }
  auto formulas = parts_of(all, depth);
  if (!formulas) return std::unexpected(std::move(formulas).error());
  return all_of(*std::move(formulas));
}

// Statements that share words: "the key is in the drawer or the coat", "Ann or Bob did it", "Tom sings and dances".
Outcome<std::vector<Formula>> ClaimReader::parts_of(const std::vector<Span>& parts, std::size_t depth) {
  const Span first = bare(parts.front()), last = bare(parts.back());
  if (first.empty() || last.empty()) return outside("a part of a statement is missing");
  const bool letters = std::ranges::all_of(parts, [](Span part) {
    const Span inner = bare(part);
    return inner.size() == 1 || symbolic(inner);
  });
  std::vector<Formula> formulas;
  // Subjects in front of one predicate.
  const std::size_t subject =
      is_article(first[0]) || first[0].is("mr") || first[0].is("mrs") || first[0].is("ms") || first[0].is("dr") ? 2 : 1;
  const bool subjects = !letters && first.size() == subject && last.size() > subject &&
                        (first[0].capital || subject == 2) && (last[0].capital || is_article(last[0])) &&
                        !condition_prefix(last);
  if (subjects) {
    for (std::size_t k = 0; k < parts.size(); ++k) {
      const Span inner = bare(parts[k]);
      const bool is_last = k + 1 == parts.size();
      if (!is_last && inner.size() != subject) return outside("it is not clear what a predicate belongs to");
      const Tokens tokens = is_last ? Tokens(inner.begin(), inner.end()) : joined(inner, last.subspan(subject));
      formulas.push_back(TRY(claim(tokens, depth + 1)));
    }
    return formulas;
  }
  formulas.push_back(TRY(claim(first, depth + 1)));
  for (std::size_t k = 1; k < parts.size(); ++k) {
    const Span part = bare(parts[k]);
    if (part.empty()) return outside("a part of a statement is missing");
    const std::size_t mark = clauses_.mark();
    const bool whole_statement = letters || condition_prefix(part) != nullptr || part[0].is("not") ||
                                 (begins_clause(part[0]) && (part.size() > 2 || !is_article(part[0])));
    const std::size_t verb = find_verb(first);
    const bool has_own_verb = letters || find_verb(part) < part.size() || clauses_.familiar(part);
    if (whole_statement && (has_own_verb || verb >= first.size())) {
      auto read = claim(part, depth + 1);
      if (read || read.error().kind != TroubleKind::outside_grammar) {
        formulas.push_back(TRY(std::move(read)));
        continue;
      }
      clauses_.back_to(mark);
    }
    if (is_quantifier(first)) return outside("it is not clear what a part belongs to");
    if (verb < first.size() && verb + 1 < first.size() && is_negation(first[verb + 1]) && !is_auxiliary(part[0]))
      return outside("it is not clear how far a negation reaches");
    const std::size_t shared = words_in_front(first, part);
    if (shared == 0 || shared >= first.size()) return outside("it is not clear what a part belongs to");
    const bool object_alone =
        verb >= first.size() && !is_article(part[0]) && part.size() == 1 && first.size() > 2 && !part[0].capital;
    if (object_alone) {  // "Kim drinks milk or juice"; "Tom sings and dances"
      const Tokens with_verb = joined(first.first(first.size() - 1), part);
      const std::size_t before = clauses_.mark();
      auto read = clauses_.familiar(joined(first.first(shared), part)) ? Outcome<Formula>(outside(""))
                                                                       : claim(with_verb, depth + 1);
      if (read) {
        formulas.push_back(*std::move(read));
        continue;
      }
      clauses_.back_to(before);
    }
    formulas.push_back(TRY(claim(joined(first.first(shared), part), depth + 1)));
  }
  return formulas;
}

// Statements with nothing but commas between them.
std::optional<Outcome<Formula>> ClaimReader::listed(Span tokens, std::size_t depth) {
  const std::vector<bool> open = outer(tokens);
  const std::vector<Span> parts = cut_at(tokens, [&](std::size_t i) {
    return open[i] && i + 1 < tokens.size() && (tokens[i].is(",") || tokens[i].is("—") || tokens[i].is(":"));
  });
  if (parts.size() < 2) return std::nullopt;
  std::vector<Formula> formulas;
  for (const Span part : parts) {
    if (part.empty() || !begins_clause(part[0]) || part.size() == 1) return std::nullopt;
    auto read = claim(part, depth + 1);
    if (!read) return read;
    formulas.push_back(*std::move(read));
  }
  return all_of(std::move(formulas));
}

}  // namespace swarm::logic
