#pragma once

#include <string>
#include <string_view>

namespace swarm::answers {

// Longer answers are compared as text, byte for byte after trimming.
inline constexpr std::size_t kNormalFormBytesMax = 64 * 1024;

// A text that is the same for answers that mean the same. Numbers count by value ("0.50", "1/2", "1,000" and "1000"),
// with their unit under one name ("2.5 km", "2.5 kilometres", "$12.50", "12.5 dollars"); lists item by item, in order
// ("1;2;4", "1, 2 and 4"); solutions of equations in any order ("x=2;x=-3"); other text without regard to case, outer
// quotes and a closing full stop. Pure; safe to call from any thread; linear in the answer's length but for sorting.
//
// Units are named alike, not converted: "1000 m" and "1 km" differ, because a question asks for a unit.
std::string normal_form(std::string_view answer);

bool same_meaning(std::string_view left, std::string_view right);

}  // namespace swarm::answers
