#pragma once

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include "base/sizes.hpp"
#include "chat.h"

namespace swarm::llama {

// How much a template may do with one conversation. Far above what real ones do: those take some hundred steps a
// message.
struct TemplateLimits {
  std::uint64_t steps = 1'000'000;          // expressions and statements, each as often as it is reached
  std::chrono::seconds processor_time{10};  // of its thread
  std::uint64_t elements = 100'000;         // of one list, counted with all that is in it
  std::uint64_t depth = 64;                 // of lists in lists
  std::uint64_t growths = 2'000;            // lists put into others that are there already
  Bytes value{64 * MiB};                    // one text, or all texts of one list
  Bytes printed{256 * MiB};                 // all that is printed, once for every block around it
  Bytes stack{1 * MiB};
};

// What the template did too much of.
struct TemplateLimitReached : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// llama.cpp's interpreter of templates knows no bounds, and a template comes with a file from somebody: a macro that
// calls itself ends the process, two nested loops never end. So every node of the program is exchanged for one of ours
// that counts before it does what it did. Throws std::runtime_error for programs with unknown or too many nodes.
void bound_program(jinja::program& program);

// What becomes of a value. Loops copy all variables for each element, whatever they do with it.
enum class ValueUse { any, printed, iterated };

// Programs that run on this thread while this lives may do so much; a program without one may not run at all.
class TemplateBudget {
 public:
  explicit TemplateBudget(const TemplateLimits& limits);
  ~TemplateBudget();
  TemplateBudget(const TemplateBudget&) = delete;
  TemplateBudget& operator=(const TemplateBudget&) = delete;

  bool is_exceeded() const { return is_exceeded_; }  // also when an interpreter swallowed the exception

  // For the nodes. All throw TemplateLimitReached.
  static TemplateBudget& current();
  void step();
  void weigh(const jinja::value& whole, ValueUse use);
  void weigh_product(std::uint64_t count, std::uint64_t bytes);
  void grow(const jinja::value& outer, const jinja::value& inner);
  // A list that does not change but by grow(), and outlives this: weighed once is enough.
  void know(const jinja::value& list) { known_ = list.get(); }

 private:
  [[noreturn]] void exceed(const char* what);
  void add_weight(const jinja::value_t& whole, std::uint64_t depth);

  const TemplateLimits limits_;
  const char* const stack_begin_;
  const std::chrono::nanoseconds time_max_;
  TemplateBudget* const outer_;
  std::uint64_t steps_ = 0, next_look_ = 0, printed_ = 0;
  std::uint64_t elements_ = 0, bytes_ = 0;  // of the value that is weighed
  std::vector<jinja::value> grown_;
  const jinja::value_t* known_ = nullptr;
  bool is_known_weighed_ = false;
  bool is_exceeded_ = false;
};

}  // namespace swarm::llama
