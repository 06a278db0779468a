// Writes a Qwen2-shaped GGUF model of any size with random weights and a vocabulary learnt from a folder's pages.
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

#include "support/qwen_model.hpp"

namespace swarm::tests {
namespace {

constexpr const char* kUsage =
    "usage: make_qwen_model --out FILE.gguf [--pages FOLDER] [--merges 4000] [--embedding 256] [--layers 8]\n"
    "  [--heads 8] [--key-value-heads 2] [--feed-forward 768] [--context 2048] [--type F32|F16|BF16|Q8_0] [--seed 1]\n"
    "  [--untied 1] [--architecture qwen2|qwen3|llama] [--adapter FOLDER --rank 8]\n";

struct Arguments {
  std::map<std::string, std::string> said;
  std::uint64_t number(const std::string& name, std::uint64_t otherwise) const {
    const auto found = said.find(name);
    return found == said.end() ? otherwise : std::strtoull(found->second.c_str(), nullptr, 10);
  }
  std::string text(const std::string& name, const std::string& otherwise) const {
    const auto found = said.find(name);
    return found == said.end() ? otherwise : found->second;
  }
};

std::uint32_t type_named(const std::string& name) {
  for (const model_files::ElementType& type : model_files::element_types()) {
    if (type.name == name) return type.number;
  }
  std::fprintf(stderr, "make_qwen_model: no element type %s\n", name.c_str());
  std::exit(2);
}

QwenShape shape_of(const Arguments& arguments) {
  return {.architecture = arguments.text("--architecture", "qwen2"),
          .embedding = arguments.number("--embedding", 256),
          .layers = arguments.number("--layers", 8),
          .heads = arguments.number("--heads", 8),
          .key_value_heads = arguments.number("--key-value-heads", 2),
          .feed_forward = arguments.number("--feed-forward", 768),
          .context = arguments.number("--context", 2048),
          .type = type_named(arguments.text("--type", "F16")),
          .is_tied = arguments.number("--untied", 0) == 0,
          .seed = arguments.number("--seed", 1)};
}

int report(const Result<Done>& written) {
  if (written) return EXIT_SUCCESS;
  std::fprintf(stderr, "make_qwen_model: %s\n", written.error().message.c_str());
  return EXIT_FAILURE;
}

int make(const Arguments& arguments) {
  const std::string pages = pages_below(arguments.text("--pages", SWARM_SOURCE_FOLDER));
  const BytePairs vocabulary = learn_byte_pairs(pages, arguments.number("--merges", 4000));
  const QwenShape shape = shape_of(arguments);
  const std::string out = arguments.text("--out", "");
  if (const int failed = report(make_qwen_model(shape, vocabulary).write(out)); failed != 0) return failed;
  const std::string folder = arguments.text("--adapter", "");
  if (folder.empty()) return EXIT_SUCCESS;
  const std::uint64_t rank = arguments.number("--rank", 8);
  const model_files::LoraAdapter adapter = make_qwen_adapter(shape, rank, 2.0 * static_cast<double>(rank));
  if (const int failed = report(model_files::write_peft(folder, adapter, out)); failed != 0) return failed;
  return report(model_files::write_gguf_adapter(folder + ".gguf", adapter));
}

}  // namespace
}  // namespace swarm::tests

int main(int count, char** values) {
  swarm::tests::Arguments arguments;
  for (int i = 1; i + 1 < count; i += 2)
    arguments.said.emplace(values[i], values[i + 1]);
  if (count % 2 == 1 && arguments.said.contains("--out")) return swarm::tests::make(arguments);
  std::fputs(swarm::tests::kUsage, stderr);
  return 2;
}
