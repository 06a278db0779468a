// Who tells the truth and who lies, and who did it by what they say.
#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "base/result.hpp"
#include "swarm/heads/logic/families/families.hpp"
#include "swarm/heads/logic/families/names.hpp"
#include "swarm/heads/logic/families/speech_words.hpp"
#include "swarm/heads/logic/families/verdicts.hpp"
#include "swarm/heads/logic/language/claims.hpp"
#include "swarm/heads/logic/language/fillers.hpp"
#include "swarm/heads/logic/language/pattern.hpp"

namespace swarm::logic {

namespace {

// How many of a group: "exactly one of us", "both of them", "we all", "neither of us".
struct Group {
  std::vector<int> members;
  int least = 0, most = 0;
};

class Speakers final : public ClauseReader {
 public:
  Speakers(const Sentences& sentences, Budget& budget, bool one_is_exactly_one)
      : sentences_(sentences),
        budget_(budget),
        one_is_exactly_one_(one_is_exactly_one),
        claims_(*this, notes_, budget.limits().depth_max) {}

  Outcome<Solution> solve() {
    TRY(find_names());
    for (const Sentence& sentence : sentences_)
      TRY(read(sentence));
    if (question_.empty() || (speeches_ == 0 && general_ == 0))
      return outside("nobody says anything, or nothing is asked");
    if (twice_ && !always_) return outside("somebody speaks twice and may lie once");
    return answer();
  }
  bool used_one_of() const { return used_one_of_; }

  std::optional<Formula> whole(Span tokens) override { return by_kind(tokens); }
  Outcome<Formula> clause(Span tokens) override {
    if (const auto read = statement(bare(tokens))) return *read;
    return outside(fmt::format("\"{}\" says nothing about who tells the truth", words_of(tokens)));
  }

 private:
  // Names: who speaks, and whom introductions name.
  Outcome<Done> find_names() {
    for (const Sentence& sentence : sentences_) {
      const Span tokens = sentence.tokens;
      bool quoted = false;
      for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (tokens[i].is("\"")) quoted = !quoted;
        if (quoted || i == 0 || !is_speech(tokens[i])) continue;
        std::size_t begin = i;
        const std::size_t behind = tokens[i - 1].is("also") || tokens[i - 1].is("would") ? i - 1 : i;
        if (behind < i && tokens[behind].is("would")) continue;
        if (behind > 0 && tokens[behind - 1].capital) begin = behind - 1;
        if (begin < behind) names_.add(tokens.subspan(begin, behind - begin));
      }
      for (std::size_t i = 0; i < tokens.size(); ++i) {
        const auto list = tokens[i].capital && !tokens[i].is("i") && (i > 0 || !is_quantifier(tokens))
                              ? name_list(tokens.subspan(i))
                              : std::nullopt;
        if (!list || !std::ranges::all_of(list->names, [](Span name) {
              return name.size() == 1 && name[0].capital && !name[0].is("i");
            }))
          continue;
        for (const Span name : list->names)
          names_.add(name);
        i += list->length - 1;
      }
    }
    for (const Sentence& sentence : sentences_) {  // "what is A"
      const Span tokens = sentence.tokens;
      if (sentence.end == '?' && !tokens.empty() && tokens.back().capital && names_.size() == 0)
        names_.add(tokens.last(1));
    }
    // "We are both knaves", said to somebody who is not named.
    const bool pair = std::ranges::any_of(sentences_, [](const Sentence& sentence) {
      return has_word(sentence.tokens, "both") || has_word(sentence.tokens, "neither") ||
             has_word(sentence.tokens, "other");
    });
    static const Tokens other{{TokenKind::word, "other", "the other", false, false}};
    if (names_.size() == 1 && pair) names_.add(other);
    if (names_.size() == 0 || names_.size() > kPlacesMax) return outside("nobody is named");
    truth_.clear();
    for (int i = 0; i < count_of_names(); ++i)
      truth_.push_back(universe_.add_atom(names_.shown(i) + " tells the truth"));
    spoke_.assign(names_.size(), 0);
    return {};
  }
  int count_of_names() const { return static_cast<int>(names_.size()); }

  Formula truth(int name) const { return atom(truth_[static_cast<std::size_t>(name)]); }
  Formula is(int name, bool truthful) const { return truthful ? truth(name) : negation(truth(name)); }

  int culprit() {
    if (culprit_ < 0) {
      culprit_ = universe_.add_number("who did it", count_of_names());
      for (int i = 0; i < count_of_names(); ++i)
        universe_.numbers.back().values.push_back(names_.shown(i));
    }
    return culprit_;
  }

  Outcome<Done> read(const Sentence& sentence) {
    if (is_filler(sentence)) return {};
    const Span plain = without_fillers(sentence.tokens);
    if (plain.empty() || introduction(plain)) return {};
    const bool asks = (sentence.end == '?' && !asks_behind(plain)) || plain[0].is("who") || plain[0].is("what") ||
                      plain[0].is("identify") || plain[0].is("determine");
    if (asks && !has_speech(plain)) {
      if (!question_.empty()) return outside("more than one question");
      question_.assign(plain.begin(), plain.end());
      return {};
    }
    for (std::size_t i = 1; sentence.end == '?' && i + 1 < plain.size(); ++i) {
      if (!plain[i].is(",") || (!plain[i + 1].is("who") && !plain[i + 1].is("what") && !plain[i + 1].is("which")))
        continue;
      TRY(read({Tokens(plain.begin(), plain.begin() + static_cast<std::ptrdiff_t>(i)), '.'}));
      return read({Tokens(plain.begin() + static_cast<std::ptrdiff_t>(i) + 1, plain.end()), '?'});
    }
    if (has_speech(plain)) return speeches(plain);
    if (const auto suspects = one_of_them_did(plain)) return {};
    statements_.push_back({ words_of(plain), TRY(claims_.read(plain)) });
    ++general_;
    return {};
  }

  bool introduction(Span tokens) {
    if (rules_of_the_island().fit(tokens)) {
      always_ = true;
      return true;
    }
    const bool named = people_of_the_island().match(tokens, [&](const Pattern::Match& match) {
      const Span list = match["l"];
      if (list.size() == 1 && list[0].capital) return names_.find(list).has_value();
      const auto read = name_list(list);
      return read && read->length == list.size();
    });
    if (!named) return false;
    if (has_word(tokens, "knaves") || has_word(tokens, "knave") || has_word(tokens, "always")) always_ = true;
    return true;
  }

  // 'A says "…", B says …'
  Outcome<Done> speeches(Span tokens) {
    std::vector<std::pair<std::size_t, int>> begins;  // of the speaker's name
    bool quoted = false;
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
      if (tokens[i].is("\"")) quoted = !quoted;
      if (quoted || !tokens[i].capital) continue;
      const std::size_t verb = tokens[i + 1].is("also") ? i + 2 : i + 1;
      if (verb < tokens.size() && is_speech(tokens[verb]) && names_.find(tokens.subspan(i, 1)))
        begins.emplace_back(i, *names_.find(tokens.subspan(i, 1)));
    }
    if (begins.empty()) return outside("it is not clear who speaks");
    if (begins[0].first != 0) {
      const Span before = bare(tokens.first(begins[0].first));
      if (!before.empty() && !introduction(before)) return outside("words in front of a speech");
    }
    for (std::size_t k = 0; k < begins.size(); ++k) {
      const std::size_t verb = begins[k].first + (tokens[begins[k].first + 1].is("also") ? 2 : 1);
      const std::size_t end = k + 1 < begins.size() ? begins[k + 1].first : tokens.size();
      Span said = tokens.subspan(verb + 1, end - verb - 1);
      while (!said.empty() &&
             (said.back().is("and") || said.back().is(",") || said.back().is("while") || said.back().is("but")))
        said = said.first(said.size() - 1);
      if (said.size() == 1 && said[0].is("nothing")) continue;
      speaker_ = begins[k].second;
      Formula claim = TRY(claims_.read(said));
      twice_ |= ++spoke_[static_cast<std::size_t>(speaker_)] > 1;
      statements_.push_back({fmt::format("{} says: {}", names_.shown(speaker_), words_of(bare(said))),
                             equivalent(truth(speaker_), std::move(claim))});
      speaker_ = -1;
      ++speeches_;
    }
    return {};
  }

  // "One of Pia, Quin and Roz broke the vase"
  std::optional<Done> one_of_them_did(Span tokens) {
    static const Patterns patterns{
        "[exactly|only] one of <l> <did>",
        "[exactly|only] one of [the] two|three|four|five "
        "[kids|children|suspects|friends|people|boys|girls|brothers|sisters|men|women] , <l> , <did>",
        "(one of them / one of the three / one of the suspects / exactly one of them) <did>", "either <l> <did>"};
    bool found = false;
    patterns.match(tokens, [&](const Pattern::Match& match) {
      if (says_truthful(match["did"])) return false;
      if (match.has("l")) {
        const auto list = name_list(match["l"]);
        if (!list || list->length != match["l"].size() || list->names.size() != names_.size()) return false;
        if (!std::ranges::all_of(list->names, [&](Span name) { return names_.find(name).has_value(); })) return false;
      }
      deed_.assign(match["did"].begin(), match["did"].end());
      found = true;
      return true;
    });
    if (!found) return std::nullopt;
    culprit();
    return Done{};
  }

  std::optional<int> person(Span tokens) const {
    if (tokens.size() == 1 && (tokens[0].is("i") || tokens[0].is("me") || tokens[0].is("myself")))
      return speaker_ < 0 ? std::nullopt : std::optional(speaker_);
    const bool other = tokens.size() >= 2 && tokens[0].is("the") && tokens[1].is("other") &&
                       (tokens.size() == 2 || tokens[2].is("one"));
    if (other && names_.size() == 2 && speaker_ >= 0) return 1 - speaker_;
    return tokens.empty() ? std::nullopt : names_.find(tokens);
  }

  std::optional<Group> group(Span tokens) {
    static const Patterns groups{
        "<q> of (us / them / these / the <n> / us two|three|four / them two|three|four / these people / you / the "
        "people here / the speakers)",
        "<q> of us here",
        "we [<q>]",
        "they [<q>]",
        "<q> person|islander|one|speaker|statement|suspect",
        "<l>"};
    std::optional<Group> found;
    groups.match(tokens, [&](const Pattern::Match& match) {
      if (match.has("l")) return false;
      Group result;
      for (int i = 0; i < count_of_names(); ++i)
        result.members.push_back(i);
      const int all = count_of_names();
      const Span words = match["q"];
      for (const Token& token : match["n"]) {
        const auto number = number_of(token);
        if (number && *number != all) return false;
      }
      if (words.empty()) {
        if (!tokens[0].is("we") && !tokens[0].is("they")) return false;
        result.least = result.most = all;
        found = result;
        return true;
      }
      if (!quantity(words, all, result)) return false;
      found = result;
      return true;
    });
    return found;
  }

  bool quantity(Span words, int all, Group& result) {
    const auto is = [&](std::initializer_list<std::string_view> texts) {
      if (texts.size() != words.size()) return false;
      std::size_t i = 0;
      return std::ranges::all_of(texts, [&](std::string_view text) { return words[i++].is(text); });
    };
    const auto last = number_of(words.back());
    if (is({"all"}) || is({"every", "one"}) || is({"each"}) || (is({"both"}) && all == 2)) {
      result.least = result.most = all;
    } else if (is({"none"}) || is({"no", "one"}) || (is({"neither"}) && all == 2)) {
      result.least = result.most = 0;
    } else if (words.size() == 2 &&
               (words[0].is("exactly") || words[0].is("only") || words[0].is("just") || words[0].is("precisely")) &&
               last) {
      result.least = result.most = *last;
    } else if (words.size() == 3 && words[0].is("at") && words[1].is("least") && last) {
      result.least = *last;
      result.most = all;
    } else if (words.size() == 3 && words[0].is("at") && words[1].is("most") && last) {
      result.most = *last;
    } else if (is({"some"})) {
      result.least = 1;
      result.most = all;
    } else if (words.size() == 1 && last) {
      used_one_of_ = true;
      result.least = *last;
      result.most = one_is_exactly_one_ ? *last : all;
    } else {
      return false;
    }
    return true;
  }

  std::optional<Formula> statement(Span tokens) {
    if (auto found = would_say(tokens)) return found;
    if (auto found = about_deed(tokens)) return found;
    for (std::size_t k = 1; k < tokens.size(); ++k) {
      const auto truthful = says_truthful(tokens.subspan(k));
      if (!truthful) continue;
      const Span subject = tokens.first(k);
      if (const auto who = person(subject)) return is(*who, *truthful);
      if (const auto some = group(subject)) return of_group(*some, *truthful);
    }
    return std::nullopt;
  }
  Formula of_group(const Group& group, bool truthful) const {
    std::vector<Formula> parts;
    for (const int member : group.members)
      parts.push_back(is(member, truthful));
    return count(group.least, group.most, std::move(parts));
  }

  // "B and I are of the same kind"
  std::optional<Formula> by_kind(Span tokens) {
    static const Patterns patterns{"<x> and <y> are [both] [of] [the] <w> [type|kind|sort|types|kinds|sorts]",
                                   "we are [both] [of] [the] <w> [type|kind|sort|types|kinds|sorts]",
                                   "<x> is [of] [the] <w> (type / kind / sort) as <y>", "<x> is [the] <w> as <y>"};
    std::optional<Formula> found;
    patterns.match(tokens, [&](const Pattern::Match& match) {
      const Span word = match["w"];
      const bool alike = word.size() == 1 && (word[0].is("same") || word[0].is("alike"));
      const bool unlike = word.size() == 1 && (word[0].is("different") || word[0].is("opposite"));
      if (!alike && !unlike) return false;
      std::optional<int> x, y;
      if (match.has("x")) {
        x = person(match["x"]);
        y = person(match["y"]);
      } else if (names_.size() == 2) {
        x = 0;
        y = 1;
      }
      if (!x || !y) return false;
      Formula same_kind = equivalent(truth(*x), truth(*y));
      found = alike ? std::move(same_kind) : negation(std::move(same_kind));
      return true;
    });
    return found;
  }

  std::optional<Formula> would_say(Span tokens) {
    static const Patterns patterns{"<x> (would / will) (say / claim / tell you) [that] <s>",
                                   "if [you] asked , <x> would say [that] <s>"};
    std::optional<Formula> found;
    patterns.match(tokens, [&](const Pattern::Match& match) {
      const auto who = person(match["x"]);
      if (!who) return false;
      const int before = std::exchange(speaker_, *who);
      auto said = claims_.read(match["s"]);
      speaker_ = before;
      if (!said || has_word(match["s"], "i")) return false;
      found = equivalent(truth(*who), *std::move(said));
      return true;
    });
    if (found) return found;
    static const Patterns about{"(what / everything) <x> says|said is <v>", "<x> 's statement is <v>", "<x> is <v>"};
    about.match(tokens, [&](const Pattern::Match& match) {
      const auto who = person(match["x"]);
      const Span value = match["v"];
      if (!who || value.size() != 1) return false;
      const bool right = value[0].is("true") || value[0].is("right"),
                 wrong = value[0].is("false") || value[0].is("wrong");
      if (!right && !wrong) return false;
      found = is(*who, right);
      return true;
    });
    return found;
  }

  // "Quin did it", "it was not me", "I am innocent"
  std::optional<Formula> about_deed(Span tokens) {
    static const Patterns patterns{
        "it was [not] <x> (who did it / )",
        "<x> (did / did it / is guilty / is the culprit / is the thief / was the thief / is the culprit)",
        "<x> did not do it",
        "<x> did not",
        "<x> is|am innocent",
        "<x> is|am not [the] guilty|culprit|thief",
        "<x> am guilty",
        "<x> was guilty"};
    std::optional<Formula> found;
    const auto accuse = [&](int who, bool guilty) {
      Formula formula = is_value(culprit(), who + 1);
      found = guilty ? std::move(formula) : negation(std::move(formula));
      return true;
    };
    const bool named = deed_.size() > 0 || asks_for_deed();
    if (!named) return std::nullopt;
    patterns.match(tokens, [&](const Pattern::Match& match) {
      const auto who = person(match["x"]);
      if (!who) return false;
      return accuse(*who, !(has_word(tokens, "not") || has_word(tokens, "innocent")));
    });
    if (found) return found;
    // The deed in its own words: "I broke the vase", "Quin did not break the vase".
    for (std::size_t k = 1; k < tokens.size() && !found; ++k) {
      const auto who = person(tokens.first(k));
      if (!who) continue;
      const Span rest = tokens.subspan(k);
      const auto positive = same_deed(rest);
      if (positive) accuse(*who, *positive);
    }
    return found;
  }
  // Whether the words say that the deed was done, or that it was not.
  std::optional<bool> same_deed(Span words) const {
    Tokens asked = deed_;
    if (asked.empty()) asked = deed_of_question();
    if (asked.size() < 2) return std::nullopt;
    const bool negative = words.size() > 2 && words[0].is("did") && words[1].is("not");
    const Span object = Span(asked).subspan(1);
    const Span said = negative ? words.subspan(2) : words;
    const bool same_object =
        std::ranges::equal(said.subspan(std::min<std::size_t>(1, said.size())), object, {}, &Token::text, &Token::text);
    if (said.empty() || (!same_object && !(said.size() == 2 && said[1].is("it")))) return std::nullopt;
    const std::size_t alike = std::min<std::size_t>(2, asked[0].text.size());
    if (said[0].text.substr(0, alike) != asked[0].text.substr(0, alike)) return std::nullopt;
    return !negative;
  }
  bool asks_for_deed() const { return !deed_of_question().empty(); }
  Tokens deed_of_question() const {
    for (const Sentence& sentence : sentences_) {
      const Span plain = without_fillers(sentence.tokens);
      if (plain.size() < 2 || !plain[0].is("who")) continue;
      const Span rest = plain.subspan(1);
      if (!says_truthful(rest) && !is_copula(rest[0])) return {rest.begin(), rest.end()};
    }
    return {};
  }

  std::string word_for(bool truthful) const {
    const auto spoken = [&](std::string_view word) {
      return std::ranges::any_of(sentences_, [&](const Sentence& sentence) {
        return std::ranges::any_of(sentence.tokens, [&](const Token& token) { return token.text.starts_with(word); });
      });
    };
    if (spoken("knight") || spoken("knave")) return truthful ? "knight" : "knave";
    return truthful ? "truth-teller" : "liar";
  }

  Outcome<Solution> answer() {
    const Span asked(question_);
    std::optional<int> whom;
    asks_of_one().match(asked, [&](const Pattern::Match& match) { return (whom = person(match["x"])).has_value(); });
    if (whom) return of_one(*whom);
    if (asks_of_all().fit(asked)) return of_all();
    if (asked[0].is("who") || asked[0].is("which")) return of_whom(asked);
    Sentences asking;
    asking.push_back({question_, '?'});
    const ArgumentParts parts = TRY(argument_parts(asking));
    if (parts.ask == Ask::consistency && parts.claims.empty()) return verdict(Ask::consistency, std::nullopt);
    if (parts.claims.size() != 1 || !parts.premises.empty()) return outside("the question is not understood");
    Statement claim {
      words_of(asked), TRY(claims_.read(parts.claims[0]))
    };
    return verdict(parts.ask, std::move(claim));
  }

  Outcome<Solution> verdict(Ask ask, std::optional<Statement> claim) {
    Reasoner reasoner(universe_, statements_, budget_);
    Verdicts verdicts = prepared(reasoner);
    if (claim) verdicts.asked(*std::move(claim));
    return verdicts.on(ask);
  }
  Verdicts prepared(Reasoner& reasoner) const {
    Verdicts verdicts(reasoner, "each statement is true exactly when its speaker tells the truth; SAT solver");
    verdicts.note(notes_.text());
    return verdicts;
  }

  Outcome<Solution> of_one(int who) {
    Reasoner reasoner(universe_, statements_, budget_);
    return prepared(reasoner).choice({{word_for(true), truth(who)}, {word_for(false), negation(truth(who))}});
  }

  // The one assignment, with the first model's values and a proof that each is forced.
  Outcome<Solution> of_all() {
    Reasoner reasoner(universe_, statements_, budget_);
    const auto model = TRY(reasoner.model_with(constant(true)));
    if (!model) return outside("the statements contradict each other");
    std::vector<std::pair<std::string, std::string>> values;
    std::vector<Formula> parts;
    for (int i = 0; i < count_of_names(); ++i) {
      const bool truthful = holds(truth(i), *model);
      values.emplace_back(names_.shown(i), word_for(truthful));
      parts.push_back(is(i, truthful));
    }
    const Formula whole = all_of(std::move(parts));
    Verdicts verdicts = prepared(reasoner);
    if (!TRY(reasoner.entails(whole)))
      return verdicts.solution("undetermined", "The statements leave more than one possibility", {});
    std::ranges::sort(values);
    std::string value;
    for (const auto& [name, word] : values)
      value += (value.empty() ? "" : ";") + name + "=" + word;
    return verdicts.solution(value, value, TRY(reasoner.derivation(whole, "it is otherwise")));
  }

  // "who is lying", "who is the knave", "who broke the vase"
  Outcome<Solution> of_whom(Span asked) {
    std::size_t at = 1;
    static const Patterns skipped{"one",
                                  "of them",
                                  "of the two|three|four",
                                  "of (these / the) people",
                                  "one of them",
                                  "person|islander|guard|suspect"};
    for (std::size_t end = std::min<std::size_t>(asked.size() - 1, 5); end > 1; --end) {
      if (skipped.fit(asked.subspan(1, end - 1))) {
        at = end;
        break;
      }
    }
    const Span rest = asked.subspan(at);
    Reasoner reasoner_without_deed(universe_, statements_, budget_);
    if (const auto truthful = says_truthful(rest))
      return everyone_who(reasoner_without_deed, *truthful, has_word(rest, "the"));
    if (culprit_ < 0 || is_copula(rest[0])) {
      static const Patterns guilty{"is|was [the] guilty|culprit|thief", "is the guilty (one|person|party)"};
      if (culprit_ < 0 || !guilty.fit(rest)) return outside("the question is not understood");
    }
    if (!deed_.empty() && !same_words(rest)) return outside("the question is about another deed");
    std::vector<Verdicts::Option> options;
    for (int i = 0; i < count_of_names(); ++i)
      options.push_back({names_.shown(i), is_value(culprit_, i + 1)});
    Reasoner reasoner(universe_, statements_, budget_);
    return prepared(reasoner).choice(options);
  }
  bool same_words(Span rest) const {
    return is_copula(rest[0]) || (rest.size() <= 2 && rest[0].is("did")) ||
           std::ranges::equal(rest, deed_, {}, &Token::text, &Token::text);
  }

  Outcome<Solution> everyone_who(Reasoner& reasoner, bool truthful, bool only_one) {
    if (!TRY(reasoner.consistent())) return outside("the statements contradict each other");
    std::vector<Formula> parts;
    std::string value;
    std::size_t found = 0;
    bool sure = true;
    for (int i = 0; i < count_of_names(); ++i) {
      if (TRY(reasoner.entails(is(i, truthful)))) {
        value += (value.empty() ? "" : ";") + names_.shown(i);
        parts.push_back(is(i, truthful));
        ++found;
      } else if (TRY(reasoner.model_with(is(i, truthful)))) {
        sure = false;
      }
    }
    Verdicts verdicts = prepared(reasoner);
    if (!sure) return verdicts.solution("undetermined", "The statements leave it open", {});
    if (found == 0 || (only_one && found > 1)) return outside("the question expects another number of persons");
    return verdicts.solution(value, value, TRY(reasoner.derivation(all_of(std::move(parts)), "it is otherwise")));
  }

  const Sentences& sentences_;
  Budget& budget_;
  bool one_is_exactly_one_;
  ReadingNotes notes_;
  ClaimReader claims_;
  Names names_;
  Universe universe_;
  std::vector<int> truth_;
  std::vector<int> spoke_;
  std::vector<Statement> statements_;
  Tokens question_;
  Tokens deed_;
  int culprit_ = -1;
  int speaker_ = -1;
  int speeches_ = 0;
  int general_ = 0;
  bool always_ = false;
  bool twice_ = false;
  bool used_one_of_ = false;
};

}  // namespace

Outcome<Solution> solve_speakers(const Sentences& sentences, Budget& budget) {
  Speakers exactly(sentences, budget, true);
  auto solution = exactly.solve();
  if (!solution || !exactly.used_one_of()) return solution;
  const auto other = Speakers(sentences, budget, false).solve();
  if (!other || other->value != solution->value) return outside("\"one of them\" may mean exactly or at least one");
  return solution;
}

}  // namespace swarm::logic
