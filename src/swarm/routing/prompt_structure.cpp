#include "swarm/routing/prompt_structure.hpp"

#include <algorithm>
#include <array>

namespace swarm::routing {

namespace {

constexpr std::string_view kCodeMarks = "{}[]();=<>|&\\$#@_`";
constexpr std::string_view kArithmetic[] = {"+", "-", "*", "/", "x", "^", "**", "\u00d7", "\u00f7", "\u2212", "=", ":"};
constexpr std::string_view kCodeOperators[] = {"==", "!=", "<=", ">=", "&&", "||", "->",  "=>",  "::", "//",
                                               "/*", "*/", "++", "+=", "-=", "*=", "/=",  "<<",  ">>", "${",
                                               "$(", "#!", "</", "/>", ":=", "|>", "===", "!==", "```"};
constexpr std::string_view kFileEndings[] = {".py",    ".js",   ".ts",   ".cpp",  ".c",   ".h",    ".hpp", ".java",
                                             ".rb",    ".rs",   ".go",   ".cs",   ".php", ".sh",   ".sql", ".html",
                                             ".css",   ".json", ".yaml", ".yml",  ".xml", ".csv",  ".txt", ".md",
                                             ".toml",  ".ini",  ".log",  ".conf", ".exe", ".dll",  ".so",  ".jar",
                                             ".ipynb", ".tsx",  ".jsx",  ".vue",  ".env", ".lock", ".gz",  ".zip"};

bool ends_sentence(const Token& token) {
  return token.kind == TokenKind::line_end ||
         (token.kind == TokenKind::symbol && (token.text == "." || token.text == "?" || token.text == "!"));
}

bool is_error_name(const Token& token) {
  if (token.kind != TokenKind::name && !token.capitals) return false;
  return token.text.ends_with("error") || token.text.ends_with("exception") || token.text.ends_with("warning");
}

bool is_file_name(const Token& token) {
  return token.kind == TokenKind::name &&
         std::ranges::any_of(kFileEndings, [&](std::string_view ending) { return token.text.ends_with(ending); });
}

bool is_year(const Token& token) {
  return token.text.size() == 4 && (token.text.starts_with("19") || token.text.starts_with("20"));
}

class Counter {
 public:
  explicit Counter(const std::vector<Token>& tokens) : tokens_(tokens) {}

  PromptStructure run() {
    for (std::size_t i = 0; i < tokens_.size(); ++i)
      count(i);
    count_sentences();
    count_repeats();
    add(Measure::tokens, tokens_.size());
    return found_;
  }

 private:
  void add(Measure measure, std::size_t count = 1) {
    std::uint16_t& sum = found_.counts[static_cast<std::size_t>(measure)];
    sum = static_cast<std::uint16_t>(std::min<std::size_t>(sum + count, 10'000));
  }

  void count(std::size_t i) {
    const Token& token = tokens_[i];
    switch (token.kind) {
      case TokenKind::number:
        count_number(i);
        break;
      case TokenKind::symbol:
        count_symbol(i);
        break;
      case TokenKind::line_end:
        add(Measure::line_ends);
        break;
      case TokenKind::name:
        count_name(token);
        break;
      case TokenKind::word:
        count_word(i);
        break;
    }
    if (token.capitals) add(Measure::capital_words);
    if (is_error_name(token)) add(Measure::error_names);
  }

  void count_word(std::size_t i) {
    const Token& token = tokens_[i];
    if (token.word_class == WordClass::letter) add(Measure::letters);
    if (token.word_class != WordClass::number_word) return;
    add(Measure::number_words);
    if (i >= 2 && is_amount(i - 2) && tokens_[i - 1].word_class == WordClass::operation) add(Measure::operations_said);
  }

  bool is_amount(std::size_t i) const {
    return tokens_[i].kind == TokenKind::number || tokens_[i].word_class == WordClass::number_word;
  }

  void count_number(std::size_t i) {
    const Token& token = tokens_[i];
    add(Measure::numbers);
    if (token.text.find('.') != std::string_view::npos) add(Measure::decimals);
    if (is_year(token)) add(Measure::years);
    const bool percent = i + 1 < tokens_.size() && tokens_[i + 1].text == "%";
    if (percent) add(Measure::percents);
    if (i >= 2 && tokens_[i - 2].kind == TokenKind::number &&
        std::ranges::find(kArithmetic, tokens_[i - 1].text) != std::end(kArithmetic)) {
      add(Measure::operators_between_numbers);
    }
    if (i >= 2 && is_amount(i - 2) && tokens_[i - 1].word_class == WordClass::operation) add(Measure::operations_said);
  }

  void count_symbol(std::size_t i) {
    const Token& token = tokens_[i];
    if (token.text.find_first_of(kCodeMarks) != std::string_view::npos) add(Measure::code_marks);
    const bool longer = token.text.size() > 1;
    if (longer && std::ranges::find(kCodeOperators, token.text) != std::end(kCodeOperators)) {
      add(Measure::code_operators);
    }
    if (token.text == "```") add(Measure::fences);
    if (token.text == ",") add(Measure::commas);
    if (token.text == "=") add(Measure::equals_signs);
    if (token.text == "?") add(Measure::question_marks);
    if (token.text == "\"" || token.text == "'") add(Measure::quotation_marks);
    const bool after_word = i > 0 && (tokens_[i - 1].kind == TokenKind::word || tokens_[i - 1].kind == TokenKind::name);
    if (token.text == "(" && token.glued && after_word) add(Measure::calls);
  }

  void count_name(const Token& token) {
    add(token.text.starts_with('-') ? Measure::flags : Measure::identifiers);
    if (is_file_name(token)) add(Measure::file_names);
  }

  void count_sentences() {
    bool words = false;
    std::size_t first = 0;
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      const Token& token = tokens_[i];
      if (!ends_sentence(token)) {
        if (!words) first = i;
        words = true;
      } else if (words) {
        add(Measure::sentences);
        found_.question_first = first;
        words = false;
      }
    }
    if (!words) return;
    add(Measure::sentences);
    found_.question_first = first;
  }

  // Statements about the same things are what logic is about: a content word comes back, most of all in the question.
  void count_repeats() {
    constexpr std::size_t kSeen = 4096;
    std::array<std::uint8_t, kSeen> seen{};
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      const Token& token = tokens_[i];
      if (token.kind != TokenKind::word || token.word_class == WordClass::function_word) continue;
      const std::string_view text = token.text;
      const std::string_view stem = text.size() > 3 && text.ends_with('s') ? text.substr(0, text.size() - 1) : text;
      std::uint8_t& times = seen[hash_of(stem) % kSeen];
      if (times == 0 && token.word_class == WordClass::person) add(Measure::persons);
      if (times == 1) add(Measure::repeated_words);
      if (times > 0 && i >= found_.question_first) add(Measure::words_of_the_question_seen_before);
      if (times < 2) ++times;
    }
  }

  const std::vector<Token>& tokens_;
  PromptStructure found_;
};

}  // namespace

PromptStructure structure_of(const PromptTokens& prompt) {
  return Counter(prompt.tokens).run();
}

std::uint8_t step_of(std::uint16_t count) {
  constexpr std::array<std::uint16_t, 11> kBegins{1, 2, 3, 4, 5, 7, 10, 15, 25, 50, 100};
  return static_cast<std::uint8_t>(std::ranges::upper_bound(kBegins, count) - kBegins.begin());
}

std::string_view name_of(Measure measure) {
  constexpr std::array<std::string_view, kMeasureCount> kNames{"words",
                                                               "sentences",
                                                               "commas",
                                                               "numbers",
                                                               "numbers in words",
                                                               "operations between amounts",
                                                               "decimals",
                                                               "years",
                                                               "percent signs",
                                                               "operators",
                                                               "equals signs",
                                                               "identifiers",
                                                               "calls",
                                                               "code marks",
                                                               "code operators",
                                                               "code fences",
                                                               "error names",
                                                               "file names",
                                                               "command flags",
                                                               "capital words",
                                                               "line breaks",
                                                               "names",
                                                               "letters",
                                                               "repeated words",
                                                               "words asked about that were said before",
                                                               "quotation marks",
                                                               "question marks"};
  return kNames[static_cast<std::size_t>(measure)];
}

}  // namespace swarm::routing
