// Writes docs/reference/model-memory.md to stdout: which sizes of Qwen2.5 fit which memory with which context. What a
// model needs is counted by llama.cpp itself, from files that have every tensor's shape and no content.
//
//   make model-memory

#include <array>
#include <cstdio>

#include "engine/llama/profile.hpp"
#include "support/model_outline.hpp"
#include "support/temporary_folder.hpp"

namespace swarm::llama {
namespace {

constexpr std::array<double, 6> kMemoryGib{2, 4, 8, 10.5, 16, 24};
constexpr std::int64_t kContextMeasured = 8192;

constexpr std::string_view kHead = R"(# Which model fits which memory

Made by `make model-memory`; a test fails when this page says something else than the program. The shapes are those that
were published for Qwen2.5. What a model needs is counted by llama.cpp itself, without loading it, as `swarm-engine`
does before it starts:

    memory = weights + keys and values + buffers to compute with
    keys and values = slots × context × layers × KV heads × head length × 2 (key, value) × 2 bytes (F16)

"Weights" are those of a GGUF file of that type (Q4_0 with embedding and output in Q8_0, as an upper bound). "Buffers" are
measured with a context of 8,192 tokens in each of eight slots, batches of 256 tokens and flash attention. Each adapter
in use at the same time takes keys, values and buffers once more.

| model | type | parameters | weights | keys and values of 1,000 tokens | buffers |
|---|---|---|---|---|---|
)";

constexpr std::string_view kFits = R"(
The longest context of one request, in tokens, when all the memory of the first line is the engine's (a GPU's limit is
10.5 GB, which are 9.8 GiB, unless `--memory-limit` says otherwise). First with one slot, then with eight; at most the 32,768 tokens that
the model was trained with; "no": fewer than 512.

)";

struct Need {
  std::string model, type;
  std::int64_t parameters = 0;
  std::uint64_t weights = 0, compute = 0, per_token = 0;
};

std::vector<tests::OutlineShape> shapes() {
  return {{"Qwen2.5-0.5B", 24, 896, 14, 2, 4864, 151'936, true},
          {"Qwen2.5-1.5B", 28, 1536, 12, 2, 8960, 151'936, true},
          {"Qwen2.5-3B", 36, 2048, 16, 2, 11'008, 151'936, true},
          {"Qwen2.5-7B", 28, 3584, 28, 4, 18'944, 152'064, false}};
}

Result<Need> need_of(const std::filesystem::path& folder, const tests::OutlineShape& shape, tests::OutlineType type,
                     std::string_view type_name) {
  const auto file = folder / "outline.gguf";
  tests::write_model_outline(file, shape, type);
  const Machine machine{.cores = 8, .devices = {{.name = "cpu", .total = Bytes{1024 * GiB}}}};
  const Profile profile = TRY(plan_profile(file, machine,
                                           {.slots = 8,
                                            .context_tokens = kContextMeasured,
                                            .batch = 256,
                                            .gpu_layers = 0,
                                            .flash_attention = FlashAttention::on}));
  const auto model = TRY(Model::load({.file = file, .gpu_layers = 0, .is_measured_only = true}));
  const DevicePlan& plan = profile.devices.front();
  return Need{.model = shape.name,
              .type = std::string(type_name),
              .parameters = model->facts().parameters,
              .weights = plan.weights.count,
              .compute = plan.compute.count,
              .per_token = plan.kv.count / static_cast<std::uint64_t>(8 * kContextMeasured)};
}

double gib(std::uint64_t bytes) {
  return static_cast<double>(bytes) / static_cast<double>(GiB);
}

std::string longest_context(const Need& need, double memory_gib, std::uint64_t slots) {
  const auto memory = static_cast<std::uint64_t>(memory_gib * static_cast<double>(GiB));
  if (memory < need.weights + need.compute) return "no";
  const std::uint64_t tokens = (memory - need.weights - need.compute) / (need.per_token * slots) / 256 * 256;
  return tokens < 512 ? "no" : fmt::format("{}", std::min<std::uint64_t>(tokens, 32'768));
}

std::string page(std::span<const Need> needs) {
  std::string out(kHead);
  for (const Need& need : needs) {
    out += fmt::format("| {} | {} | {:.2f} billion | {:.2f} GiB | {:.1f} MiB | {:.0f} MiB |\n", need.model, need.type,
                       static_cast<double>(need.parameters) / 1e9, gib(need.weights),
                       static_cast<double>(need.per_token * 1000) / static_cast<double>(MiB),
                       static_cast<double>(need.compute) / static_cast<double>(MiB));
  }
  out += kFits;
  out += "| model | type |";
  for (const double memory : kMemoryGib)
    out += fmt::format(" {:g} GiB |", memory);
  out += "\n|---|---|";
  for (std::size_t i = 0; i < kMemoryGib.size(); ++i)
    out += "---|";
  out += "\n";
  for (const Need& need : needs) {
    out += fmt::format("| {} | {} |", need.model, need.type);
    for (const double memory : kMemoryGib)
      out += fmt::format(" {} · {} |", longest_context(need, memory, 1), longest_context(need, memory, 8));
    out += "\n";
  }
  return out;
}

Result<std::string> made() {
  const tests::TemporaryFolder folder;
  std::vector<Need> needs;
  for (const tests::OutlineShape& shape : shapes()) {
    needs.push_back(TRY(need_of(folder.path(), shape, tests::OutlineType::f16, "F16")));
    needs.push_back(TRY(need_of(folder.path(), shape, tests::OutlineType::q8_0, "Q8_0")));
    needs.push_back(TRY(need_of(folder.path(), shape, tests::OutlineType::q4_0, "Q4_0")));
  }
  return page(needs);
}

}  // namespace
}  // namespace swarm::llama

int main() {
  const auto page = swarm::llama::made();
  if (!page) {
    std::fprintf(stderr, "%s\n", page.error().message.c_str());
    return 1;
  }
  std::fputs(page->c_str(), stdout);
  return 0;
}
