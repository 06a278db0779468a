#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace swarm::answers {

// The normal form of a number alone: "1000" for "1,000.0", "1/2" for "0.5" and "2/4". Numbers of up to 18 digits are
// reduced to p/q; longer ones keep their digits without superfluous zeros. Nothing for a text that is no number.
std::optional<std::string> number_form(std::string_view text);

}  // namespace swarm::answers
