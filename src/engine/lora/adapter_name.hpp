#pragma once

#include <string_view>

#include "base/result.hpp"

namespace swarm::lora {

inline constexpr std::size_t kNameBytesMax = 128;

// Names of adapters are names of models for those who ask: letters, digits and ._:/- (as "team/math-2"), beginning with
// a letter or a digit; no empty and no all-dots part between slashes. `invalid_input` says what is wrong.
Result<Done> check_name(std::string_view name);

}  // namespace swarm::lora
