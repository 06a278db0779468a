#include "swarm/lessons/derivation.hpp"

#include <algorithm>
#include <cctype>

#include "swarm/lessons/readings.hpp"

namespace swarm::lessons {

namespace {

enum class Kind { none, number, word };

Kind kind_at(std::string_view text, std::size_t i) {
  const auto digit = [&](std::size_t at) { return at < text.size() && text[at] >= '0' && text[at] <= '9'; };
  const auto c = static_cast<unsigned char>(text[i]);
  if (digit(i) || (c == '-' && digit(i + 1))) return Kind::number;
  if (c == '.' && i > 0 && digit(i - 1) && digit(i + 1)) return Kind::number;
  return std::isalpha(c) != 0 || c >= 0x80 || c == '_' ? Kind::word : Kind::none;
}

struct AnswerTokens {
  std::vector<std::string> numbers, words;
};

// Numbers and words, each in their order, without signs between them.
AnswerTokens answer_tokens(std::string_view text) {
  AnswerTokens tokens;
  Kind before = Kind::none;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const Kind kind = kind_at(text, i);
    if (kind != Kind::none) {
      auto& list = kind == Kind::number ? tokens.numbers : tokens.words;
      if (kind != before) list.emplace_back();
      list.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(text[i])));
    }
    before = kind;
  }
  return tokens;
}

std::string_view step_named(const answers::Evidence& evidence, std::string_view rule) {
  const auto found = std::ranges::find(evidence.steps, rule, &answers::Step::rule);
  return found == evidence.steps.end() ? std::string_view() : std::string_view(found->text);
}

std::optional<Problem> read_by_math(std::string_view prompt, const heads::Computed& computed) {
  const std::string_view reading = step_named(computed.evidence, "parse");
  if (auto calculation = read_calculation(reading)) {
    calculation->story = tells(prompt);
    return *calculation;
  }
  if (const auto list = read_list_expression(reading)) return *list;
  const bool rising = reading == "the values from the smallest on";
  if (!rising && reading != "the values from the largest on") return std::nullopt;
  auto numbers = numbers_in(prompt);
  if (!numbers) return std::nullopt;
  return ListTask{rising ? ListTask::Operation::sorted : ListTask::Operation::descending, std::move(*numbers)};
}

std::optional<Problem> read_by(answers::Head head, std::string_view prompt, const heads::Computed& computed) {
  if (head == answers::Head::math) return read_by_math(prompt, computed);
  if (head == answers::Head::logic) return read_ranking(computed.evidence.steps, computed.value);
  if (head != answers::Head::code) return std::nullopt;
  if (const auto list = read_list_expression(prompt)) return *list;
  return read_truth_expression(prompt);
}

// In "T & !T" the logic head takes T for an unknown and finds a contradiction; we take it for a truth value.
bool asks_otherwise(const Lesson& lesson, std::string_view value) {
  return lesson.family == Family::boolean && !same_answer(value, "true") && !same_answer(value, "false");
}

// The head has its own words for yes and no where it is asked what follows, and takes "my uncle" for a part of a name.
bool same_order(std::string_view value, std::string_view answer) {
  if (value == "entailed" || value == "contradiction") return answer == (value == "entailed" ? "yes" : "no");
  const std::vector<std::string> names = answer_tokens(answer).words, said = answer_tokens(value).words;
  const auto parts = std::ranges::count(value, ';'), wanted = std::ranges::count(answer, ',');
  auto next = said.begin();
  for (const std::string& name : names) {
    next = std::find(next, said.end(), name);
    if (next == said.end()) return false;
    ++next;
  }
  return parts == wanted;
}

bool agrees(std::string_view value, const Lesson& lesson) {
  return same_answer(value, lesson.answer) || (lesson.family == Family::order && same_order(value, lesson.answer));
}

Lesson as_lesson(std::string_view prompt, Derivation derivation) {
  const Family family = family_of(derivation.problem);
  return {family,
          head_of(family),
          std::string(prompt),
          std::move(derivation.worked.thinking),
          std::move(derivation.worked.answer),
          content_of(derivation.problem)};
}

}  // namespace

bool same_answer(std::string_view a, std::string_view b) {
  const AnswerTokens left = answer_tokens(a), right = answer_tokens(b);
  if (left.numbers != right.numbers) return false;
  // A unit may be missing: "24 euros" is "24".
  const bool counted = !left.numbers.empty() && (left.words.empty() || right.words.empty());
  return counted || left.words == right.words;
}

std::optional<Derivation> Derivations::derive(std::string_view prompt, std::stop_token stop) const {
  for (const heads::ComputingHead* head : heads_) {
    const auto computed = head->compute(prompt, limits_, stop);
    if (!computed) continue;
    const auto problem = read_by(head->name(), prompt, *computed);
    auto solution = problem ? worked(*problem) : fail(ErrorCode::invalid_input, "not among the families");
    // Our own way through the problem must end where the head's does.
    if (solution && same_answer(solution->answer, computed->value)) return Derivation{*problem, std::move(*solution)};
  }
  return std::nullopt;
}

std::optional<Derivation> Derivations::derive(std::string_view prompt, std::string_view answer,
                                              std::stop_token stop) const {
  if (auto read = derive(prompt, stop)) {
    if (!same_answer(read->worked.answer, answer)) return std::nullopt;  // then one of them is wrong
    return read;
  }
  std::optional<Derivation> only;
  for (const Problem& problem : plausible_problems(prompt)) {
    auto solution = worked(problem);
    if (!solution || !same_answer(solution->answer, answer)) continue;
    if (only && only->worked.thinking != solution->thinking) return std::nullopt;
    only = Derivation{problem, std::move(*solution)};
  }
  return only;
}

std::optional<Lesson> Derivations::lesson_of(std::string_view prompt, std::stop_token stop) const {
  auto derivation = derive(prompt, stop);
  if (!derivation) return std::nullopt;
  return as_lesson(prompt, std::move(*derivation));
}

std::optional<Lesson> Derivations::lesson_of(std::string_view prompt, std::string_view answer,
                                             std::stop_token stop) const {
  auto derivation = derive(prompt, answer, stop);
  if (!derivation) return std::nullopt;
  return as_lesson(prompt, std::move(*derivation));
}

std::optional<bool> Derivations::confirms(const Lesson& lesson, std::stop_token stop) const {
  std::optional<bool> confirmed;
  for (const heads::ComputingHead* head : heads_) {
    const auto computed = head->compute(lesson.prompt, limits_, stop);
    if (!computed || asks_otherwise(lesson, computed->value)) continue;
    if (!agrees(computed->value, lesson)) return false;
    confirmed = true;
  }
  return confirmed;
}

}  // namespace swarm::lessons
