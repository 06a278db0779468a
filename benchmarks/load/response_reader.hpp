#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace swarm::load {

// Reads HTTP/1.1 responses from bytes as they come, with Content-Length or in chunks. What no response can be ends the
// program: see give_up().
class ResponseReader {
 public:
  void feed(std::string_view bytes);

  bool has_head() const { return status_ != 0; }
  int status() const { return status_; }
  bool is_complete() const { return state_ == State::complete; }
  bool is_untouched() const { return state_ == State::head && input_.empty(); }
  // The connection may be used again once the response is complete.
  bool keeps_connection() const { return keeps_connection_; }
  // What has come of the body, without its framing.
  const std::string& body() const { return body_; }
  // Forgets the response; bytes behind it belong to the next one.
  void next();

 private:
  enum class State { head, counted, chunk_size, chunk, chunk_end, trailer, complete };

  void advance();
  bool step();  // false when more bytes are needed
  bool read_head();
  bool read_counted(State after);
  bool read_chunk_size();
  bool skip_line(State after);

  State state_ = State::head;
  std::string input_;
  std::size_t used_ = 0;  // of input_
  std::size_t left_ = 0;  // of the body or the chunk
  int status_ = 0;
  bool keeps_connection_ = true;
  std::string body_;
};

}  // namespace swarm::load
