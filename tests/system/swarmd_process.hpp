#pragma once

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <optional>
#include <poll.h>
#include <sstream>
#include <string>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

#include "base/json.hpp"
#include "support/http_client.hpp"
#include "support/temporary_folder.hpp"

namespace swarm::tests {

// The real program in its own process. It dies with the test. What it says is kept in files of the given folder.
class SwarmdProcess {
 public:
  SwarmdProcess(const std::filesystem::path& folder, std::vector<std::string> arguments)
      : out_(folder / "stdout.txt"), err_(folder / "stderr.txt") {
    arguments.insert(arguments.begin(), SWARM_PROGRAM);
    std::vector<char*> list;
    for (std::string& argument : arguments)
      list.push_back(argument.data());
    list.push_back(nullptr);
    std::filesystem::remove(out_);  // what an earlier process said is not taken for this one's
    std::filesystem::remove(err_);
    process_ = fork();
    if (process_ != 0) return;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    redirect(out_, STDOUT_FILENO);
    redirect(err_, STDERR_FILENO);
    ::execv(SWARM_PROGRAM, list.data());
    ::_exit(127);
  }
  ~SwarmdProcess() {
    if (ended_) return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  SwarmdProcess(const SwarmdProcess&) = delete;
  SwarmdProcess& operator=(const SwarmdProcess&) = delete;

  void signal(int number) const { ::kill(process_, number); }
  pid_t id() const { return process_; }
  std::string out() const { return text_of(out_); }
  std::string err() const { return text_of(err_); }

  // The exit status, 128 and the number for a signal; nothing when it runs on after `at_most`.
  std::optional<int> wait_for_end(std::chrono::milliseconds at_most = std::chrono::seconds{120}) {
    const int handle = static_cast<int>(::syscall(SYS_pidfd_open, process_, 0));
    pollfd waiting{.fd = handle, .events = POLLIN, .revents = 0};
    const bool ended = ::poll(&waiting, 1, static_cast<int>(at_most.count())) > 0;
    ::close(handle);
    if (!ended) return std::nullopt;
    int status = 0;
    ::waitpid(process_, &status, 0);
    ended_ = true;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

  // True once it says that it serves; false when it ended or took more than two minutes.
  bool wait_until_ready() {
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds{120};
    while (std::chrono::steady_clock::now() < patience) {
      if (const std::string said = out();
          said.find("\"ready\"") != std::string::npos && said.find('\n') != std::string::npos) {
        const std::string address(json::parse(said.substr(0, said.find('\n')))->at("http").as_string());
        port_ = static_cast<std::uint16_t>(std::atoi(address.c_str() + address.rfind(':') + 1));
        return true;
      }
      if (wait_for_end(std::chrono::milliseconds{5})) return false;
    }
    return false;
  }
  std::uint16_t port() const { return port_; }

  static std::string text_of(const std::filesystem::path& file) {
    std::ifstream stream(file);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
  }

 private:
  static void redirect(const std::filesystem::path& file, int descriptor) {
    ::dup2(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600), descriptor);
  }

  const std::filesystem::path out_, err_;
  pid_t process_ = -1;
  bool ended_ = false;
  std::uint16_t port_ = 0;
};

// A server on free ports with its data below a folder, and the key that its first start made.
class ServerUnderTest {
 public:
  ServerUnderTest(const std::filesystem::path& folder, const std::filesystem::path& data,
                  std::vector<std::string> more = {})
      : data_(data), process_(folder, arguments_for(data, std::move(more))), ready_(process_.wait_until_ready()) {
    key_ = SwarmdProcess::text_of(data / "admin.key");
    key_.erase(key_.find_last_not_of('\n') + 1);
  }
  static std::vector<std::string> arguments_for(const std::filesystem::path& data, std::vector<std::string> more = {}) {
    std::vector<std::string> all{"--data", data.string(), "--http", "127.0.0.1:0", "--websocket", "127.0.0.1:0"};
    all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    const bool has_engine =
        std::ranges::any_of(all, [](const std::string& text) { return text.starts_with("engine."); });
    if (!has_engine) all.insert(all.end(), {"--set", "engine.mode=off"});
    return all;
  }

  bool ready() const { return ready_; }
  SwarmdProcess& process() { return process_; }
  std::uint16_t port() const { return process_.port(); }
  std::string key_header() const { return fmt::format("X-API-Key: {}\r\n", key_); }
  HttpAnswer ask(std::string_view method, std::string_view target, std::string_view body = "") const {
    return RawHttpClient(port()).ask(http_request(method, target, key_header(), body));
  }
  HttpAnswer submit(std::string_view prompt) const {
    return ask("POST", "/api/v1/tasks", fmt::format(R"({{"prompt":"{}"}})", prompt));
  }
  // Asks until the answer has this status; the last answer, whatever it is, after a minute.
  HttpAnswer submit_until(int status) const {
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds{60};
    HttpAnswer answer;
    do
      answer = submit("1+1");
    while (answer.status != status && std::chrono::steady_clock::now() < patience);
    return answer;
  }

 private:
  const std::filesystem::path data_;
  SwarmdProcess process_;
  const bool ready_;
  std::string key_;
};

}  // namespace swarm::tests
