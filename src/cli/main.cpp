#include <csignal>
#include <cstdio>
#include <curl/curl.h>
#include <exception>
#include <filesystem>

#include <climits>

#include "cli/program.hpp"

namespace {

constexpr int kInterruptsMax = 3;  // one more than anything here waits for
volatile std::sig_atomic_t interrupt_count = 0;

// The first Ctrl-C is a wish that the command in hand fulfils in its way; who insists is obeyed at once.
void on_interrupt(int) {
  interrupt_count = interrupt_count + 1;
  if (interrupt_count >= kInterruptsMax) std::_Exit(128 + SIGINT);
}

std::string folder_of_program() {
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? "." : program.parent_path().string();
}

}  // namespace

int main(int count, char** values) {
  struct sigaction action{};
  action.sa_handler = &on_interrupt;  // without SA_RESTART: a read that waits is woken
  sigaction(SIGINT, &action, nullptr);
  try {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    return swarm::cli::run_program({.arguments = std::vector<std::string>(values + (count > 0 ? 1 : 0), values + count),
                                    .program_folder = folder_of_program(),
                                    .version = SWARM_VERSION,
                                    .interrupts = [] { return static_cast<int>(interrupt_count); }});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "swarmctl: internal error: %s\n", error.what());
    return 1;
  }
}
