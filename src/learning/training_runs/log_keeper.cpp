#include "learning/training_runs/log_keeper.hpp"

#include <cerrno>
#include <cstring>
#include <fmt/format.h>

#include "base/text.hpp"
#include "learning/training_runs/training_types.hpp"

namespace swarm::training_runs {

namespace {

std::filesystem::path older(const std::filesystem::path& file) {
  return file.string() + ".1";
}

std::size_t length_of_character(std::string_view text, std::size_t at) {
  for (std::size_t length = 1; length <= 4 && at + length <= text.size(); ++length) {
    if (is_utf8(text.substr(at, length))) return length;
  }
  return 0;
}

std::string end_of_file(const std::filesystem::path& file, std::size_t bytes_max) {
  std::ifstream stream(file, std::ios::binary | std::ios::ate);
  if (!stream) return "";
  const auto size = static_cast<std::size_t>(std::max<std::streamoff>(stream.tellg(), 0));
  std::string text(std::min(size, bytes_max), '\0');
  stream.seekg(static_cast<std::streamoff>(size - text.size()));
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return text;
}

}  // namespace

std::string clean_text(std::string_view bytes) {
  std::string clean;
  clean.reserve(bytes.size());
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t length = length_of_character(bytes, at);
    if (length == 0)
      clean += "\xEF\xBF\xBD";
    else if (bytes[at] == '\0')
      clean += ' ';
    else
      clean += bytes.substr(at, length);
    at += std::max<std::size_t>(length, 1);
  }
  return clean;
}

Result<LogKeeper> LogKeeper::open(std::filesystem::path file, Bytes bytes_max, std::string tail, std::int64_t bytes) {
  LogKeeper keeper(std::move(file), bytes_max, std::move(tail), bytes);
  std::error_code error;
  const auto size = std::filesystem::file_size(keeper.file_, error);
  keeper.in_file_ = error ? 0 : size;
  keeper.stream_.open(keeper.file_, std::ios::binary | std::ios::app);  // a second attempt goes on behind the first
  if (!keeper.stream_) {
    return fail(ErrorCode::unavailable,
                fmt::format("cannot write {}: {}", keeper.file_.string(), std::strerror(errno)));
  }
  return keeper;
}

void LogKeeper::begin_anew() {
  stream_.close();
  std::error_code ignored;
  std::filesystem::rename(file_, older(file_), ignored);
  stream_.open(file_, std::ios::binary | std::ios::trunc);
  in_file_ = 0;
}

void LogKeeper::add(std::string_view bytes) {
  total_ += static_cast<std::int64_t>(bytes.size());
  tail_ += bytes;
  if (tail_.size() > 2 * kLogTailMax) tail_.erase(0, tail_.size() - kLogTailMax);
  if (in_file_ + bytes.size() > bytes_max_.count / 2) begin_anew();
  const std::string_view kept = bytes.substr(bytes.size() - std::min<std::size_t>(bytes.size(), bytes_max_.count / 2));
  stream_ << kept << std::flush;
  stream_.clear();
  in_file_ += kept.size();
}

std::string LogKeeper::tail() const {
  const std::string_view end = tail_;
  std::string clean = clean_text(end.substr(end.size() - std::min(end.size(), kLogTailMax)));
  if (clean.size() <= kLogTailMax) return clean;  // three bytes for one that is no UTF-8
  return clean_text(std::string_view(clean).substr(clean.size() - kLogTailMax));
}

std::string end_of_log(const std::filesystem::path& file, std::size_t bytes_max) {
  const std::string end = end_of_file(file, bytes_max);
  const std::string before = end.size() < bytes_max ? end_of_file(older(file), bytes_max - end.size()) : "";
  return clean_text(before + end);
}

}  // namespace swarm::training_runs
