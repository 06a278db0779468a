#include "engine/model_files/gguf_file.hpp"

#include "engine/model_files/gguf_header.hpp"
#include "engine/model_files/refusal.hpp"

namespace swarm::model_files {

Result<GgufFile> GgufFile::open(const std::filesystem::path& path) {
  const ReadableFile file = TRY(naming(path, ReadableFile::open(path)));
  GgufHeader header = TRY(naming(path, read_gguf_header(file)));
  FileContent content = TRY(naming(path, file.content()));
  GgufFile opened;
  opened.metadata_ = std::move(header.metadata);
  opened.forms_ = std::move(header.forms);
  opened.file_bytes_ = file.size();
  opened.content_ = std::move(content.owner);
  for (TensorPlace& place : header.tensors) {
    opened.places_.emplace(place.name, opened.tensors_.size());
    opened.tensors_.push_back({.name = std::move(place.name),
                               .type = place.type,
                               .shape = std::move(place.shape),
                               .bytes = content.bytes.subspan(place.begin, place.bytes)});
  }
  return opened;
}

const Tensor* GgufFile::find(std::string_view tensor) const {
  const auto place = places_.find(tensor);
  return place == places_.end() ? nullptr : &tensors_[place->second];
}

std::optional<std::uint64_t> GgufFile::number(std::string_view key) const {
  const auto value = metadata_.find(key);
  if (value == metadata_.end()) return std::nullopt;
  if (const auto* const natural = std::get_if<std::uint64_t>(&value->second)) return *natural;
  const auto* const integer = std::get_if<std::int64_t>(&value->second);
  if (integer == nullptr || *integer < 0) return std::nullopt;
  return static_cast<std::uint64_t>(*integer);
}

std::optional<double> GgufFile::real(std::string_view key) const {
  const auto value = metadata_.find(key);
  if (value == metadata_.end()) return std::nullopt;
  const auto* const real = std::get_if<double>(&value->second);
  return real == nullptr ? std::nullopt : std::optional(*real);
}

std::optional<std::string_view> GgufFile::text(std::string_view key) const {
  const auto value = metadata_.find(key);
  if (value == metadata_.end()) return std::nullopt;
  const auto* const text = std::get_if<std::string>(&value->second);
  return text == nullptr ? std::nullopt : std::optional<std::string_view>(*text);
}

std::optional<GgufForm> GgufFile::form(std::string_view key) const {
  const auto found = forms_.find(key);
  return found == forms_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace swarm::model_files
