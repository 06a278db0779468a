#include "platform/secrets/secret_source.hpp"

#include "platform/crypto/wipe.hpp"

namespace swarm::secrets {

SecretText::~SecretText() {
  crypto::wipe(text_);
}

}  // namespace swarm::secrets
