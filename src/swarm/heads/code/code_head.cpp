#include "swarm/heads/code/code_head.hpp"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>

#include "base/text.hpp"
#include "swarm/heads/code/code_reader.hpp"
#include "swarm/heads/code/definiteness.hpp"
#include "swarm/heads/code/outcome.hpp"
#include "swarm/heads/code/programs.hpp"

namespace swarm::code {

namespace {

using heads::Computed;
using heads::Refusal;
using heads::RefusalKind;
using sandbox::RunReport;
using sandbox::RunRequest;

constexpr unsigned kMoreRuns = 6;  // chance makes eight runs of a two-element set agree once in 128

std::unexpected<Refusal> refuse(RefusalKind kind, std::string message) {
  return std::unexpected(Refusal{kind, std::move(message)});
}

RefusalKind kind_of(const Error& error) {
  return error.code == ErrorCode::cancelled ? RefusalKind::cancelled : RefusalKind::unchecked;
}

std::expected<std::vector<Outcome>, Refusal> outcomes_of(const CodeQuestion& question,
                                                         const std::vector<RunReport>& reports) {
  std::vector<Outcome> outcomes;
  for (const RunReport& report : reports) {
    auto outcome = outcome_of(question, report);
    if (!outcome) return std::unexpected(std::move(outcome).error());
    outcomes.push_back(std::move(*outcome));
  }
  return outcomes;
}

bool agree(const Outcome& left, const Outcome& right) {
  return left.value == right.value || (left.is_limit && right.is_limit);
}

// Places in memory are fixed for some objects: the same in every run here, another one elsewhere.
bool shows_addresses(const CodeQuestion& question, const Outcome& outcome) {
  if (question.language != Language::python || !(question.program + question.expression).contains("id(")) return false;
  constexpr std::size_t kDigits = 6;
  std::size_t digits = 0;
  for (const char c : outcome.value) {
    digits = std::isdigit(static_cast<unsigned char>(c)) != 0 ? digits + 1 : 0;
    if (digits >= kDigits) return true;
  }
  return false;
}

std::optional<Refusal> says_too_little(const CodeQuestion& question, const Outcome& outcome) {
  if (outcome.is_syntax_error && (!question.language_is_named || question.ask == Ask::value))
    return Refusal{RefusalKind::outside_grammar, fmt::format("this is no {} program", name_of(question.language))};
  if (outcome.is_empty && !question.was_asked)
    return Refusal{RefusalKind::outside_grammar, "a program that prints nothing, and no question"};
  if (!is_utf8(outcome.value) || outcome.value.contains('\0'))
    return Refusal{RefusalKind::unchecked, "the output is not text"};
  if (shows_addresses(question, outcome)) return Refusal{RefusalKind::unchecked, "the output shows places in memory"};
  return std::nullopt;
}

std::string_view verb_of(const CodeQuestion& question) {
  switch (question.ask) {
    case Ask::value:
      return "the value is";
    case Ask::tests:
      return "the tests say";
    default:
      return "running it gives";
  }
}

Computed computed(const CodeQuestion& question, const Outcome& outcome, const RunReport& report, std::size_t runs) {
  const std::string_view language = name_of(question.language);
  answers::Evidence evidence{.method = "run in a sandbox", .steps = {}, .check = {}};
  evidence.steps = {{"read", fmt::format("a {} program of {} bytes", language, question.program.size())},
                    {"run", outcome.how},
                    {"sandbox", json::to_text(json::encode(report))}};
  evidence.check =
      fmt::format("{} runs agree, under other clocks, process numbers, users, folders and hash seeds{}", runs,
                  question.language == Language::cpp ? ", with another compiler that traps undefined behaviour" : "");
  const bool lines = outcome.value.contains('\n');
  return {
      fmt::format("In {}, {}:{}{} ({})", language, verb_of(question), lines ? "\n" : " ", outcome.value, outcome.how),
      outcome.value, std::move(evidence)};
}

}  // namespace

std::expected<Computed, Refusal> CodeHead::compute(std::string_view prompt, const heads::ComputeLimits&,
                                                   std::stop_token stop) const {
  if (prompt.size() > config_.prompt_bytes_max.count)
    return refuse(RefusalKind::outside_grammar, "the prompt is longer than code.prompt_bytes_max");
  if (!is_utf8(prompt) || prompt.contains('\0')) return refuse(RefusalKind::outside_grammar, "the prompt is not text");
  std::expected<Computed, Refusal> said = refuse(RefusalKind::outside_grammar, "no question about a given program");
  for (const CodeQuestion& question : read_questions(prompt)) {
    said = answer(question, stop);
    if (said || said.error().kind != RefusalKind::outside_grammar) return said;
  }
  return said;
}

std::expected<Computed, Refusal> CodeHead::answer(const CodeQuestion& question, std::stop_token stop) const {
  if (const auto ground = rests_on(question))
    return refuse(RefusalKind::unchecked, fmt::format("what the program prints rests on {}", *ground));
  if (const std::string package = missing_package(question.language); !package.empty()) {
    return refuse(RefusalKind::unchecked,
                  fmt::format("{} is not installed here: install the package {}", name_of(question.language), package));
  }
  std::vector<RunRequest> batch = runs_of(question);
  std::optional<Outcome> first;
  RunReport account;
  std::size_t runs = 0;
  const unsigned more = needs_more_runs(question) ? kMoreRuns : 0;
  for (unsigned seed = 1; !batch.empty(); seed += 2) {
    auto reports = runner_.run(batch, stop);
    if (!reports) return refuse(kind_of(reports.error()), reports.error().message);
    runs += reports->size();
    auto outcomes = outcomes_of(question, *reports);
    if (!outcomes) return std::unexpected(std::move(outcomes).error());
    if (!first) {
      first = outcomes->front();
      account = reports->front();
      if (auto refusal = says_too_little(question, *first)) return std::unexpected(std::move(*refusal));
    }
    if (!std::ranges::all_of(*outcomes, [&](const Outcome& outcome) { return agree(*first, outcome); }))
      return refuse(RefusalKind::unchecked, "two runs of the program differ");
    batch.clear();
    if (seed < more && !first->is_limit) batch = {run_again(question, seed), run_again(question, seed + 1)};
  }
  return computed(question, *first, account, runs);
}

}  // namespace swarm::code
