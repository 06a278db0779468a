// Writes the lessons of the built-in model; models/tiny/README.md has the commands.
//
//   tiny_lessons --out DIR --seed N --count N [--held-out N]     train.jsonl, held_out.jsonl, unrelated_held_out.jsonl
//   tiny_lessons --family NAME --out FILE --seed N --count N [--split train|held_out]
//   tiny_lessons --suite FILE.jsonl --out FILE      the suite's prompts that are to be declined
//
// Every lesson that a computing head reads is compared with what the head finds; a difference ends the generation.
// The same arguments give the same bytes on every machine.

#include <charconv>
#include <cstdio>
#include <fmt/format.h>
#include <map>

#include "swarm/heads/logic/logic_head.hpp"
#include "swarm/heads/math/math_head.hpp"
#include "swarm/lessons/derivation.hpp"
#include "swarm/lessons/lesson_files.hpp"

namespace swarm::lessons {
namespace {

constexpr std::uint64_t kHeldOutSeed = 1;  // added to the seed, so that the two streams are different ones

struct Options {
  std::filesystem::path out, suite;
  std::optional<Family> family;
  Side side = Side::train;
  std::uint64_t seed = 1;
  std::size_t count = 400'000, held_out = 1'000;
};

template <class Number>
Result<Number> number_of(std::string_view name, std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    return fail(ErrorCode::invalid_input, fmt::format("{}: a number expected, got '{}'", name, text));
  return value;
}

Result<Done> take(Options& options, std::string_view name, std::string_view value) {
  if (name == "--out") {
    options.out = value;
  } else if (name == "--suite") {
    options.suite = value;
  } else if (name == "--seed") {
    options.seed = TRY(number_of<std::uint64_t>(name, value));
  } else if (name == "--count") {
    options.count = TRY(number_of<std::size_t>(name, value));
  } else if (name == "--held-out") {
    options.held_out = TRY(number_of<std::size_t>(name, value));
  } else if (name == "--family") {
    options.family = json::enum_named<Family>(value);
    if (!options.family) return fail(ErrorCode::invalid_input, fmt::format("there is no family '{}'", value));
  } else if (name == "--split" && (value == "train" || value == "held_out")) {
    options.side = value == "train" ? Side::train : Side::held_out;
  } else {
    return fail(ErrorCode::invalid_input, fmt::format("unknown: {} {}", name, value));
  }
  return Done{};
}

Result<Options> options_of(std::span<char*> arguments) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); i += 2) {
    if (i + 1 == arguments.size()) return fail(ErrorCode::invalid_input, fmt::format("{} wants a value", arguments[i]));
    TRY(take(options, arguments[i], arguments[i + 1]));
  }
  if (options.out.empty()) return fail(ErrorCode::invalid_input, "--out is missing");
  return options;
}

void tell(const WrittenFile& file) {
  std::string families;
  for (const auto& [family, count] : file.families)
    families += fmt::format(" {} {}", json::name_of(family), count);
  std::fputs(fmt::format("{} sha256 {}\n {}\n", file.path.string(), file.sha256, families).c_str(), stderr);
}

// Asks the heads about every lesson, counts what they read and tells of the first differences.
class HeadCheck {
 public:
  // The heads know far more than the model, so what is unrelated to its families may well be read.
  Result<Done> operator()(const Lesson& lesson) {
    if (lesson.family == Family::unrelated) return Done{};
    const auto confirmed = derivations_.confirms(lesson);
    if (!confirmed) return Done{};
    ++(*confirmed ? read_ : differences_);
    if (!*confirmed)
      std::fputs(fmt::format("a computing head finds another answer: {}", json_line(lesson)).c_str(), stderr);
    if (differences_ >= kDifferencesShown) return outcome();
    return Done{};
  }

  const Derivations& derivations() const { return derivations_; }

  Result<Done> outcome() const {
    std::fputs(fmt::format("{} lessons confirmed by computing heads\n", read_).c_str(), stderr);
    if (differences_ == 0) return Done{};
    return fail(ErrorCode::internal, fmt::format("{} lessons are wrong, or a head is", differences_));
  }

 private:
  static constexpr std::size_t kDifferencesShown = 20;

  math::MathHead math_;
  logic::LogicHead logic_;
  Derivations derivations_{{&math_, &logic_}};
  std::size_t read_ = 0, differences_ = 0;
};

Result<Done> write(const Options& options) {
  HeadCheck heads;
  const LessonCheck check = [&heads](const Lesson& lesson) { return heads(lesson); };
  if (!options.suite.empty()) {
    tell(TRY(write_suite(options.out, options.suite, heads.derivations())));
    return Done{};
  }
  if (options.family) {
    tell(TRY(write_family(options.out, *options.family, options.side, options.seed, options.count, check)));
  } else {
    std::filesystem::create_directories(options.out);
    tell(TRY(write_training(options.out / "train.jsonl", options.seed, options.count, check)));
    const std::uint64_t other = options.seed + kHeldOutSeed;
    tell(TRY(write_held_out(options.out / "held_out.jsonl", other, options.held_out, check)));
    tell(TRY(write_family(options.out / "unrelated_held_out.jsonl", Family::unrelated, Side::held_out, other,
                          options.held_out, check)));
  }
  return heads.outcome();
}

}  // namespace
}  // namespace swarm::lessons

int main(int count, char** arguments) {
  using namespace swarm;
  const auto options = lessons::options_of(std::span(arguments, static_cast<std::size_t>(count)).subspan(1));
  const Result<Done> done = options ? lessons::write(*options) : std::unexpected(options.error());
  if (done) return 0;
  std::fputs(fmt::format("tiny_lessons: {}\n", done.error().message).c_str(), stderr);
  return options ? 1 : 2;
}
