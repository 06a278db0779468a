#pragma once

#include <charconv>
#include <cstdint>
#include <fmt/format.h>
#include <string>
#include <string_view>

#include "http_exchange.hpp"
#include "latency_histogram.hpp"
#include "response_reader.hpp"

// A client of a gateway that has the stub upstream behind it.
namespace swarm::load {

// One thing that a client does. Shared: its text is made once.
struct Action {
  std::string request;
  int status = 200;
  std::size_t frames = 0;       // of a stream; 0: a reply
  std::size_t given_up_at = 0;  // with gives_up: so many frames were read; 0: at once when the request is sent
  bool gives_up = false;        // closes the connection with a reset
  bool closes = false;          // the server is expected to close the connection behind its answer
};

struct Figures {
  std::uint64_t requests = 0;
  std::uint64_t frames = 0;
  std::uint64_t lost = 0;
  std::uint64_t given_up = 0;
  std::uint64_t reconnects = 0;
  LatencyHistogram answered;  // from handing over the request until the whole reply is there
  LatencyHistogram first;     // … until the first frame is there
  LatencyHistogram transit;   // from the stub's sending of a frame until it is there
};

// Looks for the stub's frames in a body that grows.
class FrameReader {
 public:
  void restart() {
    looked_through_ = 0;
    next_ = 0;
    is_done_ = false;
  }
  std::size_t seen() const { return next_; }
  bool is_done() const { return is_done_; }

  // Calls `on_frame(sent_at)` for each of the stub's frames that is whole.
  template <class OnFrame>
  void read(const std::string& body, Figures& figures, OnFrame on_frame) {
    for (std::size_t end = 0; (end = body.find("\n\n", looked_through_)) != std::string::npos;
         looked_through_ = end + 2) {
      const std::string_view frame = std::string_view(body).substr(looked_through_, end - looked_through_);
      if (frame.contains("[DONE]")) is_done_ = true;
      if (frame.contains(R"("error")")) give_up(fmt::format("a stream broke: {}", frame));
      const std::size_t at = frame.find(R"("content":"#)");
      if (at == std::string_view::npos) continue;
      std::size_t number = 0;
      std::int64_t sent_ns = 0;
      const auto [mark, error] = std::from_chars(frame.data() + at + 12, frame.data() + frame.size(), number);
      std::from_chars(mark + 1, frame.data() + frame.size(), sent_ns);
      if (number != next_) figures.lost += number > next_ ? number - next_ : 1;
      next_ = number + 1;
      ++figures.frames;
      on_frame(Instant(std::chrono::nanoseconds(sent_ns)));
    }
  }

 private:
  std::size_t looked_through_ = 0;
  std::size_t next_ = 0;
  bool is_done_ = false;
};

// One connection with what it is doing. Whoever owns it waits for readiness, with the poller that it is given.
class Client {
 public:
  Client(std::uint16_t port, Figures& figures, int poller, std::size_t number)
      : port_(port), figures_(figures), poller_(poller), number_(number) {}
  ~Client() { close_connection(); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // `action` stays where it is until it has ended.
  void begin(const Action& action);
  bool is_busy() const { return action_ != nullptr; }
  // True when the action has ended with this.
  bool advance();

 private:
  void open_connection();
  void close_connection();
  void write_some();
  void retry_on_a_fresh_connection();
  bool read_some();
  bool read_while_idle();
  void look_at_frames();
  bool is_time_to_leave() const;
  bool leave();
  bool finish(bool is_open);
  void check_answer();

  const std::uint16_t port_;
  Figures& figures_;
  const int poller_;
  const std::size_t number_;
  int descriptor_ = -1;
  const Action* action_ = nullptr;
  std::size_t sent_ = 0;
  Instant began_;
  ResponseReader reader_;
  FrameReader frames_;
};

}  // namespace swarm::load
