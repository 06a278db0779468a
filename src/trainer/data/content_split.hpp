#pragma once

#include <string_view>

namespace swarm::data {

// Whether lessons of this content belong to the part that is set aside: about `share` of all contents, the same ones on
// every machine. Different `purpose`s set different parts aside.
bool is_set_aside(std::string_view content, double share, std::string_view purpose);

}  // namespace swarm::data
