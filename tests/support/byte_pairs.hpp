#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace swarm::tests {

// A byte-level vocabulary of its own making, as GPT-2 and Qwen write it down.
struct BytePairs {
  std::vector<std::string> tokens;  // the 256 bytes in order, then what the merges make, each once
  std::vector<std::string> merges;  // "left right", most frequent first
};

// Every byte as the printable character that stands for it in such a vocabulary.
std::array<std::string, 256> byte_tokens();

// Learns up to `merges_max` merges; fewer when no pair of the text is there twice. The same text gives the same ones.
BytePairs learn_byte_pairs(std::string_view text, std::size_t merges_max);

// All Markdown pages below a folder in the order of their names, without build folders.
std::string pages_below(const std::filesystem::path& folder);

}  // namespace swarm::tests
