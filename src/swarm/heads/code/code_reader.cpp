#include "swarm/heads/code/code_reader.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "swarm/heads/code/language_signs.hpp"
#include "swarm/heads/code/request_words.hpp"
#include "swarm/heads/code/snippets.hpp"

namespace swarm::code {

namespace {

bool is_one_line(std::string_view program) {
  return program.find('\n') + 1 == program.size();
}

bool prints(std::string_view program) {
  constexpr std::array<std::string_view, 6> kPrinters{"print(",  "console.log(", "cout",
                                                      "printf(", "puts(",        "stdout.write"};
  return std::ranges::any_of(kPrinters, [&](std::string_view printer) { return program.contains(printer); });
}

// One line without its own printing: its value is what people mean, whatever verb they use.
bool is_like_expression(std::string_view program) {
  constexpr std::array<std::string_view, 15> kStatements{"for ",      "while ", "if ",     "def ",     "class ",
                                                         "import ",   "from ",  "let ",    "const ",   "var ",
                                                         "function ", "int ",   "return ", "#include", "assert "};
  const bool statement =
      std::ranges::any_of(kStatements, [&](std::string_view word) { return program.starts_with(word); });
  return is_one_line(program) && !statement && !prints(program);
}

bool has_tests(std::string_view program) {
  return program.contains("assert") || program.contains("def test");
}

struct Naming {
  std::optional<Language> language;
  bool is_foreign = false;  // a language that we do not run, or two at once
};

Naming named_language(const Snippet& snippet, const Request& request) {
  Naming naming{request.language};
  if (snippet.tag.empty() || snippet.tag == "text" || snippet.tag == "code" || snippet.tag == "plaintext")
    return naming;
  const auto tagged = language_of_tag(snippet.tag);
  naming.is_foreign = !tagged || (naming.language && naming.language != tagged);
  naming.language = tagged;
  return naming;
}

std::optional<Ask> ask_of(const Snippet& snippet, const Request& request) {
  if (request.asks_tests) return has_tests(snippet.program) ? std::optional(Ask::tests) : std::nullopt;
  if (!snippet.expression.empty())
    return request.asks_value || request.asks_output || !request.is_empty ? std::optional(Ask::value) : std::nullopt;
  if (request.is_empty) return Ask::output;
  const bool value_wanted = request.asks_value || request.ends_in_is || request.asks_output;
  if (is_like_expression(snippet.program) && value_wanted) return Ask::value;
  if (request.asks_return && is_one_line(snippet.program) && prints(snippet.program)) return std::nullopt;
  if (request.is_language_only) return is_like_expression(snippet.program) ? Ask::value : Ask::output;
  return request.asks_output || request.asks_value ? std::optional(Ask::output) : std::nullopt;
}

std::optional<CodeQuestion> question_of(const Snippet& snippet) {
  const auto request = snippet.is_marked ? read_request_with_context(snippet.before, snippet.after)
                                         : read_request(snippet.before, snippet.after);
  if (!request || trim(snippet.program).empty()) return std::nullopt;
  const Naming naming = named_language(snippet, *request);
  if (naming.is_foreign) return std::nullopt;
  const bool tagged = !snippet.tag.empty() && naming.language;
  if (!tagged && looks_foreign(snippet.program)) return std::nullopt;
  const auto language = naming.language ? naming.language : language_of(snippet.program);
  const auto ask = ask_of(snippet, *request);
  if (!language || !ask) return std::nullopt;
  // "what is max(3, 7)" without a language is mathematics.
  if (*ask == Ask::value && !naming.language && !(snippet.is_marked && snippet.expression.size() > 0))
    return std::nullopt;
  return CodeQuestion{
      .language = *language,
      .ask = *ask,
      .program = snippet.program,
      .expression = snippet.expression,
      .language_is_named = snippet.is_marked && naming.language && (tagged || language_of(snippet.program)),
      .was_asked = !request->is_empty};
}

}  // namespace

std::string_view name_of(Language language) {
  switch (language) {
    case Language::python:
      return "Python";
    case Language::javascript:
      return "JavaScript";
    default:
      return "C++";
  }
}

std::vector<CodeQuestion> read_questions(std::string_view prompt) {
  std::vector<CodeQuestion> questions;
  if (!may_hold_program(prompt)) return questions;
  for (const Snippet& snippet : find_snippets(prompt)) {
    auto question = question_of(snippet);
    if (!question) continue;
    questions.push_back(*question);
    if (question->ask != Ask::value || !question->expression.empty()) continue;
    question->ask = Ask::output;  // should it turn out to be a statement
    questions.push_back(std::move(*question));
  }
  return questions;
}

}  // namespace swarm::code
