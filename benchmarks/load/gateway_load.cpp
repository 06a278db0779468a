// Puts chat completions through a gateway, or straight to the stub upstream, checks every reply and measures. One
// thread, keep-alive connections, loopback only; bounded in clients and in time. Prints one line of JSON. Anything but
// the reply that is due ends it with status 1.
//   closed   each client sends the next request when the last was answered, for `seconds`
//   streams  each client reads `rounds` streams of `frames` frames, `interval-us` apart, one after the other; every
//            frame carries its number and when it was sent: none may be lost or come out of order
//   mixed    each client does one thing after another, with pauses, for `seconds`: replies small and large, streams,
//            requests and streams that it gives up, requests that are refused, rubbish
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fstream>
#include <memory>
#include <queue>
#include <random>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>
#include <vector>

#include <CLI/CLI.hpp>

#include "gateway_client.hpp"

namespace swarm::load {
namespace {

using std::chrono::microseconds;

struct Options {
  std::string mode = "closed";
  std::uint16_t port = 0;
  std::string path = "/v1/chat/completions";
  std::string model = "tiny";
  std::string key_file;
  std::vector<std::string> headers;
  std::size_t clients = 1;
  double seconds = 2;
  std::size_t body_bytes = 1024;
  std::size_t rounds = 1;
  std::size_t frames = 32;
  std::size_t interval_us = 20'000;
  std::size_t pause_us = 0;
  std::uint32_t seed = 1;
  std::size_t seconds_max = 3'600;
};

Instant now() {
  return std::chrono::steady_clock::now();
}

// --- What is asked ---------------------------------------------------------------------------------------------------

class Requests {
 public:
  explicit Requests(const Options& options) : options_(options) {
    if (!options.key_file.empty()) {
      std::string key;
      std::getline(std::ifstream(options.key_file) >> std::ws, key);
      if (key.empty()) give_up("no key in " + options.key_file);
      headers_ = "Authorization: Bearer " + key + "\r\n";
    }
    for (const std::string& header : options.headers)
      headers_ += header + "\r\n";
  }

  std::string post(std::string_view body) const {
    return fmt::format(
        "POST {} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n{}"
        "Content-Length: {}\r\n\r\n{}",
        options_.path, headers_, body.size(), body);
  }
  std::string chat(std::string_view order, std::size_t bytes, bool stream = false) const {
    return post(chat_body(options_.model, order, bytes, stream));
  }
  Action reply(std::size_t bytes) const { return {.request = chat("", bytes)}; }
  Action stream(std::size_t frames, std::size_t interval_us) const {
    const std::string order = fmt::format("stub-do: frames={} interval_us={} ", frames, interval_us);
    return {.request = chat(order, options_.body_bytes, true), .frames = frames};
  }

  static std::string chat_body(std::string_view model, std::string_view order, std::size_t bytes, bool stream) {
    std::string body = fmt::format(R"({{"model":"{}",{}"max_tokens":64,"temperature":0,"messages":[{{"role":"user",)"
                                   R"("content":"{}Tell me about this text: )",
                                   model, stream ? R"("stream":true,)" : "", order);
    constexpr std::string_view kWords = "a bee gathers what the meadow gives and carries it home before the evening; ";
    constexpr std::string_view kEnd = R"("}]})";
    while (body.size() + kEnd.size() < bytes)
      body += kWords.substr(0, std::min(kWords.size(), bytes - kEnd.size() - body.size()));
    return body += kEnd;
  }

 private:
  const Options& options_;
  std::string headers_;
};

// What the clients of the mixed load do, with how often.
std::vector<std::pair<unsigned, Action>> mixture(const Requests& requests) {
  const auto but = [](Action action, auto change) {
    change(action);
    return action;
  };
  const auto leave = [](std::size_t frames) {
    return [frames](Action& action) { action.gives_up = true, action.given_up_at = frames; };
  };
  return {
      {50, requests.reply(1024)},
      {10, requests.reply(16 * 1024)},
      {2, requests.reply(256 * 1024)},
      {14, requests.stream(16, 2'000)},
      {3, but(requests.stream(64, 1'000), leave(3))},
      {3, but(requests.stream(64, 1'000), leave(0))},
      {3, but(requests.reply(1024), leave(0))},
      {3, {.request = requests.chat("stub-do: status=400 ", 1024), .status = 400}},
      {3, {.request = requests.chat("stub-do: status=404 ", 1024, true), .status = 404}},
      {3, {.request = requests.post(R"({"model":"tiny","messages":)"), .status = 400}},
      {3, {.request = requests.post(Requests::chat_body("no-such/model", "", 512, false)), .status = 404}},
      {2,
       {.request = "POST /v1/chat/completions HTTP/1.1\r\nContent-Length: x\r\n\r\n", .status = 400, .closes = true}},
      {1, {.request = "rubbish\r\n\r\n", .status = 400, .closes = true}}};
}

// --- The run ---------------------------------------------------------------------------------------------------------

class Run {
 public:
  explicit Run(const Options& options)
      : options_(options), random_(options.seed), poller_(::epoll_create1(EPOLL_CLOEXEC)) {
    const Requests requests(options);
    if (options.mode == "mixed")
      actions_ = mixture(requests);
    else if (options.mode == "streams")
      actions_.emplace_back(1, requests.stream(options.frames, options.interval_us));
    else
      actions_.emplace_back(1, requests.reply(options.body_bytes));
    for (const auto& [weight, action] : actions_)
      weights_ += weight;
    for (std::size_t number = 0; number < options.clients; ++number)
      clients_.push_back(std::make_unique<Client>(options.port, figures_, poller_, number));
    rounds_left_ = options.mode == "streams" ? options.rounds * options.clients : SIZE_MAX;
  }
  ~Run() { ::close(poller_); }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  void go() {
    began_ = now();
    ends_ = options_.mode == "streams" ? Instant::max() : began_ + microseconds(std::llround(options_.seconds * 1e6));
    const Instant until = began_ + std::chrono::seconds(options_.seconds_max);
    // Streams begin spread over one interval, as those of strangers do, not all at the same instant.
    const auto apart = microseconds(options_.mode == "streams" ? options_.interval_us / clients_.size() : 0);
    for (std::size_t number = 0; number < clients_.size(); ++number)
      waiting_.push({began_ + apart * number, number});
    while (busy_ + waiting_.size() > 0) {
      if (now() > until) give_up("it takes longer than it may");
      wait_and_advance();
      begin_those_that_waited();
    }
    print(std::chrono::duration<double>(now() - began_).count());
  }

 private:
  struct Waiting {
    Instant until;
    std::size_t client;
    bool operator>(const Waiting& other) const { return until > other.until; }
  };

  const Action& choose() {
    if (actions_.size() == 1) return actions_.front().second;
    unsigned place = std::uniform_int_distribution<unsigned>(0, weights_ - 1)(random_);
    for (const auto& [weight, action] : actions_) {
      if (place < weight) return action;
      place -= weight;
    }
    return actions_.back().second;
  }

  void begin_next(std::size_t number) {
    if (rounds_left_ == 0 || now() >= ends_) return;
    --rounds_left_;
    ++busy_;
    clients_[number]->begin(choose());
  }

  void wait_and_advance() {
    int timeout_ms = 100;
    if (!waiting_.empty())
      timeout_ms = static_cast<int>(std::clamp<std::int64_t>(
          std::chrono::ceil<std::chrono::milliseconds>(waiting_.top().until - now()).count(), 0, 100));
    epoll_event ready[256];
    const int count = ::epoll_wait(poller_, ready, 256, timeout_ms);
    for (int i = 0; i < count; ++i) {
      const std::size_t number = ready[i].data.u64;
      while (clients_[number]->advance())
        ended(number);
    }
  }

  // The client's next action; the caller looks at it at once, since an answer may be there without another event.
  void ended(std::size_t number) {
    --busy_;
    if (options_.pause_us == 0) return begin_next(number);
    const auto pause = std::uniform_int_distribution<std::size_t>(0, 2 * options_.pause_us)(random_);
    if (now() < ends_) waiting_.push({now() + microseconds(pause), number});
  }

  void begin_those_that_waited() {
    while (!waiting_.empty() && waiting_.top().until <= now()) {
      const std::size_t number = waiting_.top().client;
      waiting_.pop();
      begin_next(number);
      while (clients_[number]->is_busy() && clients_[number]->advance())
        ended(number);
    }
  }

  void print(double seconds) const {
    const Figures& f = figures_;
    fmt::print(R"({{"mode":"{}","clients":{},"seconds":{:.3f},"requests":{},"per_second":{:.1f},"given_up":{},)"
               R"("reconnects":{},"p50_us":{:.1f},"p90_us":{:.1f},"p99_us":{:.1f},"max_us":{:.1f},)"
               R"("frames":{},"lost":{},"first_p50_us":{:.1f},"first_p99_us":{:.1f},)"
               R"("transit_p50_us":{:.1f},"transit_p99_us":{:.1f},"transit_max_us":{:.1f}}})"
               "\n",
               options_.mode, options_.clients, seconds, f.requests, static_cast<double>(f.requests) / seconds,
               f.given_up, f.reconnects, f.answered.percentile_us(0.5), f.answered.percentile_us(0.9),
               f.answered.percentile_us(0.99), f.answered.max_us(), f.frames, f.lost, f.first.percentile_us(0.5),
               f.first.percentile_us(0.99), f.transit.percentile_us(0.5), f.transit.percentile_us(0.99),
               f.transit.max_us());
  }

  const Options& options_;
  std::mt19937 random_;
  const int poller_;
  std::vector<std::pair<unsigned, Action>> actions_;
  unsigned weights_ = 0;
  Figures figures_;
  std::vector<std::unique_ptr<Client>> clients_;
  std::priority_queue<Waiting, std::vector<Waiting>, std::greater<>> waiting_;
  std::size_t rounds_left_ = 0;
  std::size_t busy_ = 0;
  Instant began_, ends_;
};

Options read_command_line(int count, char** arguments) {
  Options options;
  CLI::App app{"Puts chat completions through a gateway and measures."};
  app.add_option("--mode", options.mode)->check(CLI::IsMember({"closed", "streams", "mixed"}));
  app.add_option("--port", options.port)->required();
  app.add_option("--path", options.path);
  app.add_option("--model", options.model);
  app.add_option("--key-file", options.key_file);
  app.add_option("--header", options.headers, "A whole line, such as 'x-name: value'.");
  app.add_option("--clients", options.clients)->check(CLI::Range(1, 4096));
  app.add_option("--seconds", options.seconds)->check(CLI::Range(0.01, 7200.0));
  app.add_option("--body-bytes", options.body_bytes)->check(CLI::Range(1, 1'000'000));
  app.add_option("--rounds", options.rounds)->check(CLI::Range(1, 1'000'000));
  app.add_option("--frames", options.frames)->check(CLI::Range(1, 100'000));
  app.add_option("--interval-us", options.interval_us)->check(CLI::Range(0, 10'000'000));
  app.add_option("--pause-us", options.pause_us, "Between two actions of a client, on average.");
  app.add_option("--seed", options.seed);
  app.add_option("--seconds-max", options.seconds_max)->check(CLI::Range(1, 10'000));
  try {
    app.parse(count, arguments);
  } catch (const CLI::ParseError& error) {
    std::exit(app.exit(error));
  }
  return options;
}

void raise_descriptor_limit() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace
}  // namespace swarm::load

int main(int count, char** arguments) {
  const swarm::load::Options options = swarm::load::read_command_line(count, arguments);
  swarm::load::raise_descriptor_limit();
  swarm::load::Run(options).go();
}
