// adapter_config.json from strangers: read to numbers in their bounds, which are written so that they read the same, or
// refused.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/invariant.hpp"
#include "engine/model_files/adapter_config.hpp"
#include "engine/model_files/lora_names.hpp"
#include "engine/model_files/pair_check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace swarm;
  using namespace swarm::model_files;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto weight = gguf_name_of(text))
    SWARM_INVARIANT(peft_name_of(*weight) == text, "a name that is known has one counterpart");
  const Result<AdapterConfig> config = parse_adapter_config(text);
  if (!config) {
    SWARM_INVARIANT(config.error().code == ErrorCode::invalid_input, "no text is our fault");
    return 0;
  }
  SWARM_INVARIANT(config->rank >= 1 && config->rank <= kRankMax, "the rank is bounded");
  SWARM_INVARIANT(std::isfinite(config->alpha) && config->alpha > 0, "the strength is a positive number");
  const Result<AdapterConfig> again = parse_adapter_config(text_of(*config));
  SWARM_INVARIANT(again, "what was taken is taken again");
  SWARM_INVARIANT(again->rank == config->rank && again->rank_pattern == config->rank_pattern, "and is the same");
  SWARM_INVARIANT(text_of(*again) == text_of(parse_adapter_config(text_of(*again)).value()), "also a third time");
  return 0;
}
