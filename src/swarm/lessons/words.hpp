#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "swarm/lessons/lesson.hpp"

namespace swarm::lessons {

// The words of a kind: "name", "thing", "city" …; for a side only its share of them, all where it would have none.
// An unknown kind is a mistake in a table of wordings, and ends the process.
const std::vector<std::string_view>& words_of(std::string_view kind, std::optional<Side> side = std::nullopt);

// "seven" for 7; up to twelve.
std::string_view word_for(std::int64_t number);

}  // namespace swarm::lessons
