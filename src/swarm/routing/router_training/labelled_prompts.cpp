#include "swarm/routing/router_training/labelled_prompts.hpp"

#include <fmt/format.h>
#include <fstream>
#include <sstream>

#include "platform/crypto/hash.hpp"

namespace swarm::router_training {

Result<LabelledPrompts> read_prompts(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail(ErrorCode::not_found, fmt::format("{} cannot be read", file.string()));
  std::stringstream text;
  text << in.rdbuf();
  LabelledPrompts read{.prompts = {}, .sha256 = crypto::sha256_hex(text.str())};
  std::size_t number = 0;
  for (std::string line; std::getline(text, line);) {
    ++number;
    Result<LabelledPrompt> prompt = json::parse_as<LabelledPrompt>(line);
    if (!prompt) {
      return fail(ErrorCode::invalid_input,
                  fmt::format("{}, line {}: {}", file.string(), number, prompt.error().message));
    }
    read.prompts.push_back(std::move(*prompt));
  }
  return read;
}

unsigned part_of(const std::string& family) {
  const std::string digest = crypto::sha256_hex(family);
  return static_cast<unsigned>(std::stoul(digest.substr(0, 6), nullptr, 16)) % kParts;
}

}  // namespace swarm::router_training
