// Puts tasks into a running swarmd over HTTP and measures. One thread, keep-alive connections, loopback only; bounded
// in tasks and in time. Prints one line of JSON; any refused request ends it with status 1.
//   batch    requests of `batch` tasks on `clients` connections, each sending the next when the last was answered
//   single   one task per request, the same way
//   latency  one task at a time: from handing the request to the kernel until the event task.started, which the server
//            publishes after the claim is on disk, has been read from the project's feed by this same process
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fstream>
#include <memory>
#include <poll.h>
#include <sys/epoll.h>
#include <unistd.h>
#include <vector>

#include <CLI/CLI.hpp>

#include "http_exchange.hpp"

namespace swarm::load {
namespace {

using std::chrono::milliseconds;

struct Options {
  std::string mode = "batch";
  std::uint16_t port = 0;
  std::string key_file;
  std::size_t tasks = 10'000;
  std::size_t batch = 1'000;
  std::size_t clients = 4;
  std::size_t seconds_max = 120;
};

double seconds_between(Instant from, Instant to) {
  return std::chrono::duration<double>(to - from).count();
}

std::string task_body(std::size_t number) {
  constexpr char kOperators[] = {'+', '-', '*'};
  return fmt::format(R"({{"prompt":"what is {} {} {}?"}})", number % 997 + 2, kOperators[number % 3], number % 89 + 3);
}

std::string batch_body(std::size_t first, std::size_t count) {
  std::string body = R"({"tasks":[)";
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) body += ',';
    body += task_body(first + i);
  }
  return body + "]}";
}

double percentile(std::vector<double>& values, double share) {
  if (values.empty()) return 0;
  const auto place = static_cast<std::size_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(place), values.end());
  return values[place];
}

// Tasks that ended with a verified answer since the server started: counted after the commit that stores the answer.
std::size_t verified_tasks(Connection& control) {
  const std::string text = control.exchange("GET", "/metrics", "").body;
  double sum = 0;
  constexpr std::string_view kName = "\nswarm_tasks_finished_total{";
  for (std::size_t at = text.find(kName); at != std::string::npos; at = text.find(kName, at + 1)) {
    const std::size_t end = text.find('\n', at + 1);
    const std::string line = text.substr(at, end - at);
    if (line.contains(R"(outcome="verified")")) sum += std::stod(line.substr(line.rfind(' ')));
  }
  return static_cast<std::size_t>(std::llround(sum));
}

// Sends all tasks, each connection one request at a time, and notes how long each answer took.
class Submission {
 public:
  Submission(const Options& options, const std::string& key)
      : options_(options), poller_(epoll_create1(EPOLL_CLOEXEC)) {
    for (std::size_t i = 0; i < options.clients; ++i) {
      connections_.push_back(std::make_unique<Connection>(options.port, key));
      epoll_event event{.events = EPOLLIN | EPOLLOUT | EPOLLET, .data = {.u64 = i}};
      epoll_ctl(poller_, EPOLL_CTL_ADD, connections_.back()->descriptor(), &event);
    }
  }
  ~Submission() { close(poller_); }
  Submission(const Submission&) = delete;
  Submission& operator=(const Submission&) = delete;

  void run(Instant until) {
    for (const auto& connection : connections_)
      send_next(*connection);
    while (answered_ < options_.tasks) {
      if (std::chrono::steady_clock::now() > until) give_up("not all tasks were accepted in time");
      epoll_event ready[64];
      const int count = epoll_wait(poller_, ready, 64, 100);
      for (int i = 0; i < count; ++i)
        advance(*connections_[ready[i].data.u64]);
    }
  }
  std::vector<double>& response_ms() { return response_ms_; }

 private:
  std::size_t per_request() const { return options_.mode == "batch" ? options_.batch : 1; }

  void send_next(Connection& connection) {
    const std::size_t count = std::min(per_request(), options_.tasks - sent_);
    if (count == 0) return;
    if (options_.mode == "batch")
      connection.send("POST", "/api/v1/tasks/batch", batch_body(sent_, count));
    else
      connection.send("POST", "/api/v1/tasks", task_body(sent_));
    sent_ += count;
  }

  void advance(Connection& connection) {
    connection.write_some();
    const std::optional<Response> response = connection.read_some();
    if (!response) return;
    if (response->status != 201) give_up(fmt::format("refused with {}: {}", response->status, response->body));
    response_ms_.push_back(seconds_between(connection.sent_at, std::chrono::steady_clock::now()) * 1e3);
    answered_ += std::min(per_request(), options_.tasks - answered_);
    send_next(connection);
  }

  const Options& options_;
  const int poller_;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::size_t sent_ = 0;
  std::size_t answered_ = 0;
  std::vector<double> response_ms_;
};

void measure_throughput(const Options& options, const std::string& key) {
  Connection control(options.port, key);
  const std::size_t before = verified_tasks(control);
  Submission submission(options, key);
  const Instant start = std::chrono::steady_clock::now();
  const Instant until = start + std::chrono::seconds{options.seconds_max};
  submission.run(until);
  const Instant accepted = std::chrono::steady_clock::now();
  while (verified_tasks(control) - before < options.tasks) {
    if (std::chrono::steady_clock::now() > until) give_up("not all tasks were completed in time");
    poll(nullptr, 0, 50);  // rarely: every look costs the server some of the CPU that is measured
  }
  const double seconds = seconds_between(start, std::chrono::steady_clock::now());
  fmt::print(R"({{"mode":"{}","tasks":{},"clients":{},"seconds":{:.3f},"accepted_seconds":{:.3f},"per_second":{:.0f},)"
             R"("response_p50_ms":{:.3f},"response_p99_ms":{:.3f}}})"
             "\n",
             options.mode, options.tasks, options.clients, seconds, seconds_between(start, accepted),
             static_cast<double>(options.tasks) / seconds, percentile(submission.response_ms(), 0.5),
             percentile(submission.response_ms(), 0.99));
}

// Reads the feed until it tells of an event of this type; the instant at which it did.
Instant wait_for_event(Connection& feed, std::string_view type, std::string& seen, Instant until) {
  while (std::chrono::steady_clock::now() < until) {
    seen += feed.take_bytes();
    if (seen.contains(fmt::format("event: {}\n", type))) return std::chrono::steady_clock::now();
    wait_until_readable(feed, feed, milliseconds{100});
  }
  give_up(fmt::format("no event {} in the feed", type));
}

void measure_latency(const Options& options, const std::string& key) {
  Connection client(options.port, key);
  Connection feed(options.port, key);
  feed.send("GET", "/api/v1/events?after=now", "");
  std::string seen;
  const Instant until = std::chrono::steady_clock::now() + std::chrono::seconds{options.seconds_max};
  while (!seen.contains("\r\n\r\n")) {
    wait_until_readable(feed, feed, milliseconds{100});
    seen += feed.take_bytes();
    if (std::chrono::steady_clock::now() > until) give_up("the feed does not begin");
  }
  std::vector<double> start_ms, response_ms, end_ms;
  for (std::size_t i = 0; i < options.tasks; ++i) {
    seen.clear();
    client.send("POST", "/api/v1/tasks", task_body(i));
    const Instant started = wait_for_event(feed, "task.started", seen, until);
    const Instant ended = wait_for_event(feed, "task.completed", seen, until);
    start_ms.push_back(seconds_between(client.sent_at, started) * 1e3);
    end_ms.push_back(seconds_between(client.sent_at, ended) * 1e3);
    std::optional<Response> response = client.read_some();
    while (!response) {
      wait_until_readable(client, client, milliseconds{100});
      response = client.read_some();
      if (std::chrono::steady_clock::now() > until) give_up("a submission is not answered");
    }
    if (response->status != 201) give_up(fmt::format("refused with {}: {}", response->status, response->body));
    poll(nullptr, 0, 5);  // the load that this mode stands for: far from the limit
  }
  fmt::print(R"({{"mode":"latency","tasks":{},"start_p50_ms":{:.3f},"start_p99_ms":{:.3f},"end_p50_ms":{:.3f}}})"
             "\n",
             options.tasks, percentile(start_ms, 0.5), percentile(start_ms, 0.99), percentile(end_ms, 0.5));
}

}  // namespace
}  // namespace swarm::load

int main(int count, char** arguments) {
  swarm::load::Options options;
  CLI::App parser("Puts tasks into a running swarmd and measures.");
  parser.add_option("--mode", options.mode)->check(CLI::IsMember({"batch", "single", "latency"}));
  parser.add_option("--port", options.port)->required();
  parser.add_option("--key-file", options.key_file)->required();
  parser.add_option("--tasks", options.tasks)->check(CLI::Range(1, 10'000'000));
  parser.add_option("--batch", options.batch)->check(CLI::Range(1, 1'000));
  parser.add_option("--clients", options.clients)->check(CLI::Range(1, 1'000));
  parser.add_option("--seconds-max", options.seconds_max)->check(CLI::Range(1, 3'600));
  CLI11_PARSE(parser, count, arguments);
  std::string key;
  std::getline(std::ifstream(options.key_file) >> std::ws, key);
  if (options.mode == "latency")
    swarm::load::measure_latency(options, key);
  else
    swarm::load::measure_throughput(options, key);
}
