#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <malloc.h>
#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include "engine/main/check_program.hpp"
#include "engine/main/command_line.hpp"
#include "engine/main/engine_program.hpp"
#include "platform/process/core_files.hpp"

namespace swarm::engine_main {
namespace {

int complain(const Error& error) {
  std::fprintf(stderr, "swarm-engine: %s\n", error.message.c_str());
  return facts_of(error.code).exit_code;
}

// The token, which is then in the environment no more, neither ours nor what /proc shows of it.
std::string take_token() {
  constexpr const char* kName = "SWARM_ENGINE_TOKEN";
  char* const value = std::getenv(kName);
  if (value == nullptr) return {};
  std::string token(value);
  ::explicit_bzero(value, token.size());
  ::unsetenv(kName);
  return token;
}

// Contexts come and go, and their buffers are megabytes: what is that large is given back to the system when it is
// freed. Otherwise the C library learns from the first one that is freed to keep them, for ever.
void give_large_buffers_back() {
  constexpr int kLargeBytes = 256 * 1024;
  ::mallopt(M_MMAP_THRESHOLD, kLargeBytes);
  ::mallopt(M_TRIM_THRESHOLD, kLargeBytes);
}

// Every connection is a file, and the soft limit is often 1024.
void raise_file_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

int print_profile(const CommandLine& line) {
  const llama::Machine machine = llama::this_machine();
  Result<llama::Profile> profile = line.model.empty() ? llama::profile_without_model(machine, overrides_of(line))
                                                      : llama::plan_profile(line.model, machine, overrides_of(line));
  if (!profile) return complain(profile.error());
  std::printf("%s\n", json::to_text(settings_of(line, *profile)).c_str());
  return EXIT_SUCCESS;
}

int serve(CommandLine line, std::string token) {
  raise_file_limit();
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);  // a reader that goes away is an error of that write
  EngineProgram program(std::move(line), std::move(token));
  if (const Result<Done> started = program.start(); !started) {
    const int status = complain(started.error());
    program.flush_log();
    std::_Exit(status);  // nothing was promised to anybody
  }
  std::printf("%s\n", json::to_text(program.ready_line()).c_str());
  std::fflush(stdout);
  int signal = 0;
  while (sigwait(&signals, &signal) != 0) {
  }
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);  // a second one ends the process at once
  program.stop();
  program.flush_log();
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace swarm::engine_main

int main(int count, char** arguments) {
  using swarm::engine_main::Verb;
  swarm::process::forbid_core_files();    // prompts are in memory, and a token
  ::setenv("GGML_NO_BACKTRACE", "1", 1);  // an abort ends at once, rather than in a debugger that it starts
  swarm::engine_main::give_large_buffers_back();
  std::string token = swarm::engine_main::take_token();
  auto parsed = swarm::engine_main::parse_command_line(count, arguments);
  if (const int* status = std::get_if<int>(&parsed)) return *status;
  auto& line = std::get<swarm::engine_main::CommandLine>(parsed);
  switch (line.verb) {
    case Verb::check:
      return swarm::engine_main::run_check(line);
    case Verb::print_profile:
      return swarm::engine_main::print_profile(line);
    case Verb::serve:
      return swarm::engine_main::serve(std::move(line), std::move(token));
  }
  return EXIT_FAILURE;
}
