#pragma once

#include <filesystem>

#include "base/result.hpp"

namespace swarm::storage {

// Makes the file when there is none, readable by its owner only (it holds hashes of keys), and refuses one that is no
// SQLite database: `invalid_input` "not_a_database". Before SQLite opens it: closing any descriptor of a file drops the
// locks that this process holds on it.
Result<Done> create_or_check(const std::filesystem::path& file);

}  // namespace swarm::storage
