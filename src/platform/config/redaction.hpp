#pragma once

#include <string>
#include <string_view>

#include "base/json.hpp"

namespace swarm::config {

// What stands for something that must not be shown.
inline constexpr std::string_view kHidden = "***";

// Whether texts of a member with this name are hidden: it speaks of a secret, password, token, key or the like.
bool is_secret_name(std::string_view name);

// A text with the credentials inside of it hidden: of URLs ("postgres://swarm:***@host") and of assignments
// ("host=x password=***"). Hides rather too much than too little.
std::string without_credentials(std::string_view text);

// A copy of a value that may be shown; `name` is the member it belongs to. Empty texts, numbers and truths are shown.
json::Value redacted(const json::Value& value, std::string_view name);

}  // namespace swarm::config
