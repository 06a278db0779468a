#pragma once

#include "base/id.hpp"

namespace swarm {

struct ProjectTag {
  static constexpr std::string_view name = "project";
};
using ProjectId = Id<ProjectTag>;

// In whose name a store is asked: a row of another project does not exist for it.
struct Scope {
  ProjectId project;
};

}  // namespace swarm
