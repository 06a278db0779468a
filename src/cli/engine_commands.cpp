#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/engine_memory.hpp"
#include "cli/human_text.hpp"
#include "cli/json_view.hpp"
#include "cli/session.hpp"
#include "cli/table.hpp"

namespace swarm::cli {

namespace {

constexpr char kEnginePath[] = "/api/v1/engine";
constexpr std::chrono::minutes kReloadTimeMax{30};  // running answers end first, and large models take their time

Style style_of(std::string_view state) {
  if (state == "serving" || state == "external") return Style::good;
  return state == "missing" || state == "restarting" ? Style::bad : Style::warning;
}

std::string bytes_at(const json::Value& value, std::string_view name) {
  const auto count = whole_number(value, name);
  return count ? human_bytes(*count) : "-";
}

// What the engine holds on each of its devices, by kind.
void print_memory(Session& session, const json::Value& status) {
  Table table({{"device"},
               {"used by all"},
               {"limit"},
               {"total"},
               {"weights"},
               {"KV"},
               {"adapters"},
               {"compute"},
               {"fragmentation"}});
  for (const json::Value& device : list_at(status, "memory"))
    table.add({shown(device, "device"), bytes_at(device, "used_bytes"), bytes_at(device, "limit_bytes"),
               bytes_at(device, "total_bytes"), bytes_at(device, "weights_bytes"), bytes_at(device, "kv_bytes"),
               bytes_at(device, "adapters_bytes"), bytes_at(device, "compute_bytes"),
               shown(device, "fragmentation_events")});
  if (!table.empty()) table.print(session.console);
}

void print_adapters(Session& session, const json::Value& status) {
  Table table({{"adapter"}, {"version"}, {"path", Align::left, true}});
  for (const json::Value& adapter : list_at(status, "adapters"))
    table.add({shown(adapter, "name"), shown(adapter, "version"), shown(adapter, "path")});
  if (!table.empty()) table.print(session.console);
}

void print_calibration(Session& session, const json::Value& engine) {
  Table table({{"model"}, {"head"}, {"calibration error"}, {"without calibration"}, {"samples"}});
  for (const json::Value& one : list_at(engine, "calibration"))
    table.add({shown(one, "model"), shown(one, "head"), fmt::format("{:.3f}", number(one, "error_after").value_or(0)),
               fmt::format("{:.3f}", number(one, "error_before").value_or(0)), shown(one, "samples")});
  if (!table.empty()) table.print(session.console);
}

void print_engine(Session& session, const json::Value& engine) {
  Console& console = session.console;
  const std::string state = raw_text(engine, "state");
  std::string line =
      fmt::format("{}  mode {}", console.styled(shown(engine, "state"), style_of(state)), shown(engine, "mode"));
  if (const std::string model = shown(engine, "model"); !model.empty()) line += "  model engine/" + model;
  if (const std::string url = shown(engine, "base_url"); !url.empty()) line += "  " + url;
  if (const std::string process = shown(engine, "process"); !process.empty()) line += "  process " + process;
  console.print_line(line);
  if (const std::string detail = shown(engine, "detail"); !detail.empty()) console.print_line("  " + detail);
  if (const std::string file = shown(engine, "model_file"); !file.empty()) console.print_line("  file " + file);
  if (const auto since = time_at(engine, "serving_since")) {
    console.print_line(fmt::format("  serves since {} ({}), started in {} ms", human_time_in_full(*since),
                                   human_age(*since, session.clock.now()), shown(engine, "start_took_ms")));
  }
  console.print_line(fmt::format("  {} starts, {} restarts, {} failed; {} calls running, {} waiting",
                                 shown(engine, "starts"), shown(engine, "restarts"), shown(engine, "failed_starts"),
                                 shown(engine, "calls_running"), shown(engine, "calls_waiting")));
  if (const std::string error = shown(engine, "last_error"); !error.empty())
    console.print_line("  last ended by itself: " + error);
  for (const json::Value& why : list_at(engine, "adapters_left_out"))
    console.print_line("  " + console.styled("left out", Style::warning) + ": " + shown_value(why));
  const json::Value& status = member(engine, "status");
  print_memory(session, status);
  print_adapters(session, status);
  print_calibration(session, engine);
}

Outcome<int> show(Session& session) {
  const Document engine = TRY(call(session.api, {.path = kEnginePath}));
  if (session.json) return print_document(session, engine);
  print_engine(session, engine.value);
  return 0;
}

Outcome<int> reload(Session& session) {
  const Document engine = TRY(call(
      session.api, {.method = "POST", .path = std::string(kEnginePath) + "/reload", .extra_time = kReloadTimeMax}));
  if (session.json) return print_document(session, engine);
  print_engine(session, engine.value);
  return 0;
}

Outcome<int> collect(Session& session) {
  const Document freed = TRY(call(session.api, {.method = "POST", .path = std::string(kEnginePath) + "/gc"}));
  if (session.json) return print_document(session, freed);
  const json::Value& what = member(freed.value, "freed");
  const auto bytes = whole_number(what, "freed_bytes");
  return say(session, bytes ? "given back: " + human_bytes(*bytes) : "given back: " + shown_value(what));
}

// Memory on every device against its limit. What is not measured is not called good.
Outcome<int> check_memory(Session& session) {
  const Document engine = TRY(call(session.api, {.path = kEnginePath}));
  const json::Value& status = member(engine.value, "status");
  if (session.json) print_document(session, engine);
  if (raw_text(engine.value, "mode") != "builtin") {
    if (!session.json) say(session, "skipped: this server runs no engine");
    return 0;
  }
  const json::Array& devices = list_at(status, "memory");
  if (devices.empty())
    return trouble(ErrorCode::unavailable, "the engine tells no memory: it is " + shown(engine.value, "state"));
  bool is_over = false;
  for (const json::Value& device : devices) {
    const MemoryVerdict verdict = judged_memory(device);
    is_over = is_over || verdict.is_over;
    if (session.json) continue;
    const std::string word =
        session.console.styled(verdict.is_over ? "over" : "ok", verdict.is_over ? Style::bad : Style::good);
    session.console.print_line(fmt::format("{}  {}", word, verdict.words));
  }
  return is_over ? facts_of(ErrorCode::limit_exceeded).exit_code : 0;
}

}  // namespace

Command engine_command() {
  Command command{.name = "engine", .help = "The language model that this server runs itself."};
  Command status{.name = "status", .help = "Show its state, memory, adapters and calibration."};
  status.run = &show;
  Command restart{
      .name = "reload",
      .help = "Start it anew without losing a request: new calls wait, running ones end first.",
      .details =
          "Running calls have engine.drain_timeout_ms (600 s) to end. Then they are cut off: whole ones are "
          "asked again, streams end with an error. Calls that wait keep their own deadlines. When its model "
          "or an adapter that it serves is missing, it is not reloaded and goes on as it is. swarmctl "
          "engine status shows how many calls still run."};
  restart.run = &reload;
  Command gc{.name = "gc", .help = "Let it give back what it keeps for later."};
  gc.run = &collect;
  Command memory{.name = "memory",
                 .help = "Hold its memory against the limit of each device.",
                 .details =
                     "On the processor what the engine holds itself counts (weights, KV, adapters, compute), on a GPU "
                     "all that is used of the card, by whomever. Exit code 0: within all limits, or this server runs "
                     "no engine (skipped). 10: over a limit. 12: the engine does not serve."};
  memory.run = &check_memory;
  command.commands = {status, restart, gc, memory};
  return command;
}

}  // namespace swarm::cli
