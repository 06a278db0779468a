#include "platform/secrets/secret_box.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <sys/stat.h>

#include "base/text.hpp"
#include "platform/crypto/hash.hpp"
#include "platform/identity/private_file.hpp"

namespace swarm::secrets {

namespace {

constexpr std::string_view kForm = "1";

std::unexpected<Error> unusable(const std::filesystem::path& file, std::string_view why) {
  return fail(ErrorCode::invalid_input, fmt::format("the master key {} cannot be used: {}", file.string(), why));
}

Result<crypto::SealingKey> read_key(const std::filesystem::path& file, const struct stat& facts) {
  if ((facts.st_mode & 077) != 0) return unusable(file, "others than its owner may read it; chmod 600");
  std::ifstream stream(file);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  const auto bytes = crypto::from_base64(trim(std::string_view(text).substr(0, text.find('\n'))));
  crypto::SealingKey key{};
  if (!bytes || bytes->size() != key.size())
    return unusable(file,
                    "it does not hold 32 bytes in base64; restore it, since what was sealed with it is lost else");
  std::memcpy(key.data(), bytes->data(), key.size());
  return key;
}

Result<crypto::SealingKey> make_key(const std::filesystem::path& file, Random& random) {
  crypto::SealingKey key{};
  random.fill(key);
  const identity::PrivateFile kept(file);
  TRY(kept.prepare(crypto::to_base64(key) + "\n"));
  TRY(kept.put_in_place());
  return key;
}

}  // namespace

SecretBox::SecretBox(const crypto::SealingKey& key) : key_(key) {
  constexpr std::size_t kIdLengthShown = 16;
  const auto* bytes = reinterpret_cast<const char*>(key.data());
  key_id_ = crypto::blake2b_hex("which master key:" + std::string(bytes, key.size())).substr(0, kIdLengthShown);
}

Result<SecretBox> SecretBox::load_or_make(const std::filesystem::path& file, Random& random) {
  struct stat facts{};
  if (::stat(file.c_str(), &facts) == 0) return SecretBox(TRY(read_key(file, facts)));
  if (errno != ENOENT)
    return fail(ErrorCode::unavailable, fmt::format("cannot read {}: {}", file.string(), std::strerror(errno)));
  return SecretBox(TRY(make_key(file, random)));
}

std::string SecretBox::seal(std::string_view secret, std::string_view context, Random& random) const {
  return fmt::format("{}.{}.{}", kForm, key_id_, crypto::to_base64(crypto::seal(secret, context, key_, random)));
}

Result<std::string> SecretBox::open(std::string_view sealed, std::string_view context) const {
  const std::vector<std::string_view> parts = split(sealed, '.');
  if (parts.size() != 3 || parts[0] != kForm)
    return fail(ErrorCode::internal, fmt::format("the sealed secret of {} has another form", context));
  if (parts[1] != key_id_) {
    return fail(ErrorCode::unavailable, "other_master_key",
                fmt::format("the secret of {} was sealed with the master key {}, this server has {}", context, parts[1],
                            key_id_));
  }
  const auto bytes = crypto::from_base64(parts[2]);
  std::optional<std::string> secret;
  if (bytes) secret = crypto::unseal(*bytes, context, key_);
  if (!secret) return fail(ErrorCode::internal, fmt::format("the sealed secret of {} is damaged", context));
  return std::move(*secret);
}

}  // namespace swarm::secrets
