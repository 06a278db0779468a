#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <set>
#include <type_traits>

#include "base/text.hpp"
#include "engine/model_files/element_types.hpp"
#include "engine/model_files/gguf_header.hpp"
#include "engine/model_files/refusal.hpp"

namespace swarm::model_files {

namespace {

constexpr std::uint64_t kAlignment = 32;

class HeaderWriter {
 public:
  Result<std::string> write(const GgufMetadata& metadata, const std::vector<Tensor>& tensors);

 private:
  template <class T>
  void put(T value) {
    static_assert(std::is_arithmetic_v<T>);
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof(T));
  }
  void put_text(std::string_view text) {
    put<std::uint64_t>(text.size());
    bytes_.append(text);
  }
  void put_type(GgufType type) { put(static_cast<std::uint32_t>(type)); }
  void put_list(GgufType type, std::size_t count) {
    put_type(GgufType::array);
    put_type(type);
    put<std::uint64_t>(count);
  }

  Result<Done> put_pair(const std::string& key, const GgufValue& value);
  Result<Done> put_value(std::uint64_t value);
  Result<Done> put_value(std::int64_t value);
  Result<Done> put_value(double value);
  Result<Done> put_value(bool value);
  Result<Done> put_value(const std::string& value);
  Result<Done> put_value(const std::vector<std::string>& values);
  Result<Done> put_value(const std::vector<std::int64_t>& values);
  Result<Done> put_value(const std::vector<double>& values);
  Result<Done> put_tensor(const Tensor& tensor, std::uint64_t offset);

  std::string bytes_;
};

Result<Done> HeaderWriter::put_value(std::uint64_t value) {
  const bool is_small = value <= std::numeric_limits<std::uint32_t>::max();
  put_type(is_small ? GgufType::uint32 : GgufType::uint64);
  if (is_small)
    put(static_cast<std::uint32_t>(value));
  else
    put(value);
  return Done{};
}

Result<Done> HeaderWriter::put_value(std::int64_t value) {
  if (value >= 0) return put_value(static_cast<std::uint64_t>(value));
  put_type(GgufType::int64);
  put(value);
  return Done{};
}

Result<Done> HeaderWriter::put_value(double value) {
  put_type(GgufType::float32);
  put(static_cast<float>(value));
  return Done{};
}

Result<Done> HeaderWriter::put_value(bool value) {
  put_type(GgufType::boolean);
  put<std::uint8_t>(value ? 1 : 0);
  return Done{};
}

Result<Done> HeaderWriter::put_value(const std::string& value) {
  if (value.size() > kTextBytesMax)
    return refuse("a text of {} bytes, at most {} are written", value.size(), kTextBytesMax);
  put_type(GgufType::string);
  put_text(value);
  return Done{};
}

Result<Done> HeaderWriter::put_value(const std::vector<std::string>& values) {
  put_list(GgufType::string, values.size());
  for (const std::string& value : values)
    put_text(value);
  return Done{};
}

Result<Done> HeaderWriter::put_value(const std::vector<std::int64_t>& values) {
  put_list(GgufType::int32, values.size());
  for (const std::int64_t value : values) {
    if (value < std::numeric_limits<std::int32_t>::min() || value > std::numeric_limits<std::int32_t>::max())
      return refuse("the number {} of a list does not fit into 32 bits", value);
    put(static_cast<std::int32_t>(value));
  }
  return Done{};
}

Result<Done> HeaderWriter::put_value(const std::vector<double>& values) {
  put_list(GgufType::float32, values.size());
  for (const double value : values)
    put(static_cast<float>(value));
  return Done{};
}

Result<Done> HeaderWriter::put_pair(const std::string& key, const GgufValue& value) {
  if (key.empty() || key.size() > kKeyBytesMax || !is_utf8(key) || has_control_character(key))
    return refuse("a metadata key has 1 to {} bytes of text; '{}' has not", kKeyBytesMax, key);
  if (key == "general.alignment") return refuse("general.alignment is the writer's to decide");
  put_text(key);
  Result<Done> written = std::visit([&](const auto& held) { return put_value(held); }, value);
  if (!written) written.error().message = fmt::format("{}: {}", key, written.error().message);
  return written;
}

Result<Done> HeaderWriter::put_tensor(const Tensor& tensor, std::uint64_t offset) {
  const std::string& name = tensor.name;
  if (name.empty() || name.size() > kTensorNameBytesMax || !is_utf8(name) || has_control_character(name))
    return refuse("a tensor's name has 1 to {} bytes of text; '{}' has not", kTensorNameBytesMax, name);
  const std::optional<std::uint64_t> bytes = byte_count(tensor.type, tensor.shape);
  if (!bytes || tensor.shape.size() > 4) {
    return refuse("the tensor '{}' cannot have the shape [{}] with the element type {}", name,
                  fmt::join(tensor.shape, ", "), tensor.type);
  }
  if (*bytes != tensor.bytes.size())
    return refuse("the tensor '{}' has {} bytes, its shape takes {}", name, tensor.bytes.size(), *bytes);
  put_text(name);
  put(static_cast<std::uint32_t>(tensor.shape.size()));
  for (const std::uint64_t length : tensor.shape)
    put(length);
  put(tensor.type);
  put(offset);
  return Done{};
}

std::uint64_t rounded_up(std::uint64_t offset) {
  return (offset + kAlignment - 1) / kAlignment * kAlignment;
}

Result<std::string> HeaderWriter::write(const GgufMetadata& metadata, const std::vector<Tensor>& tensors) {
  if (metadata.size() > kMetadataMax || tensors.size() > kTensorsMax)
    return refuse("{} metadata keys and {} tensors are too many", metadata.size(), tensors.size());
  bytes_ = "GGUF";
  put<std::uint32_t>(3);
  put<std::uint64_t>(tensors.size());
  put<std::uint64_t>(metadata.size());
  for (const auto& [key, value] : metadata)
    TRY(put_pair(key, value));
  std::set<std::string_view> names;
  std::uint64_t offset = 0;
  for (const Tensor& tensor : tensors) {
    if (!names.insert(tensor.name).second) return refuse("the tensor '{}' is there twice", tensor.name);
    TRY(put_tensor(tensor, offset));
    offset = rounded_up(offset + tensor.bytes.size());
  }
  bytes_.resize(rounded_up(bytes_.size()), '\0');
  if (bytes_.size() > kHeaderBytesMax)
    return refuse("a header of {} bytes, at most {} are read", bytes_.size(), kHeaderBytesMax);
  return std::move(bytes_);
}

}  // namespace

Result<Done> write_gguf(const std::filesystem::path& path, const GgufMetadata& metadata,
                        const std::vector<Tensor>& tensors) {
  const std::string header = TRY(HeaderWriter().write(metadata, tensors));
  static constexpr std::byte kPadding[kAlignment]{};
  std::vector<std::span<const std::byte>> parts{std::as_bytes(std::span(header))};
  for (const Tensor& tensor : tensors) {
    parts.push_back(tensor.bytes);
    parts.push_back(std::span(kPadding).first(rounded_up(tensor.bytes.size()) - tensor.bytes.size()));
  }
  return write_durably(path, parts);
}

}  // namespace swarm::model_files
