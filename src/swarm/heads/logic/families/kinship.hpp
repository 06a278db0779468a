#pragma once

#include <optional>
#include <string>

#include "swarm/heads/logic/families/occurrence.hpp"

namespace swarm::logic {

// Whether the words of two statements, or predicates, may have to do with each other beyond what is said.
enum class Kinship { none, same_subject, words };
Kinship kinship(const Stems& left, const Stems& right);

// Of "off" it is "on": its denial and nothing else.
std::optional<std::string> complement_of(const std::string& stem);

}  // namespace swarm::logic
