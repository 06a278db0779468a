#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace swarm::model_files {

// "model.layers.3.self_attn.q_proj" and "blk.3.attn_q.weight": the same weight as PEFT and llama.cpp name it, for
// models of the Llama family (llama, qwen2, qwen3). Nothing for a name of another kind.
std::optional<std::string> gguf_name_of(std::string_view peft_module);
std::optional<std::string> peft_name_of(std::string_view gguf_weight);

// Llama's attention turns pairs of neighbouring numbers in llama.cpp, the halves of a head elsewhere: rows of q and k
// stand in another order. The number of heads whose rows are reordered, 0 where nothing is.
struct BaseShape;
std::uint64_t reordered_heads(const BaseShape& base, std::string_view gguf_weight);

}  // namespace swarm::model_files
