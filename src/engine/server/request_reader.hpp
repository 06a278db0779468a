#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.hpp"
#include "engine/server/request_types.hpp"

// Bodies of OpenAI's API, as vLLM extends it, to checked values. Open decoding: members that nobody knows are left out;
// known ones are checked, and every fault has its place. A member that would change the answer and that this engine
// cannot do is refused rather than left out. Pure.
namespace swarm::engine_server {

inline constexpr std::size_t kDepthMax = 64;
inline constexpr std::size_t kMessagesMax = 1'000;
inline constexpr std::size_t kPromptsMax = 32;
inline constexpr std::size_t kChoicesMax = 16;       // of one prompt
inline constexpr std::size_t kChoicesInAllMax = 64;  // of all prompts of one request
inline constexpr std::size_t kInputsMax = 2'048;     // of embeddings, as OpenAI has it
inline constexpr std::size_t kStopsMax = 4;
inline constexpr std::size_t kStopBytesMax = 1'024;
inline constexpr std::size_t kSchemaBytesMax = 65'536;
inline constexpr std::int32_t kTopLogProbabilitiesMax = 20;

Result<ChatRequest> read_chat_request(std::string_view body);
// `vocabulary`: how many tokens there are.
Result<CompletionRequest> read_completion_request(std::string_view body, std::int64_t vocabulary);
Result<EmbeddingsRequest> read_embeddings_request(std::string_view body, std::int64_t vocabulary);
Result<LoadAdapterRequest> read_load_adapter_request(std::string_view body);
Result<std::string> read_unload_adapter_request(std::string_view body);

}  // namespace swarm::engine_server
