#pragma once

#include <string>

#include "swarm/heads/math/expression/amount.hpp"

namespace swarm::math {

// What the prompt's own numbers say about how its answer is written.
struct Style {
  bool decimal = false;  // a decimal, a percent sign or money stood in the prompt
};

// The canonical value: "12", "0.75" or "3/4" by the style, "15%", "$12.50", "2.5 km", "1+sqrt(2)". Money beyond whole
// cents is rounded to the cent; `exact_money` says whether that was needed.
std::string canonical(const Amount& amount, const Style& style);
bool exact_money(const Amount& amount);

// For derivations: as exact as canonical, decimal where it terminates.
std::string plain_text(const Amount& amount, bool decimal);

}  // namespace swarm::math
