#include "engine/model_files/gguf_header.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <set>

#include "base/text.hpp"
#include "engine/model_files/byte_cursor.hpp"
#include "engine/model_files/element_types.hpp"
#include "engine/model_files/refusal.hpp"

namespace swarm::model_files {

namespace {

// What the file is when it is no GGUF file: the mistakes that people really make.
std::string_view guess(std::string_view start) {
  if (start.starts_with("FUGG")) return "a GGUF file for machines of the other byte order (big-endian)";
  if (start.starts_with("lmgg") || start.starts_with("tjgg") || start.starts_with("fmgg") || start.starts_with("algg"))
    return "a model in a format that llama.cpp gave up in 2023; convert the original again";
  if (start.starts_with("PK\x03\x04")) return "a zip archive or a PyTorch checkpoint";
  if (start.starts_with("version https://git-lfs")) return "a Git LFS pointer; fetch the file itself (git lfs pull)";
  if (start.starts_with("<!DOCTYPE") || start.starts_with("<html")) return "a web page";
  if (start.starts_with("\x1f\x8b")) return "gzip-compressed; unpack it first";
  if (start.size() > 9 && start.substr(4, 4) == std::string_view("\0\0\0\0", 4) && start[8] == '{')
    return "a safetensors file";
  return "";
}

class HeaderReader {
 public:
  explicit HeaderReader(const ReadableFile& file) : file_(file), cursor_(file, kHeaderBytesMax) {}

  Result<GgufHeader> read();

 private:
  Result<Done> read_magic();
  Result<Done> read_version();
  Result<std::uint64_t> read_count(std::string_view what, std::uint64_t bytes_min, std::uint64_t count_max);
  Result<std::string> read_text(std::uint64_t bytes_max, std::string_view what);
  Result<Done> read_metadata(std::uint64_t count);
  Result<GgufType> read_type(std::string_view key);
  Result<GgufValue> read_value(GgufType type, std::string_view key);
  Result<GgufValue> read_list(GgufType type, std::string_view key);
  template <class T>
  Result<GgufValue> read_number();
  Result<bool> read_truth();
  template <class T>
  Result<GgufValue> read_numbers(std::uint64_t count);
  Result<GgufValue> read_texts(std::uint64_t count, std::string_view key);
  Result<GgufValue> read_truths(std::uint64_t count);
  Result<Done> read_alignment();
  Result<Done> read_tensors(std::uint64_t count);
  Result<TensorPlace> read_tensor();
  Result<std::vector<std::uint64_t>> read_shape(const std::string& name);
  Result<Done> place_tensors();
  Result<Done> place(TensorPlace& tensor, std::uint64_t expected);

  const ReadableFile& file_;
  ByteCursor cursor_;
  GgufHeader header_;
  std::uint64_t alignment_ = 32;
  std::uint64_t list_elements_ = 0;
};

std::uint64_t rounded_up(std::uint64_t offset, std::uint64_t alignment) {
  return (offset + alignment - 1) / alignment * alignment;  // callers keep it far below 2^64
}

Result<GgufHeader> HeaderReader::read() {
  TRY(read_magic());
  TRY(read_version());
  constexpr std::uint64_t kTensorBytesMin = 8 + 1 + 4 + 4 + 8;
  constexpr std::uint64_t kKeyBytesMin = 8 + 1 + 4 + 1;
  const std::uint64_t tensors = TRY(read_count("tensors", kTensorBytesMin, kTensorsMax));
  const std::uint64_t keys = TRY(read_count("metadata keys", kKeyBytesMin, kMetadataMax));
  TRY(read_metadata(keys));
  TRY(read_alignment());
  TRY(read_tensors(tensors));
  TRY(place_tensors());
  return std::move(header_);
}

Result<Done> HeaderReader::read_magic() {
  if (file_.size() == 0) return refuse("the file is empty");
  std::array<std::byte, 32> bytes{};
  const std::size_t count = std::min<std::uint64_t>(bytes.size(), file_.size());
  TRY(file_.read(0, std::span(bytes).first(count)));
  const std::string_view start(reinterpret_cast<const char*>(bytes.data()), count);
  if (!start.starts_with("GGUF")) {
    const std::string_view guessed = guess(start);
    if (guessed.empty()) return refuse("this is no GGUF file: it does not begin with the letters GGUF");
    return refuse("this is no GGUF file that can be read here, but {}", guessed);
  }
  TRY(cursor_.take(4));
  return Done{};
}

Result<Done> HeaderReader::read_version() {
  const auto version = TRY(cursor_.number<std::uint32_t>());
  if (version == 2 || version == 3) return Done{};
  if (version != 0 && (version & 0xFFFFU) == 0)
    return refuse("this GGUF file is for machines of the other byte order (big-endian)");
  if (version == 1) return refuse("GGUF version 1 is no longer read; convert the original again");
  return refuse("GGUF version {} is not known; versions 2 and 3 are", version);
}

Result<std::uint64_t> HeaderReader::read_count(std::string_view what, std::uint64_t bytes_min,
                                               std::uint64_t count_max) {
  const auto count = TRY(cursor_.number<std::uint64_t>());
  if (count > cursor_.left() / bytes_min)
    return refuse("it claims {} {}, more than its {} bytes can hold", count, what, file_.size());
  if (count > count_max) return refuse_too_large("it has {} {}, at most {} are read", count, what, count_max);
  return count;
}

Result<std::string> HeaderReader::read_text(std::uint64_t bytes_max, std::string_view what) {
  const std::uint64_t begin = cursor_.position();
  const auto length = TRY(cursor_.number<std::uint64_t>());
  if (length > cursor_.left()) {
    return refuse("{} at byte {} claims {} bytes, but only {} follow: the file is cut off or damaged", what, begin,
                  length, cursor_.left());
  }
  if (length > bytes_max)
    return refuse_too_large("{} at byte {} has {} bytes, at most {} are read", what, begin, length, bytes_max);
  const std::span<const std::byte> bytes = TRY(cursor_.take(length));
  return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

Result<Done> HeaderReader::read_metadata(std::uint64_t count) {
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t begin = cursor_.position();
    std::string key = TRY(read_text(kKeyBytesMax, "a metadata key"));
    if (key.empty()) return refuse("the metadata key at byte {} is empty", begin);
    if (!is_utf8(key) || has_control_character(key)) return refuse("the metadata key at byte {} is no text", begin);
    GgufForm form {
      .type = TRY(read_type(key))
    };
    form.is_list = form.type == GgufType::array;
    if (form.is_list) form.type = TRY(read_type(key));
    if (form.type == GgufType::array) return refuse("the metadata key '{}' is a list of lists", key);
    GgufValue value = TRY(form.is_list ? read_list(form.type, key) : read_value(form.type, key));
    if (!header_.metadata.emplace(key, std::move(value)).second)
      return refuse("the metadata key '{}' is there twice", key);
    header_.forms.emplace(std::move(key), form);
  }
  return Done{};
}

Result<GgufType> HeaderReader::read_type(std::string_view key) {
  const auto number = TRY(cursor_.number<std::uint32_t>());
  if (number > static_cast<std::uint32_t>(GgufType::float64))
    return refuse("the metadata key '{}' has the unknown type {}", key, number);
  return static_cast<GgufType>(number);
}

template <class T>
Result<GgufValue> HeaderReader::read_number() {
  const T value = TRY(cursor_.number<T>());
  if constexpr (std::is_floating_point_v<T>)
    return GgufValue(static_cast<double>(value));
  else if constexpr (std::is_signed_v<T>)
    return GgufValue(static_cast<std::int64_t>(value));
  else
    return GgufValue(static_cast<std::uint64_t>(value));
}

Result<bool> HeaderReader::read_truth() {
  const auto value = TRY(cursor_.number<std::uint8_t>());
  if (value > 1) return refuse("the truth value at byte {} is {}, not 0 or 1", cursor_.position() - 1, value);
  return value == 1;
}

Result<GgufValue> HeaderReader::read_value(GgufType type, std::string_view key) {
  switch (type) {
    case GgufType::uint8:
      return read_number<std::uint8_t>();
    case GgufType::int8:
      return read_number<std::int8_t>();
    case GgufType::uint16:
      return read_number<std::uint16_t>();
    case GgufType::int16:
      return read_number<std::int16_t>();
    case GgufType::uint32:
      return read_number<std::uint32_t>();
    case GgufType::int32:
      return read_number<std::int32_t>();
    case GgufType::uint64:
      return read_number<std::uint64_t>();
    case GgufType::int64:
      return read_number<std::int64_t>();
    case GgufType::float32:
      return read_number<float>();
    case GgufType::float64:
      return read_number<double>();
    case GgufType::boolean:
      return GgufValue(TRY(read_truth()));
    case GgufType::string:
      return GgufValue(TRY(read_text(kTextBytesMax, fmt::format("the text of '{}'", key))));
    case GgufType::array:
      break;
  }
  return refuse("the metadata key '{}' is a list of lists", key);
}

template <class T>
Result<GgufValue> HeaderReader::read_numbers(std::uint64_t count) {
  constexpr bool is_real = std::is_floating_point_v<T>;
  std::vector<std::conditional_t<is_real, double, std::int64_t>> values;
  if (count > cursor_.left() / sizeof(T)) {
    return refuse("the list at byte {} claims {} numbers, but only {} bytes follow: the file is cut off or damaged",
                  cursor_.position(), count, cursor_.left());
  }
  values.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    const T value = TRY(cursor_.number<T>());
    if constexpr (std::is_same_v<T, std::uint64_t>) {
      if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
        return refuse("the number at byte {} is larger than 2^63 - 1", cursor_.position() - sizeof(T));
    }
    values.push_back(static_cast<typename decltype(values)::value_type>(value));
  }
  return GgufValue(std::move(values));
}

Result<GgufValue> HeaderReader::read_truths(std::uint64_t count) {
  std::vector<std::int64_t> values;
  for (std::uint64_t i = 0; i < count; ++i)
    values.push_back(TRY(read_truth()) ? 1 : 0);
  return GgufValue(std::move(values));
}

Result<GgufValue> HeaderReader::read_texts(std::uint64_t count, std::string_view key) {
  const std::string what = fmt::format("a text of '{}'", key);
  std::vector<std::string> texts;
  for (std::uint64_t i = 0; i < count; ++i)
    texts.push_back(TRY(read_text(kTextBytesMax, what)));
  return GgufValue(std::move(texts));
}

Result<GgufValue> HeaderReader::read_list(GgufType type, std::string_view key) {
  const auto count = TRY(cursor_.number<std::uint64_t>());
  if (count > cursor_.left())
    return refuse("the list '{}' claims {} elements, more than the {} bytes that follow", key, count, cursor_.left());
  if (count > kListElementsMax - list_elements_)
    return refuse_too_large("its lists have more than {} elements together; '{}' alone has {}", kListElementsMax, key,
                            count);
  list_elements_ += count;
  switch (type) {
    case GgufType::uint8:
      return read_numbers<std::uint8_t>(count);
    case GgufType::int8:
      return read_numbers<std::int8_t>(count);
    case GgufType::uint16:
      return read_numbers<std::uint16_t>(count);
    case GgufType::int16:
      return read_numbers<std::int16_t>(count);
    case GgufType::uint32:
      return read_numbers<std::uint32_t>(count);
    case GgufType::int32:
      return read_numbers<std::int32_t>(count);
    case GgufType::uint64:
      return read_numbers<std::uint64_t>(count);
    case GgufType::int64:
      return read_numbers<std::int64_t>(count);
    case GgufType::float32:
      return read_numbers<float>(count);
    case GgufType::float64:
      return read_numbers<double>(count);
    case GgufType::boolean:
      return read_truths(count);
    case GgufType::string:
      return read_texts(count, key);
    case GgufType::array:
      break;
  }
  return refuse("the metadata key '{}' is a list of lists", key);
}

Result<Done> HeaderReader::read_alignment() {
  const auto found = header_.metadata.find("general.alignment");
  if (found == header_.metadata.end()) return Done{};
  const auto* const said = std::get_if<std::uint64_t>(&found->second);
  if (said == nullptr || header_.forms.find(found->first)->second.type != GgufType::uint32)
    return refuse("general.alignment is no UINT32");
  if (*said < 8 || *said > kAlignmentMax || (*said & (*said - 1)) != 0)
    return refuse("general.alignment is {}: a power of two from 8 to {} is expected", *said, kAlignmentMax);
  alignment_ = *said;
  return Done{};
}

Result<std::vector<std::uint64_t>> HeaderReader::read_shape(const std::string& name) {
  const auto dimensions = TRY(cursor_.number<std::uint32_t>());
  constexpr std::uint32_t kDimensionsMax = 4;
  if (dimensions > kDimensionsMax)
    return refuse("the tensor '{}' claims {} dimensions; at most {} are possible", name, dimensions, kDimensionsMax);
  std::vector<std::uint64_t> shape;
  for (std::uint32_t i = 0; i < dimensions; ++i)
    shape.push_back(TRY(cursor_.number<std::uint64_t>()));
  if (shape.empty()) shape.push_back(1);  // a single number
  if (!element_count(shape)) {
    return refuse("the tensor '{}' has the impossible shape [{}]", name, fmt::join(shape, ", "));
  }
  return shape;
}

Result<TensorPlace> HeaderReader::read_tensor() {
  const std::uint64_t begin = cursor_.position();
  TensorPlace tensor {
    .name = TRY(read_text(kTensorNameBytesMax, "a tensor's name"))
  };
  if (tensor.name.empty()) return refuse("the tensor at byte {} has no name", begin);
  if (!is_utf8(tensor.name) || has_control_character(tensor.name))
    return refuse("the tensor's name at byte {} is no text", begin);
  tensor.shape = TRY(read_shape(tensor.name));
  tensor.type = TRY(cursor_.number<std::uint32_t>());
  const ElementType* const element = find_element_type(tensor.type);
  if (element == nullptr)
    return refuse("the tensor '{}' has the element type {}, which this build does not know", tensor.name, tensor.type);
  if (tensor.shape[0] % element->block_elements != 0) {
    return refuse("the tensor '{}' has rows of {} elements, no multiple of {}'s block of {}", tensor.name,
                  tensor.shape[0], element->name, element->block_elements);
  }
  const std::optional<std::uint64_t> bytes = byte_count(tensor.type, tensor.shape);
  if (!bytes) return refuse("the size of the tensor '{}' passes 2^63 bytes", tensor.name);
  tensor.bytes = *bytes;
  tensor.begin = TRY(cursor_.number<std::uint64_t>());
  return tensor;
}

Result<Done> HeaderReader::read_tensors(std::uint64_t count) {
  std::set<std::string_view> names;
  header_.tensors.reserve(count);  // so that the views stay
  for (std::uint64_t i = 0; i < count; ++i) {
    header_.tensors.push_back(TRY(read_tensor()));
    const std::string& name = header_.tensors.back().name;
    if (!names.insert(name).second) return refuse("the tensor '{}' is there twice", name);
  }
  return Done{};
}

// The format has the tensors one behind the other, each at the next multiple of the alignment: anything else is an
// overlap or a hole, and llama.cpp takes neither.
Result<Done> HeaderReader::place(TensorPlace& tensor, std::uint64_t expected) {
  if (tensor.begin == expected) return Done{};
  if (tensor.begin % alignment_ != 0) {
    return refuse("the tensor '{}' begins at {} of the data, no multiple of the alignment {}", tensor.name,
                  tensor.begin, alignment_);
  }
  if (tensor.begin < expected) {
    return refuse("the tensor '{}' begins at {} of the data and overlaps with the one before it, which ends at {}",
                  tensor.name, tensor.begin, expected);
  }
  return refuse("the tensor '{}' begins at {} of the data, but the one before it ends at {}", tensor.name, tensor.begin,
                expected);
}

Result<Done> HeaderReader::place_tensors() {
  if (header_.tensors.empty()) return Done{};
  const std::uint64_t data = rounded_up(cursor_.position(), alignment_);
  std::uint64_t next = 0, end = 0;
  constexpr std::uint64_t kFarAway = 1ULL << 62;  // no file is this long, and no sum passes 2^64 below it
  for (TensorPlace& tensor : header_.tensors) {
    TRY(place(tensor, next));
    end = next + tensor.bytes;
    if (tensor.bytes > kFarAway || end > kFarAway) return refuse("its tensors take more than 2^62 bytes together");
    next = rounded_up(end, alignment_);
    tensor.begin += data;
  }
  if (data + end > file_.size()) {
    return refuse("the file is cut off: {} bytes are missing of the {} that its header describes",
                  data + end - file_.size(), data + end);
  }
  return Done{};
}

}  // namespace

std::string_view name_of(GgufType type) {
  static constexpr std::array<std::string_view, 13> kNames = {"UINT8",  "INT8",    "UINT16", "INT16",  "UINT32",
                                                              "INT32",  "FLOAT32", "BOOL",   "STRING", "ARRAY",
                                                              "UINT64", "INT64",   "FLOAT64"};
  return kNames[static_cast<std::size_t>(type)];
}

Result<GgufHeader> read_gguf_header(const ReadableFile& file) {
  return HeaderReader(file).read();
}

}  // namespace swarm::model_files
