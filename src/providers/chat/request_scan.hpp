#pragma once

#include "base/result.hpp"
#include "providers/chat/operation.hpp"

namespace swarm::chat {

inline constexpr int kRequestDepthMax = 128;
inline constexpr std::int64_t kChoicesMax = 128;  // n and best_of, of each prompt
inline constexpr std::size_t kModelNameBytesMax = 256;
inline constexpr std::int64_t kOutputTokensMax = std::int64_t{1} << 40;

// Reads a body once, without building it: what RequestFacts wants, and that it is JSON to its end. `invalid_input` with
// the fault's path ("$.max_tokens"): no JSON object, a governed member twice (also when spelled with escapes), of
// the wrong type or out of range, deeper than 128 levels, not UTF-8. A governed member that is null counts as absent.
// Pure; linear in the body.
Result<RequestFacts> scan_request(Operation operation, std::string_view body);

// What is changed in a body on its way; everything else stays as it came, byte for byte.
struct Changes {
  std::string_view model;                       // as the provider says it
  std::optional<std::int64_t> output_tokens{};  // set where the client set no limit; never for embeddings
  bool ask_usage = false;                       // stream_options.include_usage
};
// `facts` are of this very body.
std::string with_changes(Operation operation, std::string_view body, const RequestFacts& facts, Changes changes);

}  // namespace swarm::chat
