#include "providers/local_engine/model_record.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <unistd.h>

#include "platform/process/descriptor.hpp"

namespace swarm::local_engine {

namespace fs = std::filesystem;

bool is_model_name(std::string_view name) {
  const auto is_alphanumeric = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  if (name.empty() || name.size() > kModelNameBytesMax || !is_alphanumeric(name.front())) return false;
  if (name.ends_with(".calibration")) return false;
  return std::ranges::all_of(name, [&](char c) { return is_alphanumeric(c) || c == '.' || c == '_' || c == '-'; });
}

Result<std::string> read_small_file(const fs::path& file, std::size_t bytes_max) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return fail(ErrorCode::not_found, fmt::format("{} cannot be read", file.string()));
  std::string text(bytes_max + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (text.size() > bytes_max) return fail(ErrorCode::too_large, fmt::format("{} is too long", file.string()));
  return text;
}

Result<Done> write_whole_file(const fs::path& file, std::string_view text) {
  const auto failed = [&] {
    return fail(errno == ENOSPC ? ErrorCode::storage_full : ErrorCode::unavailable,
                fmt::format("cannot write {}: {}", file.string(), std::strerror(errno)));
  };
  const fs::path part = file.string() + ".part";
  const process::Descriptor out(::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!out.is_open()) return failed();
  for (std::string_view rest = text; !rest.empty();) {
    const ssize_t written = ::write(out.number(), rest.data(), rest.size());
    if (written < 0) return failed();
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(out.number()) != 0 || ::rename(part.c_str(), file.c_str()) != 0) return failed();
  return Done{};
}

std::int64_t ModelRecord::context_tokens() const {
  const json::Value* tokens = facts.if_contains("context_tokens");
  return tokens != nullptr && tokens->is_int64() ? tokens->get_int64() : 0;
}

Result<ModelRecord> ModelRecord::read(const fs::path& folder, std::string_view name) {
  constexpr std::size_t kRecordBytesMax = 256 * KiB;
  if (!is_model_name(name)) return fail(ErrorCode::not_found, fmt::format("there is no model '{}'", name));
  const std::string text = TRY(read_small_file(folder / (std::string(name) + ".json"), kRecordBytesMax));
  Result<ModelRecord> record = json::parse_as<ModelRecord>(text);
  if (record) return record;
  return fail(ErrorCode::unavailable,
              fmt::format("the record of the model {} is damaged: {}", name, record.error().message));
}

Result<Done> ModelRecord::write(const fs::path& folder) const {
  return write_whole_file(folder / (name + ".json"), json::to_text(json::encode(*this)) + "\n");
}

}  // namespace swarm::local_engine
