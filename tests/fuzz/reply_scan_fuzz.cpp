// What providers answer: figures are never nonsense, and a stream is cut in the same places, and read the same, however
// it comes in pieces.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/invariant.hpp"
#include "providers/chat/reply_scan.hpp"

namespace {

using namespace swarm;
using namespace swarm::chat;

constexpr Operation kOperations[] = {Operation::chat, Operation::completions, Operation::embeddings,
                                     Operation::responses};
constexpr std::size_t kFrameBytesMax = 512;

void check(const std::optional<TokenUsage>& usage) {
  constexpr std::int64_t kTokensMax = std::int64_t{1} << 40;
  if (!usage) return;
  SWARM_INVARIANT(usage->input >= 0 && usage->input <= kTokensMax, "a number of tokens");
  SWARM_INVARIANT(usage->output >= 0 && usage->output <= kTokensMax, "a number of tokens");
}

struct Outcome {
  std::vector<std::string> frames{};
  std::string rest{};
  bool is_refused = false;
};

Outcome cut(std::string_view stream, std::size_t step) {
  FrameCutter cutter(kFrameBytesMax);
  Outcome outcome;
  for (std::size_t at = 0; at < stream.size(); at += step) {
    const auto fed = cutter.feed(stream.substr(at, step));
    outcome.is_refused = !fed;
    if (!fed) return outcome;
    std::size_t begin = 0;
    for (const std::size_t end : cutter.ends_of_frames()) {
      SWARM_INVARIANT(end > begin && end - begin <= kFrameBytesMax, "a frame has its bound");
      outcome.frames.push_back(fed->substr(begin, end - begin));
      begin = end;
    }
    SWARM_INVARIANT(begin == fed->size(), "only whole frames are given out");
  }
  outcome.rest = cutter.rest();
  return outcome;
}

void compare_cuts(std::string_view stream) {
  const Outcome whole = cut(stream, stream.size() + 1);
  for (const std::size_t step : {1UZ, 2UZ, 3UZ, 7UZ, 64UZ}) {
    const Outcome pieces = cut(stream, step);
    SWARM_INVARIANT(pieces.is_refused == whole.is_refused, "the bound does not depend on the pieces");
    if (whole.is_refused) continue;
    SWARM_INVARIANT(pieces.frames == whole.frames && pieces.rest == whole.rest, "nor do the frames");
  }
  if (whole.is_refused) return;
  std::string joined;
  for (const std::string& frame : whole.frames)
    joined += frame;
  SWARM_INVARIANT(joined + whole.rest == stream, "no byte is lost or changed");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  compare_cuts(text);
  for (const Operation operation : kOperations) {
    check(usage_of_reply(operation, text));
    const FrameFacts facts = look_at_frame(operation, text);
    check(facts.usage);
  }
  return 0;
}
