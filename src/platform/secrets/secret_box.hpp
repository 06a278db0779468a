#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/mutex.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "platform/crypto/sealing.hpp"

namespace swarm::secrets {

inline constexpr std::string_view kMasterKeyFile = "master.key";     // in the data folder; never in a backup
inline constexpr std::string_view kPreviousKeySuffix = ".previous";  // beside it, until everything is sealed anew
inline constexpr std::size_t kMasterKeysHeldMax = 4;                 // in memory: what is under way may need an old one

// Seals secrets before they are stored, with a master key that lies in a file outside the database. A sealed text is
// "1.KEY.BASE64": its form, which master key, and the bytes. Copies share the keys. Safe to call from any thread.
class SecretBox {
 public:
  // Reads the file, or makes a new key and writes it (0600, flushed to disk); also the previous key, when a change of
  // the key has not ended. `invalid_input`: a file holds no key, or others may read it; `unavailable`: it cannot be
  // read or written. Blocks; for the start.
  static Result<SecretBox> load_or_make(const std::filesystem::path& file, Random& random);

  // `context` says where the text will stand ("webhook ID"), and must be said again to open it.
  std::string seal(std::string_view secret, std::string_view context, Random& random) const;
  // With any key that is held. `unavailable` (reason "other_master_key"): sealed with another one; `internal`: damaged
  // or moved.
  Result<std::string> open(std::string_view sealed, std::string_view context) const;

  // Which master key seals now, without telling it: 16 hexadecimal digits.
  std::string key_id() const;
  // All that open() knows, the present one first.
  std::vector<std::string> key_ids() const;
  // The key before, while its file is kept: not everything is known to be sealed anew.
  std::optional<std::string> previous_key_id() const;

  // --- The file. All of these block. --------------------------------------------------------------------------------

  // Keeps the present key as the previous one, then puts a new key in place. Interrupted anywhere, the next start has
  // all keys that are needed. `conflict`: the previous key is still kept, also by another server with the same file.
  Result<Done> change_key(Random& random) const;
  // Takes back what change_key() did: somebody else changed the key at the same time.
  Result<Done> undo_change() const;
  // Nothing is sealed with this previous key any more. No effect when another one is kept by now.
  Result<Done> forget_previous(const std::string& id) const;
  // Another server, or a person, may have put another key there. True when another one seals now. What was held is
  // held on.
  Result<bool> read_again() const;

 private:
  struct Ring;
  explicit SecretBox(std::shared_ptr<Ring> ring) : ring_(std::move(ring)) {}
  std::shared_ptr<Ring> ring_;
};

// The key that a sealed text names; empty when it has another form.
std::string_view key_id_of(std::string_view sealed);

}  // namespace swarm::secrets
