#include "platform/secrets/secret_box.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.hpp"
#include "platform/crypto/hash.hpp"
#include "platform/crypto/wipe.hpp"
#include "platform/identity/private_file.hpp"

namespace swarm::secrets {

namespace {

constexpr std::string_view kForm = "1";

// One master key. Its bytes are overwritten when the last who holds it lets go.
struct MasterKey {
  explicit MasterKey(const crypto::SealingKey& key) : bytes(key) {
    constexpr std::size_t kIdLengthShown = 16;
    std::string text = "which master key:";
    text.append(reinterpret_cast<const char*>(key.data()), key.size());
    id = crypto::blake2b_hex(text).substr(0, kIdLengthShown);
    crypto::wipe(text);
  }
  ~MasterKey() { crypto::wipe(bytes); }
  MasterKey(const MasterKey&) = delete;
  MasterKey& operator=(const MasterKey&) = delete;

  crypto::SealingKey bytes;
  std::string id;
};
using KeyPointer = std::shared_ptr<const MasterKey>;

struct Keys {
  std::vector<KeyPointer> held;              // the present one first, at most kMasterKeysHeldMax
  std::optional<std::string> previous_id{};  // while the file of the previous key is kept

  KeyPointer find(std::string_view id) const {
    const auto found = std::ranges::find_if(held, [&](const KeyPointer& key) { return key->id == id; });
    return found == held.end() ? nullptr : *found;
  }
};

// `first` before what was held, without doubles.
Keys with_first(KeyPointer first, const Keys& before) {
  Keys keys{.held = {first}};
  for (const KeyPointer& key : before.held) {
    if (key->id != first->id && keys.held.size() < kMasterKeysHeldMax) keys.held.push_back(key);
  }
  return keys;
}

std::unexpected<Error> unusable(const std::filesystem::path& file, std::string_view why) {
  return fail(ErrorCode::invalid_input, fmt::format("the master key {} cannot be used: {}", file.string(), why));
}

std::unexpected<Error> trouble(std::string_view what, const std::filesystem::path& file, int reason) {
  return fail(ErrorCode::unavailable, fmt::format("cannot {} {}: {}", what, file.string(), std::strerror(reason)));
}

std::filesystem::path previous_of(const std::filesystem::path& file) {
  return file.string() + std::string(kPreviousKeySuffix);
}

// Nothing when there is no such file.
Result<KeyPointer> read_key(const std::filesystem::path& file) {
  struct stat facts{};
  if (::stat(file.c_str(), &facts) != 0) {
    if (errno == ENOENT) return KeyPointer{};
    return trouble("read", file, errno);
  }
  if ((facts.st_mode & 077) != 0) return unusable(file, "others than its owner may read it; chmod 600");
  std::ifstream stream(file);
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  auto bytes = crypto::from_base64(trim(std::string_view(text).substr(0, text.find('\n'))));
  crypto::wipe(text);
  crypto::SealingKey key{};
  if (!bytes || bytes->size() != key.size())
    return unusable(file,
                    "it does not hold 32 bytes in base64; restore it, since what was sealed with it is lost else");
  std::memcpy(key.data(), bytes->data(), key.size());
  crypto::wipe(*bytes);
  auto read = std::make_shared<const MasterKey>(key);
  crypto::wipe(key);
  return read;
}

Result<Done> prepare(const identity::PrivateFile& file, const MasterKey& key) {
  std::string text = crypto::to_base64(key.bytes) + "\n";
  Result<Done> prepared = file.prepare(text);
  crypto::wipe(text);
  return prepared;
}

KeyPointer new_key(Random& random) {
  crypto::SealingKey bytes{};
  random.fill(bytes);
  auto key = std::make_shared<const MasterKey>(bytes);
  crypto::wipe(bytes);
  return key;
}

// Not over one that is there: this is what makes one change of the key wait for the other.
Result<Done> keep_as_previous(const std::filesystem::path& file, const MasterKey& key) {
  const std::filesystem::path previous = previous_of(file);
  const identity::PrivateFile kept(previous);
  TRY(prepare(kept, key));
  const std::string prepared = previous.string() + ".new";
  const int linked = ::link(prepared.c_str(), previous.c_str()) == 0 ? 0 : errno;
  kept.discard_prepared();
  if (linked == EEXIST) {
    return fail(ErrorCode::conflict, "rotation_unfinished",
                fmt::format("{} is still kept: the last change of the master key has not ended", previous.string()));
  }
  if (linked != 0) return trouble("keep the previous master key as", previous, linked);
  return Done{};
}

Result<Done> remove_file(const std::filesystem::path& file) {
  if (::unlink(file.c_str()) != 0 && errno != ENOENT) return trouble("remove", file, errno);
  return Done{};
}

}  // namespace

struct SecretBox::Ring {
  explicit Ring(std::filesystem::path of) : file(std::move(of)) {}
  std::shared_ptr<const Keys> get() const { return current.load(); }
  void set(Keys changed) { current.store(std::make_shared<const Keys>(std::move(changed))); }
  // What the files say now, before what was held. Nothing when there is no key.
  Result<std::optional<Keys>> read() const;

  const std::filesystem::path file;
  Mutex changing;  // one thread at a time works on the files
  std::atomic<std::shared_ptr<const Keys>> current{std::make_shared<const Keys>()};
};

Result<std::optional<Keys>> SecretBox::Ring::read() const {
  const KeyPointer present = TRY(read_key(file));
  const KeyPointer previous = TRY(read_key(previous_of(file)));
  if (!present) return std::nullopt;
  Keys held = *get();
  if (previous) held = with_first(previous, held);
  Keys keys = with_first(present, held);
  if (previous && previous->id != present->id) keys.previous_id = previous->id;
  return keys;
}

Result<SecretBox> SecretBox::load_or_make(const std::filesystem::path& file, Random& random) {
  auto ring = std::make_shared<Ring>(file);
  std::optional<Keys> keys = TRY(ring->read());
  if (!keys) {
    const KeyPointer made = new_key(random);
    const identity::PrivateFile kept(file);
    TRY(prepare(kept, *made));
    TRY(kept.put_in_place());
    keys = Keys{.held = {made}};
  }
  // Kept, but the change then went no further: there is nothing to seal anew.
  if (!keys->previous_id) TRY(remove_file(previous_of(file)));
  ring->set(std::move(*keys));
  return SecretBox(std::move(ring));
}

std::string SecretBox::seal(std::string_view secret, std::string_view context, Random& random) const {
  const KeyPointer key = ring_->get()->held.front();
  return fmt::format("{}.{}.{}", kForm, key->id, crypto::to_base64(crypto::seal(secret, context, key->bytes, random)));
}

Result<std::string> SecretBox::open(std::string_view sealed, std::string_view context) const {
  const std::string_view id = key_id_of(sealed);
  if (id.empty()) return fail(ErrorCode::internal, fmt::format("the sealed secret of {} has another form", context));
  const KeyPointer key = ring_->get()->find(id);
  if (!key) {
    return fail(
        ErrorCode::unavailable, "other_master_key",
        fmt::format("the secret of {} was sealed with the master key {}, this server has {}", context, id, key_id()));
  }
  const auto bytes = crypto::from_base64(sealed.substr(kForm.size() + id.size() + 2));
  std::optional<std::string> secret;
  if (bytes) secret = crypto::unseal(*bytes, context, key->bytes);
  if (!secret) return fail(ErrorCode::internal, fmt::format("the sealed secret of {} is damaged", context));
  return std::move(*secret);
}

std::string SecretBox::key_id() const {
  return ring_->get()->held.front()->id;
}

std::vector<std::string> SecretBox::key_ids() const {
  std::vector<std::string> ids;
  for (const KeyPointer& key : ring_->get()->held)
    ids.push_back(key->id);
  return ids;
}

std::optional<std::string> SecretBox::previous_key_id() const {
  return ring_->get()->previous_id;
}

Result<Done> SecretBox::change_key(Random& random) const {
  MutexLock lock(ring_->changing);
  const Keys before = *ring_->get();
  const KeyPointer made = new_key(random);
  const identity::PrivateFile file(ring_->file);
  TRY(prepare(file, *made));
  if (Result<Done> kept = keep_as_previous(ring_->file, *before.held.front()); !kept) {
    file.discard_prepared();
    return kept;
  }
  if (Result<Done> placed = file.put_in_place();
      !placed) {  // it flushes the folder, so the previous key's name as well
    file.discard_prepared();
    return placed;
  }
  Keys keys = with_first(made, before);
  keys.previous_id = before.held.front()->id;
  ring_->set(std::move(keys));
  return Done{};
}

Result<Done> SecretBox::undo_change() const {
  MutexLock lock(ring_->changing);
  const Keys now = *ring_->get();
  const KeyPointer previous = now.previous_id ? now.find(*now.previous_id) : nullptr;
  if (!previous) return Done{};
  const identity::PrivateFile file(ring_->file);
  TRY(prepare(file, *previous));
  TRY(file.put_in_place());
  TRY(remove_file(previous_of(ring_->file)));
  ring_->set(with_first(previous, now));
  return Done{};
}

Result<Done> SecretBox::forget_previous(const std::string& id) const {
  MutexLock lock(ring_->changing);
  const KeyPointer kept = TRY(read_key(previous_of(ring_->file)));
  if (kept && kept->id == id) TRY(remove_file(previous_of(ring_->file)));
  Keys keys = *ring_->get();
  if (keys.previous_id == id) keys.previous_id.reset();
  ring_->set(std::move(keys));
  return Done{};
}

Result<bool> SecretBox::read_again() const {
  MutexLock lock(ring_->changing);
  std::optional<Keys> keys = TRY(ring_->read());
  if (!keys) return unusable(ring_->file, "it is gone; put it back");
  const bool differs = keys->held.front()->id != key_id();
  ring_->set(std::move(*keys));
  return differs;
}

std::string_view key_id_of(std::string_view sealed) {
  const std::vector<std::string_view> parts = split(sealed, '.');
  return parts.size() == 3 && parts[0] == kForm ? parts[1] : std::string_view{};
}

}  // namespace swarm::secrets
