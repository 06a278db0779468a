#include "cli/workflow_view.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>

#include "cli/human_text.hpp"
#include "cli/json_view.hpp"
#include "cli/safe_text.hpp"

namespace swarm::cli {

namespace {

StepLook look_of(const json::Value& step) {
  const std::string state = raw_text(step, "state"), verdict = raw_text(step, "verdict");
  if (state == "completed") {
    if (verdict == "abstained") return StepLook::abstained;
    return verdict == "refuted" ? StepLook::failed : StepLook::completed;
  }
  if (state == "failed" || state == "dead_letter") return StepLook::failed;
  if (state == "cancelled") return StepLook::cancelled;
  if (state == "running") return StepLook::running;
  if (state == "retrying") return StepLook::retrying;
  return raw_text(step, "reason") == "waits_for_dependencies" ? StepLook::waiting : StepLook::queued;
}

std::string note_of(const json::Value& step, StepLook look) {
  switch (look) {
    case StepLook::waiting:
      return "";
    case StepLook::queued:
      return "queued";
    case StepLook::running:
      return "running";
    case StepLook::completed: {
      const std::string value = shown(step, "value");
      if (!value.empty()) return value;
      const std::string answer = shown(step, "answer");
      return answer.empty() && is_true(step, "is_cut") ? "(a long answer)" : answer;
    }
    default:
      break;
  }
  const std::string reason = shown(step, "reason"), failure = shown(step, "failure");
  if (reason.empty() && failure.empty()) return shown(step, "verdict");
  return reason + (failure.empty() || reason.empty() ? "" : ": ") + failure;
}

std::int64_t count_at(const json::Value& progress, std::string_view name) {
  return whole_number(progress, name).value_or(0);
}

void print_head(Session& session, const json::Value& workflow) {
  Console& console = session.console;
  const std::string name = shown(workflow, "name"), reason = shown(workflow, "reason");
  console.print_line(fmt::format("workflow {}  {}{}{}", console.styled(shown(workflow, "id"), Style::bold), name,
                                 name.empty() ? "" : "  ",
                                 console.styled(shown(workflow, "state") + (reason.empty() ? "" : " (" + reason + ")"),
                                                style_of_workflow(workflow))));
  console.print_line("  " + progress_of_workflow(console, member(workflow, "progress")));
  const auto created = time_at(workflow, "created_at"), finished = time_at(workflow, "finished_at");
  if (!created) return;
  std::string words = "  submitted " + human_age(*created, session.clock.now());
  if (finished)
    words += ", took " + human_duration(std::chrono::duration<double, std::milli>(*finished - *created));
  else if (const auto deadline = time_at(workflow, "deadline_at"))
    words += ", to be done " + human_age(*deadline, session.clock.now());
  console.print_line(console.styled(words, Style::faint));
}

// How wide the names are, so that the notes stand below each other; very long ones stick out.
std::size_t label_column(const std::vector<GraphLine>& lines) {
  constexpr std::size_t kWidest = 44;
  std::size_t column = 0;
  for (const GraphLine& line : lines) {
    if (line.symbol.empty()) continue;
    const std::size_t end = display_width(line.rails) + 1 + display_width(line.tail) + 2 + display_width(line.label);
    if (end <= kWidest) column = std::max(column, end);
  }
  return column;
}

std::string line_text(const Console& console, const GraphLine& line, std::size_t column,
                      std::optional<std::size_t> width) {
  std::string text = "  " + console.styled(line.rails, Style::faint);
  if (line.symbol.empty()) return text;
  text += console.styled(line.symbol, line.style) + console.styled(line.tail, Style::faint) + "  ";
  std::size_t used = 2 + display_width(line.rails) + 1 + display_width(line.tail) + 2;
  const std::string label = width ? cut_to_width(line.label, *width - std::min(*width, used)) : line.label;
  text += line.style == Style::faint ? console.styled(label, Style::faint) : label;
  used += display_width(label);
  if (line.note.empty()) return text;
  const std::size_t blanks = column + 2 > used ? column + 2 - used + 2 : 2;
  used += blanks;
  if (width && used + 4 > *width) return text;
  const std::string note = width ? cut_to_width(line.note, *width - used) : line.note;
  return text + std::string(blanks, ' ') + console.styled(note, line.style);
}

}  // namespace

const std::vector<std::string>& workflow_state_names() {
  static const std::vector<std::string> kNames{"running", "completed", "failed", "cancelled"};
  return kNames;
}

int exit_code_of_workflow(const json::Value& workflow) {
  const std::string state = raw_text(workflow, "state");
  if (state == "completed") return 0;
  if (state == "failed") return kExitFailed;
  return facts_of(state == "cancelled" ? ErrorCode::cancelled : ErrorCode::timeout).exit_code;
}

Style style_of_workflow(const json::Value& workflow) {
  const std::string state = raw_text(workflow, "state");
  if (state == "completed") return Style::good;
  if (state == "failed") return Style::bad;
  return state == "cancelled" ? Style::warning : Style::bold;
}

std::string progress_of_workflow(const Console& console, const json::Value& progress) {
  constexpr std::int64_t kBar = 20;
  const std::int64_t total = count_at(progress, "total");
  const std::int64_t ended =
      count_at(progress, "completed") + count_at(progress, "failed") + count_at(progress, "cancelled");
  const auto filled = static_cast<std::size_t>(total > 0 ? ended * kBar / total : 0);
  std::string text = fmt::format("[{}{}] {} of {}", std::string(filled, '#'), std::string(kBar - filled, '-'),
                                 human_count(ended), human_count(total));
  constexpr std::pair<std::string_view, StepLook> kParts[] = {{"completed", StepLook::completed},
                                                              {"failed", StepLook::failed},
                                                              {"cancelled", StepLook::cancelled},
                                                              {"running", StepLook::running},
                                                              {"waiting", StepLook::waiting}};
  for (const auto& [name, look] : kParts) {
    const std::int64_t count = count_at(progress, name);
    if (count > 0)
      text += "  " + console.styled(fmt::format("{} {} {}", symbol_of(look), human_count(count), name), style_of(look));
  }
  return text;
}

std::vector<GraphStep> graph_steps_of(const json::Value& workflow) {
  const json::Array& list = list_at(workflow, "steps");
  std::map<std::string, std::size_t> places;
  for (std::size_t place = 0; place < list.size(); ++place)
    places.emplace(raw_text(list[place], "name"), place);
  std::vector<GraphStep> steps;
  for (const json::Value& each : list) {
    GraphStep step{.name = shown(each, "name"), .look = look_of(each), .depends_on = {}, .note = {}};
    step.note = note_of(each, step.look);
    for (const json::Value& needed : list_at(each, "depends_on")) {
      const auto found = needed.is_string() ? places.find(std::string(needed.get_string())) : places.end();
      if (found != places.end()) step.depends_on.push_back(found->second);
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

std::string graph_text(const Console& console, const std::vector<GraphLine>& lines, std::optional<std::size_t> width) {
  const std::size_t column = label_column(lines);
  std::string text;
  for (const GraphLine& line : lines)
    text += line_text(console, line, column, width) + "\n";
  return text;
}

void print_workflow(Session& session, const json::Value& workflow, bool all) {
  Console& console = session.console;
  print_head(session, workflow);
  const std::string failure = shown(workflow, "failure");
  if (!failure.empty()) console.print_line("  " + console.styled(failure, style_of_workflow(workflow)));
  const std::vector<GraphStep> steps = graph_steps_of(workflow);
  GraphOptions options;
  if (all) options.fold_over = steps.size();
  if (const auto width = console.out_width()) options.lanes_max = std::max<std::size_t>(4, *width / 6);
  const std::vector<GraphLine> lines = draw_graph(steps, options);
  console.print_line("");
  console.print(graph_text(console, lines, console.out_width()));
  if (!all && steps.size() > options.fold_over)
    console.print_line(console.styled(
        "\n  folded: branches and rows that are alike are one line; --all shows every step", Style::faint));
}

}  // namespace swarm::cli
