// Streams answers of an engine over HTTP and counts their tokens. One thread, keep-alive connections, loopback only;
// bounded in clients and in time. Prints one line of JSON. Anything but whole streams ends it with status 1.
#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <memory>
#include <poll.h>
#include <vector>

#include <CLI/CLI.hpp>

#include "http_exchange.hpp"

namespace swarm::load {
namespace {

struct Options {
  std::uint16_t port = 0;
  std::string key;
  std::string model = "tiny";
  std::size_t clients = 1;
  double seconds = 3;
  int max_tokens = 64;
};

struct Figures {
  std::uint64_t answers = 0, tokens = 0, frames = 0;
  std::vector<double> first_ms;
};

Instant now() {
  return std::chrono::steady_clock::now();
}

// One connection that asks again as soon as its answer is whole.
class Client {
 public:
  Client(const Options& options, Figures& figures, std::size_t number)
      : options_(options), figures_(figures), number_(number), connection_(options.port, options.key) {}

  int descriptor() const { return connection_.descriptor(); }
  bool is_busy() const { return is_busy_; }

  void begin() {
    const std::string body = fmt::format(
        R"({{"model":"{}","stream":true,"stream_options":{{"include_usage":true}},"temperature":0,"max_tokens":{},)"
        R"("messages":[{{"role":"user","content":"{}"}}]}})",
        options_.model, options_.max_tokens, prompt());
    connection_.send("POST", "/v1/chat/completions", body);
    input_.clear();
    looked_through_ = 0;
    is_busy_ = true;
    has_first_ = false;
  }

  // True when an answer has become whole.
  bool advance() {
    input_ += connection_.take_bytes();
    look_at_frames();
    if (!input_.ends_with("\r\n0\r\n\r\n")) return false;
    finish();
    return true;
  }

 private:
  // About 30 tokens where a digit is one, and others every time: nothing of it has been read before.
  std::string prompt() {
    ++asked_;
    return fmt::format("{:06}{:06} and {:010} make what", number_, asked_, asked_ * 7919 + number_);
  }

  void look_at_frames() {
    for (std::size_t end = 0; (end = input_.find("\n\n", looked_through_)) != std::string::npos;
         looked_through_ = end + 2) {
      ++figures_.frames;
      const std::string_view frame = std::string_view(input_).substr(looked_through_, end - looked_through_);
      if (frame.contains(R"("error")")) give_up(fmt::format("a stream broke: {}", frame));
      if (has_first_ || !frame.contains(R"("choices":[{)")) continue;
      has_first_ = true;
      figures_.first_ms.push_back(std::chrono::duration<double, std::milli>(now() - connection_.sent_at).count());
    }
  }

  void finish() {
    constexpr std::string_view kTokens = R"("completion_tokens":)";
    const std::size_t at = input_.rfind(kTokens);
    if (at == std::string::npos || !input_.contains("[DONE]")) give_up(fmt::format("no whole stream: {}", input_));
    figures_.tokens += static_cast<std::uint64_t>(std::atoll(input_.c_str() + at + kTokens.size()));
    ++figures_.answers;
    is_busy_ = false;
  }

  const Options& options_;
  Figures& figures_;
  const std::size_t number_;
  Connection connection_;
  std::string input_;
  std::size_t looked_through_ = 0;
  std::size_t asked_ = 0;
  bool is_busy_ = false;
  bool has_first_ = false;
};

double run(const Options& options, Figures& figures) {
  constexpr int kPatienceMs = 10'000;
  std::vector<std::unique_ptr<Client>> clients;
  std::vector<pollfd> waiting;
  const Instant began = now();
  const Instant until =
      began + std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(options.seconds));
  for (std::size_t i = 0; i < options.clients; ++i) {
    clients.push_back(std::make_unique<Client>(options, figures, i));
    clients.back()->begin();
    waiting.push_back({.fd = clients.back()->descriptor(), .events = POLLIN, .revents = 0});
  }
  while (std::ranges::any_of(clients, [](const auto& client) { return client->is_busy(); })) {
    if (::poll(waiting.data(), waiting.size(), kPatienceMs) <= 0) give_up("nothing came for ten seconds");
    for (std::size_t i = 0; i < clients.size(); ++i) {
      if (waiting[i].revents != 0 && clients[i]->is_busy() && clients[i]->advance() && now() < until)
        clients[i]->begin();
    }
  }
  return std::chrono::duration<double>(now() - began).count();
}

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2));
  return values[values.size() / 2];
}

}  // namespace
}  // namespace swarm::load

int main(int count, char** arguments) {
  swarm::load::Options options;
  CLI::App parser("Streams answers of an engine over HTTP");
  parser.add_option("--port", options.port)->required();
  parser.add_option("--key", options.key);
  parser.add_option("--model", options.model);
  parser.add_option("--clients", options.clients)->check(CLI::Range(1, 1'000));
  parser.add_option("--seconds", options.seconds)->check(CLI::Range(0.0, 600.0));
  parser.add_option("--max-tokens", options.max_tokens)->check(CLI::Range(1, 100'000));
  CLI11_PARSE(parser, count, arguments);
  swarm::load::Figures figures;
  const double seconds = swarm::load::run(options, figures);
  fmt::print(R"({{"answers":{},"tokens":{},"frames":{},"seconds":{:.3f},"tokens_per_second":{:.0f},"first_ms":{:.3f}}})"
             "\n",
             figures.answers, figures.tokens, figures.frames, seconds, static_cast<double>(figures.tokens) / seconds,
             swarm::load::median(figures.first_ms));
  return EXIT_SUCCESS;
}
