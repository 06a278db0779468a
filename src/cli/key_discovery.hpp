#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/trouble.hpp"

namespace swarm::cli {

// Where the API key may come from, first that is given: --key-file, SWARM_KEY, admin.key in --data, admin.key in the
// folders where `make run` and the systemd unit keep their data.
struct KeySources {
  std::optional<std::string> key_file{};     // --key-file
  std::optional<std::string> environment{};  // SWARM_KEY
  std::optional<std::string> data_folder{};  // --data
  std::vector<std::filesystem::path> usual_folders{"var", "/var/lib/swarmkeeper"};
  // A key that lies about belongs to the server of this machine; it is not sent to another one.
  bool server_is_local = true;
};

struct FoundKey {
  std::string text;
  std::string origin;                  // for people: a path, or SWARM_KEY
  std::optional<std::string> warning;  // when others can read the file
};

// `unauthenticated` when there is none, telling where it looked; `invalid_input` for a file that holds no key. The
// key's text is in no message.
Outcome<FoundKey> find_key(const KeySources& sources);

// Whether a URL's host is this machine: localhost, 127.0.0.0/8 or [::1].
bool is_local_url(std::string_view url);

}  // namespace swarm::cli
