#include "learning/training_runs/adapter_check.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <optional>
#include <vector>

#include "base/json.hpp"

namespace swarm::training_runs {

namespace {

constexpr std::uint64_t kHeaderMax = 16 * MiB;
constexpr std::size_t kTensorsMax = 100'000;
constexpr std::size_t kPiece = MiB;  // a multiple of every element's size

// An element's size and where its exponent lies: all ones is an infinity or no number.
struct ElementType {
  std::string_view name;
  std::uint64_t size;
  std::uint32_t exponent;
};
constexpr ElementType kTypes[] = {{"F32", 4, 0x7f800000}, {"F16", 2, 0x7c00}, {"BF16", 2, 0x7f80}};

struct TensorPlace {
  std::string name;
  const ElementType* type = nullptr;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

std::unexpected<Error> bad(std::string_view what) {
  return fail(ErrorCode::invalid_input, fmt::format("the adapter is not whole: {}", what));
}

Result<std::uint64_t> size_of(const std::filesystem::path& file, Bytes size_max) {
  std::error_code error;
  const auto status = std::filesystem::symlink_status(file, error);
  if (error || status.type() != std::filesystem::file_type::regular)
    return bad(fmt::format("there is no plain file {}", file.filename().string()));
  const std::uint64_t size = std::filesystem::file_size(file, error);
  if (error || size < 8) return bad(fmt::format("{} is empty", file.filename().string()));
  if (size > size_max.count) {
    return bad(fmt::format("{} has {}, more than {} (training.adapter_bytes_max)", file.filename().string(),
                           to_text(Bytes{size}), to_text(size_max)));
  }
  return size;
}

std::optional<std::uint64_t> whole(const json::Value& value) {
  if (value.is_uint64()) return value.get_uint64();
  if (value.is_int64() && value.get_int64() >= 0) return static_cast<std::uint64_t>(value.get_int64());
  return std::nullopt;
}

// Elements of a shape; nothing when it is none, or would need more bytes than `bytes_max`.
std::optional<std::uint64_t> elements_of(const json::Value* shape, std::uint64_t bytes_max) {
  if (shape == nullptr || !shape->is_array() || shape->get_array().empty()) return std::nullopt;
  std::uint64_t elements = 1;
  for (const json::Value& length : shape->get_array()) {
    const auto count = whole(length);
    if (!count || *count == 0 || *count > bytes_max / elements) return std::nullopt;
    elements *= *count;
  }
  return elements;
}

Result<TensorPlace> place_of(std::string_view name, const json::Value& described, std::uint64_t data_bytes) {
  if (!described.is_object()) return bad(fmt::format("tensor {} is not described", name.substr(0, 100)));
  const json::Object& members = described.get_object();
  TensorPlace place{.name = std::string(name)};
  if (const json::Value* type = members.if_contains("dtype"); type != nullptr && type->is_string()) {
    for (const ElementType& known : kTypes) {
      if (known.name == std::string_view(type->get_string())) place.type = &known;
    }
  }
  const json::Value* offsets = members.if_contains("data_offsets");
  const bool has_offsets = offsets != nullptr && offsets->is_array() && offsets->get_array().size() == 2;
  const auto begin = has_offsets ? whole(offsets->get_array()[0]) : std::nullopt;
  const auto end = has_offsets ? whole(offsets->get_array()[1]) : std::nullopt;
  const auto elements = elements_of(members.if_contains("shape"), data_bytes);
  if (place.type == nullptr || !begin || !end || !elements || *begin > *end || *end > data_bytes ||
      *end - *begin != *elements * place.type->size) {
    return bad(fmt::format("tensor {} does not lie in the file as it says", name.substr(0, 100)));
  }
  place.begin = *begin;
  place.end = *end;
  return place;
}

Result<std::vector<TensorPlace>> places_in(const std::string& header, std::uint64_t data_bytes) {
  const Result<json::Value> parsed = json::parse(header, 8);
  if (!parsed || !parsed->is_object()) return bad("its header is no JSON object");
  if (parsed->get_object().size() > kTensorsMax) return bad("it has too many tensors");
  std::vector<TensorPlace> places;
  bool has_lora = false;
  for (const auto& member : parsed->get_object()) {
    const std::string_view name(member.key());
    if (name == "__metadata__") continue;
    places.push_back(TRY(place_of(name, member.value(), data_bytes)));
    has_lora = has_lora || name.contains("lora_");
  }
  if (!has_lora) return bad("it has no LoRA matrix");
  // One behind the other, as the format asks: else few bytes are read any number of times.
  std::ranges::sort(places, {}, &TensorPlace::begin);
  std::uint64_t next = 0;
  for (const TensorPlace& place : places) {
    if (place.begin != next)
      return bad(fmt::format("tensor {} overlaps another or leaves a gap", place.name.substr(0, 100)));
    next = place.end;
  }
  if (next != data_bytes) return bad("it has bytes that belong to no tensor");
  return places;
}

bool has_no_number(std::string_view bytes, const ElementType& type) {
  for (std::size_t at = 0; at + type.size <= bytes.size(); at += type.size) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, bytes.data() + at, type.size);  // little endian, as the format is
    if ((bits & type.exponent) == type.exponent) return true;
  }
  return false;
}

Result<Done> check_numbers(std::ifstream& stream, std::uint64_t data_at, const TensorPlace& place,
                           const std::function<bool()>& is_stopping) {
  stream.seekg(static_cast<std::streamoff>(data_at + place.begin));
  std::string piece(kPiece, '\0');
  for (std::uint64_t left = place.end - place.begin; left > 0;) {
    if (is_stopping()) return fail(ErrorCode::cancelled, "the check of the adapter was stopped");
    const std::size_t size = std::min<std::uint64_t>(left, kPiece);
    if (!stream.read(piece.data(), static_cast<std::streamsize>(size))) return bad("it cannot be read to its end");
    if (has_no_number(std::string_view(piece).substr(0, size), *place.type))
      return bad(fmt::format("tensor {} holds numbers that are none; training diverged", place.name.substr(0, 100)));
    left -= size;
  }
  return Done{};
}

}  // namespace

Result<Done> check_adapter_file(const std::filesystem::path& file, Bytes size_max,
                                const std::function<bool()>& is_stopping) {
  static_assert(std::endian::native == std::endian::little);
  const std::uint64_t size = TRY(size_of(file, size_max));
  std::ifstream stream(file, std::ios::binary);
  std::uint64_t header_size = 0;
  if (!stream.read(reinterpret_cast<char*>(&header_size), sizeof header_size)) return bad("it cannot be read");
  if (header_size > kHeaderMax || header_size > size - sizeof header_size) return bad("its header is longer than it");
  std::string header(header_size, '\0');
  if (!stream.read(header.data(), static_cast<std::streamsize>(header_size))) return bad("it cannot be read");
  const std::uint64_t data_at = sizeof header_size + header_size;
  for (const TensorPlace& place : TRY(places_in(header, size - data_at)))
    TRY(check_numbers(stream, data_at, place, is_stopping));
  return Done{};
}

Result<Done> check_gguf_beginning(const std::filesystem::path& file, Bytes size_max) {
  TRY(size_of(file, size_max));
  std::ifstream stream(file, std::ios::binary);
  std::array<char, 4> beginning{};
  if (!stream.read(beginning.data(), beginning.size()) || std::string_view(beginning.data(), 4) != "GGUF")
    return bad(fmt::format("{} is no GGUF file", file.filename().string()));
  return Done{};
}

}  // namespace swarm::training_runs
