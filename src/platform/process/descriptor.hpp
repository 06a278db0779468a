#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.hpp"

namespace swarm::process {

// Owns a file descriptor.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) {
      close();
      number_ = std::exchange(other.number_, -1);
    }
    return *this;
  }

  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  void close();

 private:
  int number_ = -1;
};

struct Pipe {
  Descriptor read_end;
  Descriptor write_end;
};

// All are closed on exec. `unavailable` when the process has no descriptor left.
Result<Pipe> make_pipe();
Result<Descriptor> open_null();
// A file in memory with these bytes that nobody can change any more, at its start; may be executed.
Result<Descriptor> sealed_file(const char* name, std::span<const std::byte> bytes);

// What the last failed call of the system says, with what was tried.
Error system_error(std::string_view tried, int number);

}  // namespace swarm::process
