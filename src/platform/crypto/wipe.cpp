#include "platform/crypto/wipe.hpp"

#include <sodium.h>

namespace swarm::crypto {

void wipe(std::string& text) {
  sodium_memzero(text.data(), text.size());
  text.clear();
}

void wipe(std::span<std::byte> bytes) {
  sodium_memzero(bytes.data(), bytes.size());
}

}  // namespace swarm::crypto
