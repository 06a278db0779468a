#pragma once

#include <span>
#include <string>

#include "swarm/lessons/dice.hpp"
#include "swarm/lessons/lesson.hpp"

namespace swarm::lessons {

// One lesson of a family whose content is on that side. Ends the process when a generator makes what the scratch format
// has no place for: that is a mistake in this folder.
Lesson make_lesson(Family family, Side side, Dice& dice);

// The families that pretraining sees, by their share. Those that are missing are left weak on purpose.
Family some_taught_family(Dice& dice);
std::span<const Family> all_families();  // those that are counted; without `unrelated`

}  // namespace swarm::lessons
