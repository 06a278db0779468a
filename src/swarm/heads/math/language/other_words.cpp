#include "swarm/heads/math/language/vocabulary.hpp"

namespace swarm::math {
bool is_other_english_word(std::string_view) { return false; }
}
