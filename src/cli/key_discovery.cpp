#include "cli/key_discovery.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.hpp"

namespace swarm::cli {

namespace {

constexpr std::size_t kKeyFileBytesMax = 4'096;
constexpr std::string_view kAdminKeyFile = "admin.key";
constexpr std::string_view kKeyPrefix = "swk_";

std::string_view without_line_ends(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

// What may stand in a header; the rest is the server's to judge.
Outcome<std::string> checked_key(std::string_view text, std::string_view origin) {
  const std::string_view key = without_line_ends(text);
  const bool is_visible = std::ranges::all_of(key, [](char c) { return c > ' ' && c < '\x7f'; });
  if (key.starts_with(kKeyPrefix) && is_visible) return std::string(key);
  return trouble(ErrorCode::invalid_input,
                 fmt::format("{} holds no API key: one line that begins with {} expected", origin, kKeyPrefix));
}

class OpenFile {
 public:
  explicit OpenFile(const std::filesystem::path& path) : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

Outcome<FoundKey> read_key_file(const std::filesystem::path& path) {
  const OpenFile file(path);
  struct stat facts{};
  if (file.descriptor() < 0 || ::fstat(file.descriptor(), &facts) != 0) {
    const ErrorCode code = errno == ENOENT ? ErrorCode::not_found : ErrorCode::forbidden;
    return trouble(code, fmt::format("cannot read the key file {}: {}", path.string(), std::strerror(errno)));
  }
  std::array<char, kKeyFileBytesMax + 1> content{};
  const ssize_t read = ::read(file.descriptor(), content.data(), content.size());
  if (read < 0 || static_cast<std::size_t>(read) > kKeyFileBytesMax) {
    return trouble(ErrorCode::invalid_input, fmt::format("{} is no key file", path.string()));
  }
  FoundKey key {
    TRY(checked_key({content.data(), static_cast<std::size_t>(read)}, path.string()))
    , path.string(), {}
  };
  if ((facts.st_mode & (S_IRGRP | S_IROTH)) != 0 && S_ISREG(facts.st_mode)) {
    key.warning = fmt::format("{0} can be read by other users of this machine: chmod 600 {0}", path.string());
  }
  return key;
}

std::unexpected<Trouble> no_key(const std::vector<std::string>& looked_at, bool server_is_local) {
  Trouble trouble(ErrorCode::unauthenticated,
                  fmt::format("no API key found; looked at {}", fmt::join(looked_at, ", ")));
  trouble.next = server_is_local
                     ? "give --key-file FILE, set SWARM_KEY, or name the server's data folder with --data DIR"
                     : "give --key-file FILE or set SWARM_KEY; a key of this machine is not sent to another one";
  return std::unexpected(std::move(trouble));
}

}  // namespace

Outcome<FoundKey> find_key(const KeySources& sources) {
  if (sources.key_file) return read_key_file(*sources.key_file);
  if (sources.environment && !sources.environment->empty()) {
    return FoundKey {
      TRY(checked_key(*sources.environment, "SWARM_KEY"))
      , "SWARM_KEY", {}
    };
  }
  if (sources.data_folder) return read_key_file(std::filesystem::path(*sources.data_folder) / kAdminKeyFile);
  std::vector<std::string> looked_at{"SWARM_KEY (not set)"};
  if (!sources.server_is_local) return no_key(looked_at, false);
  for (const std::filesystem::path& folder : sources.usual_folders) {
    const std::filesystem::path path = folder / kAdminKeyFile;
    Outcome<FoundKey> key = read_key_file(path);
    if (key || key.error().error.code == ErrorCode::invalid_input) return key;
    const bool is_missing = key.error().error.code == ErrorCode::not_found;
    looked_at.push_back(fmt::format("{} ({})", path.string(), is_missing ? "not there" : "not readable by you"));
  }
  return no_key(looked_at, true);
}

bool is_local_url(std::string_view url) {
  const std::size_t scheme = url.find("://");
  std::string_view authority = scheme == std::string_view::npos ? url : url.substr(scheme + 3);
  authority = authority.substr(0, authority.find_first_of("/?#\\"));
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) return false;
  if (authority.starts_with('[')) return authority.substr(0, authority.find(']') + 1) == "[::1]";
  const std::string host = to_lower(authority.substr(0, authority.find(':')));
  if (host == "localhost") return true;
  const bool is_address = host.find_first_not_of("0123456789.") == std::string::npos;
  return is_address && host.starts_with("127.") && std::ranges::count(host, '.') == 3;
}

}  // namespace swarm::cli
