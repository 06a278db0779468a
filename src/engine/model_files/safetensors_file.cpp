#include "engine/model_files/safetensors_file.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <fmt/ranges.h>
#include <limits>

#include "base/json.hpp"
#include "base/text.hpp"
#include "engine/model_files/file_access.hpp"
#include "engine/model_files/gguf_header.hpp"
#include "engine/model_files/refusal.hpp"

namespace swarm::model_files {

namespace {

struct Width {
  std::string_view type;
  std::uint64_t bytes;
};
constexpr std::array<Width, 17> kWidths = {{{"F64", 8},
                                            {"I64", 8},
                                            {"U64", 8},
                                            {"C64", 8},
                                            {"F32", 4},
                                            {"I32", 4},
                                            {"U32", 4},
                                            {"F16", 2},
                                            {"BF16", 2},
                                            {"I16", 2},
                                            {"U16", 2},
                                            {"BOOL", 1},
                                            {"I8", 1},
                                            {"U8", 1},
                                            {"F8_E4M3", 1},
                                            {"F8_E5M2", 1},
                                            {"F8_E8M0", 1}}};

// What the header says of a tensor.
struct Entry {
  std::string name;
  std::string type;
  std::vector<std::uint64_t> shape;
  std::uint64_t begin = 0, end = 0;
};

Result<std::uint64_t> number_of(const json::Value& value, std::string_view what, std::string_view name) {
  if (value.is_uint64()) return value.get_uint64();
  if (value.is_int64() && value.get_int64() >= 0) return static_cast<std::uint64_t>(value.get_int64());
  return refuse("'{}': {} has something else than whole numbers", name, what);
}

Result<std::vector<std::uint64_t>> numbers_of(const json::Object& entry, std::string_view what, std::string_view name,
                                              std::size_t count_max) {
  const json::Value* const list = entry.if_contains(what);
  if (list == nullptr || !list->is_array()) return refuse("'{}': {} is missing or no list", name, what);
  if (list->get_array().size() > count_max)
    return refuse("'{}': {} has {} numbers", name, what, list->get_array().size());
  std::vector<std::uint64_t> numbers;
  for (const json::Value& value : list->get_array())
    numbers.push_back(TRY(number_of(value, what, name)));
  return numbers;
}

// None when it passes 2^63. A length of zero is allowed here: an empty tensor.
std::optional<std::uint64_t> bytes_of(std::uint64_t width, std::span<const std::uint64_t> shape) {
  constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (std::ranges::find(shape, 0U) != shape.end()) return 0;
  std::uint64_t bytes = width;
  for (const std::uint64_t length : shape) {
    if (bytes > kMax / length) return std::nullopt;
    bytes *= length;
  }
  return bytes;
}

Result<Entry> entry_of(std::string_view name, const json::Value& value) {
  if (name.empty() || name.size() > kSafetensorsNameBytesMax || has_control_character(name))
    return refuse("a tensor's name has 1 to {} bytes of text", kSafetensorsNameBytesMax);
  if (!value.is_object()) return refuse("'{}' is no object", name);
  const json::Object& members = value.get_object();
  if (members.size() != 3)
    return refuse("'{}' has {} members; dtype, shape and data_offsets are expected", name, members.size());
  const json::Value* const type = members.if_contains("dtype");
  if (type == nullptr || !type->is_string()) return refuse("'{}': dtype is missing or no text", name);
  Entry entry{.name = std::string(name), .type = std::string(std::string_view(type->get_string()))};
  constexpr std::size_t kDimensionsMax = 8;
  entry.shape = TRY(numbers_of(members, "shape", name, kDimensionsMax));
  const std::vector<std::uint64_t> offsets = TRY(numbers_of(members, "data_offsets", name, 2));
  if (offsets.size() != 2 || offsets[0] > offsets[1])
    return refuse("'{}': data_offsets are [{}]; a begin and an end are expected", name, fmt::join(offsets, ", "));
  entry.begin = offsets[0];
  entry.end = offsets[1];
  return entry;
}

Result<Done> check_size(const Entry& entry) {
  const std::optional<std::uint64_t> width = safetensors_width(entry.type);
  if (!width) return refuse("'{}' has the type {}, which is not known here", entry.name, entry.type);
  const std::optional<std::uint64_t> bytes = bytes_of(*width, entry.shape);
  if (!bytes) return refuse("the size of '{}' passes 2^63 bytes", entry.name);
  if (*bytes != entry.end - entry.begin) {
    return refuse("'{}' has {} bytes, its shape [{}] of {} takes {}", entry.name, entry.end - entry.begin,
                  fmt::join(entry.shape, ", "), entry.type, *bytes);
  }
  return Done{};
}

Result<SafetensorsMetadata> metadata_of(const json::Value& value) {
  if (!value.is_object()) return refuse("__metadata__ is no object");
  SafetensorsMetadata metadata;
  for (const auto& member : value.get_object()) {
    if (!member.value().is_string()) return refuse("__metadata__ has something else than texts");
    metadata.emplace(member.key(), std::string_view(member.value().get_string()));
  }
  return metadata;
}

// One behind the other from the first byte of the data to the last.
Result<Done> check_places(std::vector<Entry>& entries, std::uint64_t data_bytes) {
  std::ranges::sort(entries, {}, [](const Entry& entry) { return std::pair(entry.begin, entry.end); });
  std::uint64_t end = 0;
  for (const Entry& entry : entries) {
    if (entry.end > data_bytes) {
      return refuse("'{}' ends at {} of the data, but there are only {} bytes: {} are missing", entry.name, entry.end,
                    data_bytes, entry.end - data_bytes);
    }
    if (entry.begin != end)
      return refuse("'{}' begins at {} of the data, {} is expected: an overlap or a hole", entry.name, entry.begin,
                    end);
    end = entry.end;
  }
  if (end != data_bytes) return refuse("{} bytes follow the last tensor", data_bytes - end);
  return Done{};
}

Result<std::string> read_header(const ReadableFile& file) {
  if (file.size() == 0) return refuse("the file is empty");
  std::uint64_t length = 0;
  if (file.size() < sizeof(length)) return refuse("this is no safetensors file: it has only {} bytes", file.size());
  TRY(file.read(0, std::as_writable_bytes(std::span(&length, 1))));
  if (length > file.size() - sizeof(length)) {
    return refuse("this is no safetensors file, or it is cut off: its header claims {} bytes, the file has {}", length,
                  file.size());
  }
  if (length > kSafetensorsHeaderBytesMax)
    return refuse_too_large("its header has {} bytes, at most {} are read", length, kSafetensorsHeaderBytesMax);
  std::string header(length, '\0');
  TRY(file.read(sizeof(length), std::as_writable_bytes(std::span(header))));
  if (!header.starts_with('{')) return refuse("this is no safetensors file: its header is no JSON object");
  return header;
}

struct Header {
  SafetensorsMetadata metadata;
  std::vector<Entry> entries;
  std::uint64_t data_begin = 0;
};

Result<Header> parse_header(const ReadableFile& file) {
  const std::string text = TRY(read_header(file));
  constexpr std::size_t kLevels = 3;
  const json::Value value = TRY(json::parse(text, kLevels));
  if (!value.is_object()) return refuse("its header is no JSON object");
  if (value.get_object().size() > kTensorsMax + 1)
    return refuse_too_large("it has {} tensors, at most {} are read", value.get_object().size(), kTensorsMax);
  Header header{.data_begin = sizeof(std::uint64_t) + text.size()};
  for (const auto& member : value.get_object()) {
    if (member.key() == "__metadata__") {
      header.metadata = TRY(metadata_of(member.value()));
      continue;
    }
    header.entries.push_back(TRY(entry_of(member.key(), member.value())));
    TRY(check_size(header.entries.back()));
  }
  TRY(check_places(header.entries, file.size() - header.data_begin));
  return header;
}

}  // namespace

std::optional<std::uint64_t> safetensors_width(std::string_view type) {
  const auto* const found = std::ranges::find(kWidths, type, &Width::type);
  return found == kWidths.end() ? std::nullopt : std::optional(found->bytes);
}

Result<SafetensorsFile> SafetensorsFile::open(const std::filesystem::path& path) {
  const ReadableFile file = TRY(naming(path, ReadableFile::open(path)));
  Header header = TRY(naming(path, parse_header(file)));
  FileContent content = TRY(naming(path, file.content()));
  SafetensorsFile opened;
  opened.metadata_ = std::move(header.metadata);
  opened.file_bytes_ = file.size();
  opened.content_ = std::move(content.owner);
  for (Entry& entry : header.entries) {
    opened.tensors_.push_back(
        {.name = std::move(entry.name),
         .type = std::move(entry.type),
         .shape = std::move(entry.shape),
         .bytes = content.bytes.subspan(header.data_begin + entry.begin, entry.end - entry.begin)});
  }
  return opened;
}

const SafeTensor* SafetensorsFile::find(std::string_view name) const {
  const auto found = std::ranges::find(tensors_, name, &SafeTensor::name);
  return found == tensors_.end() ? nullptr : &*found;
}

Result<Done> write_safetensors(const std::filesystem::path& path, const SafetensorsMetadata& metadata,
                               std::vector<SafeTensor> tensors) {
  std::ranges::sort(tensors, {}, [](const SafeTensor& tensor) {
    return std::pair(~safetensors_width(tensor.type).value_or(0), std::string_view(tensor.name));
  });
  json::Object header;
  if (!metadata.empty()) header.emplace("__metadata__", json::encode(metadata));
  std::uint64_t offset = 0;
  for (const SafeTensor& tensor : tensors) {
    const Entry entry{tensor.name, tensor.type, tensor.shape, offset, offset + tensor.bytes.size()};
    TRY(check_size(entry));
    json::Object said{{"dtype", tensor.type},
                      {"shape", json::encode(tensor.shape)},
                      {"data_offsets", json::Array{entry.begin, entry.end}}};
    TRY(entry_of(tensor.name, said));
    if (tensor.name == "__metadata__" || !header.emplace(tensor.name, std::move(said)).second)
      return refuse("the tensor '{}' is there twice", tensor.name);
    offset = entry.end;
  }
  std::string text = json::to_text(header);
  text.resize((text.size() + 7) / 8 * 8, ' ');
  const std::uint64_t length = text.size();
  std::vector<std::span<const std::byte>> parts{std::as_bytes(std::span(&length, 1)), std::as_bytes(std::span(text))};
  for (const SafeTensor& tensor : tensors)
    parts.push_back(tensor.bytes);
  return write_durably(path, parts);
}

}  // namespace swarm::model_files
