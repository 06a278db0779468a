#include "app/reference.hpp"

#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>

#include "app/app.hpp"
#include "app/limits_reference.hpp"
#include "app/websocket_reference.hpp"
#include "providers/gateway/genai_names.hpp"

namespace swarm::app {

namespace {

// Routes and series are those of a whole server, wired but not started, over an empty database in memory.
Result<std::unique_ptr<App>> wired_server(const std::filesystem::path& folder) {
  config::Loaded<AppConfig> loaded;
  loaded.value.data = folder;
  loaded.value.replica = "reference";
  loaded.value.database.sqlite.file = ":memory:";
  loaded.value.log.folder = "";
  chat::ProviderConfig example{.name = "example", .base_url = "http://127.0.0.1:9100/v1"};  // its series have names too
  example.models.push_back({.name = "model"});
  loaded.value.providers.push_back(std::move(example));
  return App::open(std::move(loaded), {});
}

class ScratchFolder {
 public:
  ScratchFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "swarmd-reference-XXXXXX").string();
    if (mkdtemp(name.data()) != nullptr) path = name;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    if (!path.empty()) std::filesystem::remove_all(path, ignored);
  }
  std::filesystem::path path;
};

Result<std::string> page_of_server(const std::string& page) {
  const ScratchFolder folder;
  const std::unique_ptr<App> app = TRY(wired_server(folder.path));
  if (page == "metrics") return app->metrics_reference();
  return json::to_text(http::openapi(app->router(), SWARM_VERSION)) + "\n";
}

// Which of our names is which of OpenTelemetry's.
std::string genai_page() {
  std::string page =
      "# OpenTelemetry's names\n\nWhat the semantic conventions for generative AI call what Swarmkeeper measures, for "
      "whoever "
      "renames series in a\ncollector. Made by `swarmd --print-reference genai`.\n\n| here | gen_ai | "
      "|\n|---|---|---|\n";
  for (const gateway::GenAiName& name : gateway::kGenAiNames)
    page += fmt::format("| `{}` | `{}` | {} |\n", name.ours, name.gen_ai, name.note);
  return page;
}

Result<std::string> page_named(const std::string& page) {
  if (page == "genai") return genai_page();
  if (page == "configuration") return config::reference<AppConfig>();
  if (page == "limits") return limits_reference();
  if (page == "websocket") return websocket_reference();
  return page_of_server(page);
}

}  // namespace

int print_reference(const std::string& page) {
  const Result<std::string> text = page_named(page);
  if (!text) {
    std::fprintf(stderr, "swarmd: %s\n", text.error().message.c_str());
    return facts_of(text.error().code).exit_code;
  }
  std::fputs(text->c_str(), stdout);
  return EXIT_SUCCESS;
}

}  // namespace swarm::app
