#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace swarm::model_files {

// GGUF files byte by byte, also such that no writer would make.
class RawGguf {
 public:
  template <class T>
  RawGguf& put(T value) {
    static_assert(std::is_arithmetic_v<T>);
    bytes.append(reinterpret_cast<const char*>(&value), sizeof(T));
    return *this;
  }
  RawGguf& text(std::string_view said) {
    put<std::uint64_t>(said.size());
    bytes.append(said);
    return *this;
  }
  RawGguf& head(std::uint64_t tensors, std::uint64_t keys, std::uint32_t version = 3) {
    bytes.append("GGUF");
    return put(version).put(tensors).put(keys);
  }
  RawGguf& key(std::string_view name, std::uint32_t type) { return text(name).put(type); }
  RawGguf& tensor(std::string_view name, const std::vector<std::uint64_t>& shape, std::uint32_t type,
                  std::uint64_t offset) {
    text(name).put(static_cast<std::uint32_t>(shape.size()));
    for (const std::uint64_t length : shape)
      put(length);
    return put(type).put(offset);
  }
  RawGguf& align(std::size_t alignment = 32) {
    bytes.resize((bytes.size() + alignment - 1) / alignment * alignment);
    return *this;
  }
  RawGguf& data(std::size_t count) {
    bytes.append(count, '\x01');
    return *this;
  }
  std::filesystem::path write(const std::filesystem::path& file) const {
    std::ofstream(file, std::ios::binary) << bytes;
    return file;
  }

  std::string bytes;
};

}  // namespace swarm::model_files
