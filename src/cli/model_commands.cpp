#include <filesystem>
#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/human_text.hpp"
#include "cli/json_view.hpp"
#include "cli/session.hpp"
#include "cli/table.hpp"

namespace swarm::cli {

namespace {

constexpr char kModelsPath[] = "/api/v1/models";
constexpr std::chrono::minutes kCopyTimeMax{30};  // tens of gigabytes are copied, read and loaded once

std::string path_of(const std::string& name) {
  return std::string(kModelsPath) + "/" + path_segment(name);
}

Outcome<int> list(Session& session) {
  const Document models = TRY(call(session.api, {.path = kModelsPath}));
  if (session.json) return print_document(session, models);
  Table table({{"name"},
               {"kind"},
               {"size", Align::right},
               {"in use"},
               {"architecture"},
               {"context", Align::right},
               {"added"},
               {"sha256", Align::left, true}});
  for (const json::Value& model : list_at(models.value, "models")) {
    const json::Value& facts = member(model, "facts");
    const auto added = time_at(model, "added_at");
    table.add({shown(model, "name"), shown(model, "kind"), human_bytes(whole_number(model, "size_bytes").value_or(0)),
               is_true(model, "is_in_use") ? "yes" : "", shown(facts, "architecture"), shown(facts, "context_tokens"),
               is_true(model, "is_built_in") ? "built in"
               : added                       ? human_age(*added, session.clock.now())
                                             : "not checked",
               shown(model, "sha256")});
  }
  if (table.empty()) return say(session, "no models: swarmctl models add FILE.gguf adds one");
  table.print(session.console);
  return 0;
}

struct AddOptions {
  std::string file;
  std::string name;
  std::string base;
};

Outcome<int> add(Session& session, const AddOptions& options) {
  std::error_code error;
  const std::filesystem::path file = std::filesystem::absolute(options.file, error);
  json::Object body{{"path", file.string()}};
  if (!options.name.empty()) body.emplace("name", options.name);
  if (!options.base.empty()) body.emplace("base", options.base);
  const Document model = TRY(call(
      session.api, {.method = "POST", .path = kModelsPath, .body = json::to_text(body), .extra_time = kCopyTimeMax}));
  if (session.json) return print_document(session, model);
  const std::string name = shown(model.value, "name");
  const bool is_adapter = raw_text(model.value, "kind") == "adapter";
  return say(session, fmt::format("added {} ({}, {}); use it with {}", name, shown(model.value, "kind"),
                                  human_bytes(whole_number(model.value, "size_bytes").value_or(0)),
                                  is_adapter ? fmt::format("engine.adapters: [{{name: {0}, path: {0}}}]", name)
                                             : "engine.model: " + name));
}

Outcome<int> show(Session& session, const std::string& name) {
  const Document model = TRY(call(session.api, {.path = path_of(name)}));
  if (session.json) return print_document(session, model);
  if (!model.value.is_object()) return 0;
  for (const auto& [key, value] : model.value.get_object()) {
    if (!value.is_object())
      session.console.print_line(fmt::format("{:<12} {}", std::string_view(key), shown_value(value)));
  }
  const json::Value& facts = member(model.value, "facts");
  if (!facts.is_object()) return 0;
  for (const auto& [key, value] : facts.get_object())
    session.console.print_line(fmt::format("  {:<20} {}", shown_value(json::Value(key)), shown_value(value)));
  return 0;
}

Outcome<int> remove(Session& session, const std::string& name) {
  TRY(send_expecting_success(session.api, {.method = "DELETE", .path = path_of(name)}));
  return session.json ? 0 : say(session, fmt::format("removed {}", name));
}

Outcome<int> verify(Session& session, const std::string& name) {
  const Document found =
      TRY(call(session.api, {.method = "POST", .path = path_of(name) + "/verify", .extra_time = kCopyTimeMax}));
  const bool is_good = is_true(found.value, "is_good");
  if (session.json)
    print_document(session, found);
  else
    say(session,
        is_good ? fmt::format("{} is as it was added: {}", shown(found.value, "name"), shown(found.value, "sha256"))
                : fmt::format("{}: {}", shown(found.value, "name"), shown(found.value, "trouble")));
  return is_good ? 0 : kExitBroken;
}

Command add_command() {
  auto options = std::make_shared<AddOptions>();
  Command command{.name = "add",
                  .help = "Check a GGUF file and keep a copy of it below the server's data folder.",
                  .details =
                      "The server reads the file, so it must lie on the server's machine. It is checked in a child "
                      "process with limits; a damaged or foreign file is refused with the reason. A file "
                      "NAME.calibration.json beside it is taken along."};
  command.arguments = {{.name = "FILE",
                        .target = &options->file,
                        .help = "The GGUF file of a model or an adapter.",
                        .is_required = true,
                        .completes = Completes::files},
                       {.name = "--name",
                        .target = &options->name,
                        .help = "What it is called (default: as the file).",
                        .value = "NAME"},
                       {.name = "--base",
                        .target = &options->base,
                        .help = "The model that an adapter belongs to (default: the one that is served, if it is of "
                                "the same architecture).",
                        .value = "NAME"}};
  command.run = [options](Session& session) { return add(session, *options); };
  return command;
}

Command named_command(const char* called, const char* help, Outcome<int> (*act)(Session&, const std::string&)) {
  auto name = std::make_shared<std::string>();
  Command command{.name = called, .help = help};
  command.arguments = {{.name = "NAME", .target = name.get(), .help = "The model's name.", .is_required = true}};
  command.run = [name, act](Session& session) { return act(session, *name); };
  return command;
}

}  // namespace

Command models_command() {
  Command command{.name = "models", .help = "Models and adapters that the server's engine can load."};
  Command listing{.name = "list", .help = "List them, the built-in one first."};
  listing.run = &list;
  Command verification = named_command("verify", "Say whether a model's file is the one that was added.", &verify);
  verification.details = "Exit code 23: it is not, it is gone, or nobody has checked it.";
  command.commands = {listing, add_command(), named_command("show", "Show one with what its header says.", &show),
                      named_command("remove", "Remove one that the engine does not use.", &remove), verification};
  return command;
}

}  // namespace swarm::cli
