#include "swarm/workflows/step_template.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace swarm::workflows {

namespace {

constexpr std::string_view kOpen = "${";
constexpr std::string_view kEscaped = "$${";
constexpr std::string_view kSteps = "steps.";
constexpr std::string_view kOtherwise = ":-";
constexpr std::string_view kExpected = "${steps.NAME.value} expected; for the characters ${ themselves write $${";

std::string quoted(std::string_view reference) {
  constexpr std::size_t kShownMax = 80;
  return fmt::format("'{}{}'", reference.substr(0, kShownMax), reference.size() > kShownMax ? "…" : "");
}

std::expected<StepReference, std::string> parse_reference(std::string_view whole) {
  std::string_view inside = whole.substr(kOpen.size(), whole.size() - kOpen.size() - 1);
  StepReference reference;
  if (const std::size_t at = inside.find(kOtherwise); at != std::string_view::npos) {
    reference.otherwise = std::string(inside.substr(at + kOtherwise.size()));
    inside = inside.substr(0, at);
  }
  const std::size_t dot = inside.rfind('.');
  if (!inside.starts_with(kSteps) || dot == std::string_view::npos || dot < kSteps.size())
    return std::unexpected(fmt::format("{} refers to nothing: {}", quoted(whole), kExpected));
  reference.step = std::string(inside.substr(kSteps.size(), dot - kSteps.size()));
  if (!is_step_name(reference.step))
    return std::unexpected(fmt::format("{} names no step: {}", quoted(whole), kExpected));
  const auto field = json::enum_named<StepField>(inside.substr(dot + 1));
  if (!field)
    return std::unexpected(fmt::format("{}: one of value, answer, state, verdict, reason expected", quoted(whole)));
  reference.field = *field;
  return reference;
}

std::optional<std::string> field_of(const tasks::StepResult& result, StepField field) {
  const bool stands = tasks::has_answer(result.state, result.verdict);
  switch (field) {
    case StepField::value:
      return stands && result.value ? std::optional(as_operand(*result.value)) : std::nullopt;
    case StepField::answer:
      return stands ? result.answer : std::nullopt;
    case StepField::state:
      return std::string(json::name_of(result.state));
    case StepField::verdict:
      return result.verdict ? std::optional(std::string(json::name_of(*result.verdict))) : std::nullopt;
    case StepField::reason:
      return result.reason;
  }
  return std::nullopt;
}

bool is_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_unsigned_number(std::string_view text) {
  const std::size_t point = text.find('.');
  if (point == std::string_view::npos) return is_digits(text);
  return is_digits(text.substr(0, point)) && is_digits(text.substr(point + 1));
}

// -3, 1/2, -2.5, 1+2*sqrt(5)
bool is_compound_number(std::string_view text) {
  if (text.contains("sqrt(")) return text.find_first_not_of("0123456789.+-*/()sqrt ") == std::string_view::npos;
  if (text.starts_with('-')) text.remove_prefix(1);
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return is_unsigned_number(text);
  return is_unsigned_number(text.substr(0, slash)) && is_unsigned_number(text.substr(slash + 1));
}

RenderFailure missing(const StepReference& reference) {
  return {tasks::TaskTrouble::value_missing,
          fmt::format("the step '{0}' has no {1}; to run without it write ${{steps.{0}.{1}:-other words}}",
                      reference.step, json::name_of(reference.field))};
}

}  // namespace

bool is_step_name(std::string_view name) {
  if (name.empty() || name.size() > kStepNameMax || name.front() == '-') return false;
  return std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

std::expected<StepTemplate, std::string> parse_template(std::string_view text) {
  StepTemplate pieces(1);
  while (!text.empty()) {
    if (text.starts_with(kEscaped)) {
      pieces.back().words += kOpen;
      text.remove_prefix(kEscaped.size());
    } else if (text.starts_with(kOpen)) {
      const std::size_t close = text.find('}');
      if (close == std::string_view::npos)
        return std::unexpected(fmt::format("{} is not closed: {}", quoted(text), kExpected));
      auto reference = parse_reference(text.substr(0, close + 1));
      if (!reference) return std::unexpected(std::move(reference).error());
      pieces.back().reference = std::move(*reference);
      pieces.emplace_back();
      text.remove_prefix(close + 1);
    } else {
      const std::size_t next = text.find('$', 1);
      pieces.back().words += text.substr(0, next);
      text.remove_prefix(std::min(next, text.size()));
    }
  }
  return pieces;
}

RenderFailure too_long(std::size_t bytes_max) {
  return {
      tasks::TaskTrouble::prompt_too_long,
      fmt::format("with the results in it the prompt is too long (tasks.prompt_bytes_max; {} bytes are left for it)",
                  bytes_max)};
}

std::size_t known_bytes(const StepTemplate& pieces, const StepResultsByPlace& results) {
  std::size_t bytes = 0;
  for (const TemplatePiece& piece : pieces) {
    bytes += piece.words.size();
    const auto found = piece.reference ? results.find(piece.reference->place) : results.end();
    if (found != results.end()) bytes += field_of(found->second, piece.reference->field).value_or("").size();
  }
  return bytes;
}

std::expected<std::string, RenderFailure> render(const StepTemplate& pieces, const StepResultsByPlace& results,
                                                 std::size_t bytes_max) {
  if (known_bytes(pieces, results) > bytes_max) return std::unexpected(too_long(bytes_max));
  std::string text;
  for (const TemplatePiece& piece : pieces) {
    text += piece.words;
    if (!piece.reference) continue;
    const StepReference& reference = *piece.reference;
    std::optional<std::string> found = field_of(results.at(reference.place), reference.field);
    if (!found) found = reference.otherwise;
    if (!found) return std::unexpected(missing(reference));
    text += *found;
  }
  if (text.size() > bytes_max) return std::unexpected(too_long(bytes_max));
  return text;
}

std::string as_operand(const std::string& value) {
  if (is_unsigned_number(value) || !is_compound_number(value)) return value;
  return "(" + value + ")";
}

}  // namespace swarm::workflows
