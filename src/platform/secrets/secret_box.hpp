#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/result.hpp"
#include "platform/crypto/sealing.hpp"

namespace swarm::secrets {

inline constexpr std::string_view kMasterKeyFile = "master.key";  // in the data folder; never in a backup

// Seals secrets before they are stored, with a master key that lies in a file outside the database. A sealed text is
// "1.KEY.BASE64": its form, which master key, and the bytes. Immutable; safe to call from any thread.
class SecretBox {
 public:
  // Reads the file, or makes a new key and writes it (0600, flushed to disk). `invalid_input`: the file holds no key,
  // or others may read it; `unavailable`: it cannot be read or written. Blocks; for the start.
  static Result<SecretBox> load_or_make(const std::filesystem::path& file, Random& random);

  // `context` says where the text will stand ("webhook ID"), and must be said again to open it.
  std::string seal(std::string_view secret, std::string_view context, Random& random) const;
  // `unavailable` (reason "other_master_key"): sealed with another master key; `internal`: damaged or moved.
  Result<std::string> open(std::string_view sealed, std::string_view context) const;

  // Which master key, without telling it: 16 hexadecimal digits.
  const std::string& key_id() const { return key_id_; }

 private:
  explicit SecretBox(const crypto::SealingKey& key);
  crypto::SealingKey key_;
  std::string key_id_;
};

}  // namespace swarm::secrets
