#include "swarm/heads/logic/language/tokenizer.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <optional>
#include <utility>

#include "base/result.hpp"
#include "base/text.hpp"

namespace swarm::logic {

namespace {

struct Spelling {
  std::string_view typed;
  std::string_view text;  // empty: a blank
  TokenKind kind;
};

// Longest first where one begins another.
constexpr std::array kSigns{
    Spelling{"<->", "<->", TokenKind::connective},
    Spelling{"<=>", "<->", TokenKind::connective},
    Spelling{"<-->", "<->", TokenKind::connective},
    Spelling{"↔", "<->", TokenKind::connective},
    Spelling{"⇔", "<->", TokenKind::connective},
    Spelling{"⟷", "<->", TokenKind::connective},
    Spelling{"≡", "<->", TokenKind::connective},
    Spelling{"-->", "->", TokenKind::connective},
    Spelling{"==>", "->", TokenKind::connective},
    Spelling{"->", "->", TokenKind::connective},
    Spelling{"=>", "->", TokenKind::connective},
    Spelling{"→", "->", TokenKind::connective},
    Spelling{"⇒", "->", TokenKind::connective},
    Spelling{"⟶", "->", TokenKind::connective},
    Spelling{"⊃", "->", TokenKind::connective},
    Spelling{"¬", "not", TokenKind::connective},
    Spelling{"~", "not", TokenKind::connective},
    Spelling{"∧", "and", TokenKind::connective},
    Spelling{"&&", "and", TokenKind::connective},
    Spelling{"&", "and", TokenKind::connective},
    Spelling{"/\\", "and", TokenKind::connective},
    Spelling{"∨", "or", TokenKind::connective},
    Spelling{"||", "or", TokenKind::connective},
    Spelling{"|-", "therefore", TokenKind::sign},
    Spelling{"|=", "therefore", TokenKind::sign},
    Spelling{"|", "or", TokenKind::connective},
    Spelling{"\\/", "or", TokenKind::connective},
    Spelling{"⊕", "xor", TokenKind::connective},
    Spelling{"⊻", "xor", TokenKind::connective},
    Spelling{"∴", "therefore", TokenKind::sign},
    Spelling{"⊢", "therefore", TokenKind::sign},
    Spelling{"⊨", "therefore", TokenKind::sign},
    Spelling{"⊤", "true", TokenKind::word},
    Spelling{"⊥", "false", TokenKind::word},
    Spelling{"“", "\"", TokenKind::sign},
    Spelling{"”", "\"", TokenKind::sign},
    Spelling{"„", "\"", TokenKind::sign},
    Spelling{"«", "\"", TokenKind::sign},
    Spelling{"»", "\"", TokenKind::sign},
    Spelling{"\"", "\"", TokenKind::sign},
    Spelling{"*", "", TokenKind::sign},
    Spelling{"`", "\"", TokenKind::sign},
    Spelling{"—", "—", TokenKind::sign},
    Spelling{"–", "—", TokenKind::sign},
    Spelling{"--", "—", TokenKind::sign},
    Spelling{"…", "", TokenKind::sign},
    Spelling{"•", "\n", TokenKind::sign},
    Spelling{"\u00a0", "", TokenKind::sign},
    Spelling{"[", "(", TokenKind::sign},
    Spelling{"]", ")", TokenKind::sign},
    Spelling{"(", "(", TokenKind::sign},
    Spelling{")", ")", TokenKind::sign},
    Spelling{"{", "(", TokenKind::sign},
    Spelling{"}", ")", TokenKind::sign},
    Spelling{",", ",", TokenKind::sign},
    Spelling{":", ":", TokenKind::sign},
    Spelling{";", ";", TokenKind::sign},
    Spelling{".", ".", TokenKind::sign},
    Spelling{"?", "?", TokenKind::sign},
    Spelling{"\n", "\n", TokenKind::sign},
    Spelling{"<", "<", TokenKind::sign},
    Spelling{">", ">", TokenKind::sign},
    Spelling{"=", "=", TokenKind::sign},
    Spelling{"-", "—", TokenKind::sign},
    Spelling{"/", "/", TokenKind::sign},
    Spelling{"^", "and", TokenKind::connective},
};

struct Contraction {
  std::string_view typed;
  std::string_view words;
};

constexpr std::array kContractions{
    Contraction{"isn't", "is not"},       Contraction{"aren't", "are not"},     Contraction{"wasn't", "was not"},
    Contraction{"weren't", "were not"},   Contraction{"doesn't", "does not"},   Contraction{"don't", "do not"},
    Contraction{"didn't", "did not"},     Contraction{"can't", "can not"},      Contraction{"cannot", "can not"},
    Contraction{"won't", "will not"},     Contraction{"hasn't", "has not"},     Contraction{"haven't", "have not"},
    Contraction{"hadn't", "had not"},     Contraction{"couldn't", "could not"}, Contraction{"shouldn't", "should not"},
    Contraction{"wouldn't", "would not"}, Contraction{"mustn't", "must not"},   Contraction{"ain't", "is not"},
    Contraction{"it's", "it is"},         Contraction{"that's", "that is"},     Contraction{"there's", "there is"},
    Contraction{"he's", "he is"},         Contraction{"she's", "she is"},       Contraction{"what's", "what is"},
    Contraction{"who's", "who is"},       Contraction{"where's", "where is"},   Contraction{"here's", "here is"},
    Contraction{"let's", "let us"},       Contraction{"i'm", "i am"},           Contraction{"we're", "we are"},
    Contraction{"they're", "they are"},   Contraction{"you're", "you are"},     Contraction{"i'll", "i will"},
    Contraction{"he'll", "he will"},      Contraction{"she'll", "she will"},    Contraction{"it'll", "it will"},
    Contraction{"they'll", "they will"},  Contraction{"we'll", "we will"},      Contraction{"whats", "what is"},
    Contraction{"whos", "who is"},        Contraction{"dont", "do not"},        Contraction{"doesnt", "does not"},
    Contraction{"didnt", "did not"},      Contraction{"isnt", "is not"},        Contraction{"arent", "are not"},
    Contraction{"cant", "can not"},       Contraction{"wasnt", "was not"},      Contraction{"noone", "no one"},
    Contraction{"no-one", "no one"},      Contraction{"iff", "if and only if"}, Contraction{"i've", "i have"},
};

constexpr std::array<std::string_view, 9> kTitles{"mr", "mrs", "ms", "dr", "st", "prof", "vs", "e", "i"};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

class Tokenizer {
 public:
  explicit Tokenizer(std::string prompt) : prompt_(std::move(prompt)) {}

  Outcome<Tokens> read() {
    while (at_ < prompt_.size()) {
      const char c = prompt_[at_];
      if (c == ' ' || c == '\t' || c == '\r') {
        ++at_;
      } else if (take_sign()) {
        continue;
      } else if (c == '\'') {
        quote();
      } else if (c == '!') {
        exclamation();
      } else if (is_digit(c)) {
        number();
      } else if (is_letter(c)) {
        word();
      } else {
        return outside(fmt::format("'{}' at byte {} is no sign of the grammar", c, at_));
      }
      if (tokens_.size() > kTokensMax) return trouble(TroubleKind::too_large, "the prompt has too many words");
    }
    return std::move(tokens_);
  }

 private:
  void add(TokenKind kind, std::string_view text, std::string_view shown) {
    tokens_.push_back({kind, std::string(text), std::string(shown), false, false});
  }

  bool take_sign() {
    const std::string_view rest = std::string_view(prompt_).substr(at_);
    const Spelling* best = nullptr;
    for (const Spelling& sign : kSigns) {
      if (rest.starts_with(sign.typed) && (best == nullptr || sign.typed.size() > best->typed.size())) best = &sign;
    }
    if (best == nullptr) return false;
    if (!best->text.empty()) add(best->kind, best->text, best->typed);
    at_ += best->typed.size();
    return true;
  }

  void quote() {
    add(TokenKind::sign, "\"", "\"");
    ++at_;
  }

  // In front of a letter or parenthesis it negates, elsewhere it ends a sentence.
  void exclamation() {
    const bool negates =
        at_ + 1 < prompt_.size() && (is_letter(prompt_[at_ + 1]) || prompt_[at_ + 1] == '(' || prompt_[at_ + 1] == '!');
    add(negates ? TokenKind::connective : TokenKind::sign, negates ? "not" : "!", "!");
    ++at_;
  }

  void number() {
    const std::size_t begin = at_;
    while (at_ < prompt_.size() && is_digit(prompt_[at_]))
      ++at_;
    std::size_t end = at_;
    while (end < prompt_.size() && is_letter(prompt_[end]))
      ++end;
    const std::string_view ending = std::string_view(prompt_).substr(at_, end - at_);
    if (ending == "st" || ending == "nd" || ending == "rd" || ending == "th") at_ = end;
    const std::string_view text = std::string_view(prompt_).substr(begin, at_ - begin);
    add(TokenKind::number, text, text);
  }

  bool goes_on(std::size_t at) const {
    const char c = prompt_[at];
    if (is_digit(c) || c == '_') return true;
    if (is_letter(c)) return !begins_sign(at);
    const bool letter_follows = at + 1 < prompt_.size() && is_letter(prompt_[at + 1]) && !begins_sign(at + 1);
    return (c == '-' || c == '\'') && letter_follows;
  }
  bool begins_sign(std::size_t at) const {
    if (static_cast<unsigned char>(prompt_[at]) < 0x80) return false;
    return std::ranges::any_of(
        kSigns, [&](const Spelling& sign) { return std::string_view(prompt_).substr(at).starts_with(sign.typed); });
  }

  void word() {
    const std::size_t begin = at_;
    while (at_ < prompt_.size() && goes_on(at_))
      ++at_;
    if (at_ == begin) ++at_;
    const std::string_view shown = std::string_view(prompt_).substr(begin, at_ - begin);
    const std::string text = to_lower(shown);
    const auto* const taken_apart = std::ranges::find(kContractions, text, &Contraction::typed);
    if (taken_apart != kContractions.end()) {
      for (const std::string_view part : split(taken_apart->words, ' '))
        add_word(part, part);
    } else if (text.size() > 2 && text.ends_with("'s")) {
      add_word(std::string_view(text).substr(0, text.size() - 2), shown.substr(0, shown.size() - 2));
      add(TokenKind::word, "'s", "'s");
    } else {
      add_word(text, shown);
    }
    skip_stop_of_title(text);
  }

  void add_word(std::string_view text, std::string_view shown) {
    add(TokenKind::word, text, shown);
    tokens_.back().capital = shown.front() >= 'A' && shown.front() <= 'Z';
    tokens_.back().single = tokens_.back().capital && shown.size() == 1;
  }

  void skip_stop_of_title(std::string_view text) {
    if (at_ < prompt_.size() && prompt_[at_] == '.' && text.size() > 1 && is_in(kTitles, text)) ++at_;
  }

  std::string prompt_;
  std::size_t at_ = 0;
  Tokens tokens_;
};

std::string with_plain_apostrophes(std::string_view prompt) {
  std::string text;
  for (std::size_t i = 0; i < prompt.size(); ++i) {
    const std::string_view rest = prompt.substr(i);
    if (rest.starts_with("’") || rest.starts_with("‘")) {
      text += '\'';
      i += 2;
    } else {
      text += prompt[i];
    }
  }
  return text;
}

bool is_end(const Token& token) {
  return token.kind == TokenKind::sign && token.text.size() == 1 && std::string_view(".?!;\n").contains(token.text[0]);
}

// Cuts the tokens into sentences. Marks inside of quotation marks do not end one.
class Cutter {
 public:
  Outcome<Sentences> cut(Tokens tokens) {
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      Token& token = tokens[i];
      if (token.is("\"")) quoted_ = !quoted_;
      if (!is_end(token)) {
        current_.tokens.push_back(std::move(token));
        if (!quoted_ && current_.tokens.back().is("\"") && ended_inside_ != 0) close_after_quote(tokens, i);
        continue;
      }
      if (quoted_) {
        if (token.is("\n")) return outside("a quotation goes over several lines");
        inside_quotation(tokens, i);
        continue;
      }
      finish(token.text[0]);
    }
    if (quoted_) return outside("a quotation mark is not closed");
    finish('\n');
    if (sentences_.size() > kSentencesMax) return trouble(TroubleKind::too_large, "the prompt has too many sentences");
    return std::move(sentences_);
  }

 private:
  void inside_quotation(const Tokens& tokens, std::size_t i) {
    if (i + 1 < tokens.size() && tokens[i + 1].is("\""))
      ended_inside_ = tokens[i].text[0];
    else
      current_.tokens.push_back(tokens[i]);
  }

  // 'A says "B lies." C says …': the stop inside ends the sentence outside too.
  void close_after_quote(const Tokens& tokens, std::size_t i) {
    const bool next_begins = i + 1 >= tokens.size() || tokens[i + 1].capital || tokens[i + 1].is("\n");
    const char end = std::exchange(ended_inside_, '\0');
    if (next_begins) finish(end);
  }

  void finish(char end) {
    Sentence done = std::exchange(current_, {});
    done.end = end;
    ended_inside_ = '\0';
    if (done.tokens.empty()) {
      if (!sentences_.empty() && end == '?' && sentences_.back().end != '?') sentences_.back().end = end;
      return;
    }
    const bool label = done.tokens.size() == 1 && done.tokens[0].kind == TokenKind::number && end == '.';
    if (!label) sentences_.push_back(std::move(done));
  }

  Sentences sentences_;
  Sentence current_;
  bool quoted_ = false;
  char ended_inside_ = '\0';
};

void drop_front(Tokens& tokens, std::size_t count) {
  tokens.erase(tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(count));
}

bool names_a_line(std::string_view word) {
  if (word == "premise" || word == "statement" || word == "fact" || word == "clue") return true;
  return word.size() == 2 && (word[0] == 'p' || word[0] == 's') && is_digit(word[1]);
}

// "(1)", "2)", "P1:", "Premise 2:", "- "
void drop_label(Tokens& tokens) {
  while (!tokens.empty() && tokens[0].is("—"))
    drop_front(tokens, 1);
  const auto is_number = [&](std::size_t i) { return i < tokens.size() && tokens[i].kind == TokenKind::number; };
  const auto is = [&](std::size_t i, std::string_view text) { return i < tokens.size() && tokens[i].is(text); };
  if (is(0, "(") && is_number(1) && is(2, ")"))
    drop_front(tokens, 3);
  else if (is_number(0) && (is(1, ")") || is(1, ":")))
    drop_front(tokens, 2);
  else if (!tokens.empty() && names_a_line(tokens[0].text) && is(1, ":"))
    drop_front(tokens, 2);
  else if (!tokens.empty() && names_a_line(tokens[0].text) && is_number(1) && is(2, ":"))
    drop_front(tokens, 3);
}

// "A v ~B": the letter v between formulas in letters.
void read_disjunctions(Tokens& tokens) {
  const auto letter = [](const Token& token) { return token.kind == TokenKind::word && token.text.size() == 1; };
  for (std::size_t i = 1; i + 1 < tokens.size(); ++i) {
    const bool left = letter(tokens[i - 1]) || tokens[i - 1].is(")");
    const bool right = letter(tokens[i + 1]) || tokens[i + 1].is("(") || tokens[i + 1].kind == TokenKind::connective;
    if (tokens[i].shown != "v" || !left || !right) continue;
    tokens[i].kind = TokenKind::connective;
    tokens[i].text = "or";
  }
}

bool follows_a_name(const Token& token) {
  constexpr auto kWords = std::to_array<std::string_view>(
      {"is",    "was",    "are",   "and",      "or",     "says",    "said",  "claims", "implies", "if",     "then",
       "only",  "unless", "lies",  "lied",     "tells",  "told",    "sits",  "sat",    "lives",   "stands", "owns",
       "has",   "beat",   "beats", "finished", "came",   "drinks",  "plays", "likes",  "does",    "did",    "always",
       "never", "must",   "can",   "replies",  "states", "but",     "nor",   "not",    "will",    "would",  "also",
       "ran",   "xor",    "'s",    "costs",    "weighs", "entails", "broke", "stole"});
  return token.kind != TokenKind::word || token.single || is_in(kWords, token.text);
}

// "A" in front of a noun is an article, elsewhere a name or a letter; "Will" is a name where no verb can stand.
void tell_names(Tokens& tokens) {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    Token& token = tokens[i];
    const bool begins = i == 0 || tokens[i - 1].is("\"") || tokens[i - 1].is(":") || tokens[i - 1].is("(");
    if (token.single && token.is("a") && begins && i + 1 < tokens.size() && !follows_a_name(tokens[i + 1])) {
      token.single = false;
      token.capital = false;
    }
    const bool before_verb =
        i + 1 < tokens.size() &&
        (tokens[i + 1].is("is") || tokens[i + 1].is("was") || tokens[i + 1].is("has") || tokens[i + 1].is("does") ||
         tokens[i + 1].is("sits") || tokens[i + 1].is("says") || tokens[i + 1].is("did"));
    if (token.capital && (token.is("will") || token.is("may")) && (i > 0 || before_verb)) token.text = token.shown;
  }
}

constexpr std::string_view kNoBlankBefore = ",:;)'s?!.";

}  // namespace

std::string words_of(Span tokens) {
  std::string text;
  bool open = false;  // inside of quotation marks
  bool glue = true;
  for (const Token& token : tokens) {
    const bool quote = token.is("\"");
    const bool tight =
        token.is("'s") || (token.kind == TokenKind::sign && kNoBlankBefore.contains(token.text)) || (quote && open);
    if (!glue && !tight) text += ' ';
    text += token.shown;
    if (quote) open = !open;
    glue = token.is("(") || (quote && open);
  }
  return text;
}

bool has_word(Span tokens, std::string_view word) {
  return std::ranges::any_of(tokens, [&](const Token& token) { return token.is(word); });
}

Outcome<Sentences> read_sentences(std::string_view prompt) {
  Tokens tokens = TRY(Tokenizer(with_plain_apostrophes(prompt)).read());
  Sentences sentences = TRY(Cutter().cut(std::move(tokens)));
  for (Sentence& sentence : sentences)
    drop_label(sentence.tokens);
  std::erase_if(sentences, [](const Sentence& sentence) { return sentence.tokens.empty(); });
  for (Sentence& sentence : sentences) {
    read_disjunctions(sentence.tokens);
    tell_names(sentence.tokens);
  }
  if (sentences.empty()) return outside("there is no sentence");
  return sentences;
}

}  // namespace swarm::logic
