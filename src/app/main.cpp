#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "app/app.hpp"
#include "app/command_line.hpp"
#include "app/offline_verbs.hpp"
#include "app/opening.hpp"
#include "app/reference.hpp"
#include "platform/process/core_files.hpp"
#include "platform/secrets/environment_secrets.hpp"

namespace swarm::app {
namespace {

int complain(const Error& error) {
  std::fprintf(stderr, "swarmd: %s\n", error.message.c_str());
  if (error.faults.size() > 1) {
    for (const Fault& fault : error.faults)
      std::fprintf(stderr, "  %s: %s\n", fault.path.c_str(), fault.message.c_str());
  }
  return facts_of(error.code).exit_code;
}

// How to call swarmctl from here: by its path, when it lies beside this program and that is not installed.
std::string swarmctl_path() {
  std::error_code error;
  const std::filesystem::path beside =
      std::filesystem::read_symlink("/proc/self/exe", error).parent_path() / "swarmctl";
  if (error || beside.string().starts_with("/usr") || !std::filesystem::exists(beside, error)) return "swarmctl";
  return std::filesystem::relative(beside, error).string();
}

// What a person needs first: text on a terminal, else an event, because programs read stdout.
void print_welcome(const App& app) {
  const std::string address = app.http_address(), key_file = app.key_file().string();
  const std::string example =
      fmt::format("{} --url http://{} --key-file {} ask \"what is 15% of 80?\"", swarmctl_path(), address, key_file);
  if (isatty(STDOUT_FILENO) == 0) {
    return app.log().info("welcome", {{"address", "http://" + address}, {"key_file", key_file}, {"example", example}});
  }
  std::printf("\n  Swarmkeeper %s serves http://%s\n  The admin key is in %s\n\n  Try:  %s\n\n", SWARM_VERSION,
              address.c_str(), key_file.c_str(), example.c_str());
}

void print_ready(const App& app) {
  const json::Object line{{"event", "ready"}, {"http", app.http_address()}, {"websocket", app.websocket_address()}};
  std::printf("%s\n", json::to_text(line).c_str());
  print_welcome(app);
  std::fflush(stdout);
}

// The difference that SIGHUP made, or every fault that kept it from making any: one event on stdout, and in the log.
void reload(App& app) {
  const Result<api::ReloadView> read = app.reload();
  json::Object line{{"event", read ? "reloaded" : "reload_refused"}};
  if (read) {
    app.log().info("reloaded", {{"changes", read->changes.size()}, {"need_restart", read->needs_restart.size()}});
    for (const auto& member : json::encode(*read).as_object())
      line.emplace(member.key(), member.value());
  } else {
    json::Array faults;
    for (const Fault& fault : read.error().faults) {
      const std::string text = fmt::format("{}: {}", fault.path, fault.message);
      app.log().error("reload_refused", {{"fault", text}});
      faults.push_back(json::Value(boost::json::string(text)));
    }
    if (faults.empty()) app.log().error("reload_refused", {{"fault", read.error().message}});
    line.emplace("error", read.error().message);
    line.emplace("faults", std::move(faults));
  }
  std::printf("%s\n", json::to_text(line).c_str());
  std::fflush(stdout);
}

// Until SIGTERM or SIGINT; SIGHUP reads the configuration again.
void wait_for_the_end(App& app, const sigset_t& signals) {
  while (true) {
    int signal = 0;
    if (sigwait(&signals, &signal) != 0) continue;
    if (signal != SIGHUP) return;
    reload(app);
  }
}

// A second SIGTERM or SIGINT ends the process at once.
void let_signals_end(const sigset_t& signals) {
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

// Every connection is a file, and the soft limit is often 1024.
void raise_file_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

int serve(const CommandLine& line, secrets::EnvironmentSecrets environment) {
  raise_file_limit();
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP})
    sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  ::signal(SIGPIPE, SIG_IGN);  // a reader that goes away is an error of that write
  Result<config::Loaded<AppConfig>> loaded = config::load<AppConfig>(line.sources);
  if (!loaded) return complain(loaded.error());
  if (loaded->value.runtime.core_files) process::allow_core_files();
  Result<std::unique_ptr<App>> app = App::open(std::move(*loaded), line.sources, std::move(environment));
  if (!app) return complain(app.error());
  if (const Result<Done> started = (*app)->start(); !started) {
    const int status = complain(started.error());
    (*app)->flush_log();
    std::_Exit(status);  // what runs already is stopped by the end of the process; nothing was acknowledged
  }
  print_ready(**app);
  wait_for_the_end(**app, signals);
  let_signals_end(signals);
  const bool whole = (*app)->stop();
  (*app)->flush_log();
  if (!whole) std::_Exit(facts_of(ErrorCode::timeout).exit_code);
  return EXIT_SUCCESS;
}

int check_config(const CommandLine& line) {
  const Result<config::Loaded<AppConfig>> loaded = config::load<AppConfig>(line.sources);
  if (!loaded) return complain(loaded.error());
  if (const auto providers = checked_providers(*loaded); !providers) return complain(providers.error());
  std::printf("the configuration is valid\n");
  return EXIT_SUCCESS;
}

int run(const CommandLine& line, secrets::EnvironmentSecrets environment) {
  switch (line.verb) {
    case Verb::serve:
      return serve(line, std::move(environment));
    case Verb::check_config:
      return check_config(line);
    case Verb::print_reference:
      return print_reference(line.reference);
    case Verb::verify:
    case Verb::audit_verify:
    case Verb::new_admin_key:
      return run_offline(line);
  }
  return EXIT_FAILURE;
}

}  // namespace
}  // namespace swarm::app

int main(int count, char** arguments) {
  swarm::process::forbid_core_files();  // before there is a secret in memory
  auto environment = swarm::secrets::take_environment_secrets();
  const auto parsed = swarm::app::parse_command_line(count, arguments);
  if (const int* status = std::get_if<int>(&parsed)) return *status;
  if (!environment) return swarm::app::complain(environment.error());
  return swarm::app::run(std::get<swarm::app::CommandLine>(parsed), std::move(*environment));
}
