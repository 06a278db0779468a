#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <fmt/ranges.h>
#include <optional>
#include <set>

#include "base/invariant.hpp"
#include "engine/model_files/adapter_config.hpp"
#include "engine/model_files/element_types.hpp"
#include "engine/model_files/file_access.hpp"
#include "engine/model_files/float_formats.hpp"
#include "engine/model_files/lora_adapter.hpp"
#include "engine/model_files/lora_names.hpp"
#include "engine/model_files/pair_check.hpp"
#include "engine/model_files/refusal.hpp"
#include "engine/model_files/safetensors_file.hpp"
#include "platform/crypto/hash.hpp"

namespace swarm::model_files {

namespace {

constexpr std::string_view kConfigFile = "adapter_config.json";
constexpr std::string_view kWeightsFile = "adapter_model.safetensors";
constexpr std::string_view kPrefix = "base_model.model.";

struct TypeName {
  std::uint32_t number;
  std::string_view name;
};
constexpr std::array<TypeName, 3> kTypes = {{{kF32, "F32"}, {kF16, "F16"}, {kBF16, "BF16"}}};

// A tensor's name apart: the module as PEFT's documentation has it, and which half of the pair it is.
struct TensorName {
  std::string module;
  bool is_a = false;
};

Result<TensorName> taken_apart(std::string_view name) {
  struct Ending {
    std::string_view text;
    bool is_a;
  };
  constexpr std::array<Ending, 4> kEndings = {
      {{".lora_A.weight", true}, {".lora_B.weight", false}, {".lora_embedding_A", true}, {".lora_embedding_B", false}}};
  if (name.find("lora_magnitude_vector") != std::string_view::npos)
    return refuse("'{}' belongs to DoRA, which cannot be carried over", name);
  for (const auto& [ending, is_a] : kEndings) {
    if (!name.starts_with(kPrefix) || !name.ends_with(ending)) continue;
    const std::string_view module = name.substr(kPrefix.size(), name.size() - kPrefix.size() - ending.size());
    return TensorName{std::string(module), is_a};
  }
  return refuse("'{}' is no half of a LoRA pair: biases and whole modules cannot be carried over", name);
}

Result<Matrix> read_matrix(const SafeTensor& tensor) {
  const auto* const type = std::ranges::find(kTypes, tensor.type, &TypeName::name);
  if (type == kTypes.end()) return refuse("'{}' is {}; F32, F16 and BF16 are read", tensor.name, tensor.type);
  if (tensor.shape.size() != 2 || tensor.bytes.empty())
    return refuse("'{}' has the shape [{}]; a matrix is expected", tensor.name, fmt::join(tensor.shape, ", "));
  return Matrix{.type = type->number,
                .row_length = tensor.shape[1],
                .rows = tensor.shape[0],
                .bytes = {tensor.bytes.begin(), tensor.bytes.end()}};
}

// The numbers of each head by halves become pairs of neighbours, or the other way round.
Matrix reordered(const Matrix& matrix, std::uint64_t heads, bool to_neighbours) {
  Matrix out = matrix;
  const std::uint64_t head = matrix.rows / heads, half = head / 2;
  const std::size_t row_bytes = matrix.bytes.size() / matrix.rows;
  for (std::uint64_t row = 0; row < matrix.rows; ++row) {
    const std::uint64_t inside = row % head, first = row - inside;
    const std::uint64_t neighbour = first + inside % half * 2 + inside / half;
    const std::uint64_t from = to_neighbours ? row : neighbour, to = to_neighbours ? neighbour : row;
    std::copy_n(matrix.bytes.data() + from * row_bytes, row_bytes, out.bytes.data() + to * row_bytes);
  }
  return out;
}

Result<Matrix> multiplied(const Matrix& matrix, double factor) {
  std::vector<float> values = TRY(to_floats(matrix.type, matrix.bytes));
  for (float& value : values)
    value = static_cast<float>(value * factor);
  return matrix_of(values, matrix.row_length);
}

class PeftReader {
 public:
  PeftReader(AdapterConfig config, const BaseShape& base) : config_(std::move(config)), base_(base) {}

  Result<LoraAdapter> read(const SafetensorsFile& weights);

 private:
  // A pair while it is read.
  struct Half {
    std::optional<Matrix> a, b;
    std::string module;
  };
  Result<Done> take(const SafeTensor& tensor);
  Result<LoraPair> pair_of(const std::string& target, Half half);
  Result<Done> check_rank(const Half& half) const;
  double wanted_strength(const std::string& module, std::uint64_t rank) const;

  AdapterConfig config_;
  const BaseShape& base_;
  std::map<std::string, Half> halves_;
  LoraAdapter adapter_;
};

// "q_proj" and "layers.0.self_attn.q_proj" both name "model.layers.0.self_attn.q_proj".
template <class T>
T by_pattern(const std::map<std::string, T>& pattern, const std::string& module, T otherwise) {
  for (const auto& [name, value] : pattern) {
    if (module == name || module.ends_with("." + name)) return value;
  }
  return otherwise;
}

// What B * A is to be multiplied with.
double PeftReader::wanted_strength(const std::string& module, std::uint64_t rank) const {
  const double alpha = by_pattern(config_.alpha_pattern, module, config_.alpha);
  const auto by = static_cast<double>(rank);
  return alpha / (config_.is_rank_stabilised ? std::sqrt(by) : by);
}

Result<Done> PeftReader::take(const SafeTensor& tensor) {
  const TensorName name = TRY(taken_apart(tensor.name));
  const std::optional<std::string> target = gguf_name_of(name.module);
  if (!target) return refuse("'{}' names no weight of {} that llama.cpp would change", tensor.name, base_.architecture);
  Half& half = halves_[*target];
  half.module = name.module;
  std::optional<Matrix>& place = name.is_a ? half.a : half.b;
  if (place) return refuse("'{}' is there in two forms", tensor.name);
  place = TRY(read_matrix(tensor));
  return Done{};
}

using PatternedRank = std::pair<const std::string, std::uint64_t>;

Result<Done> PeftReader::check_rank(const Half& half) const {
  if (!half.a || !half.b) return refuse("'{}' has no lora_{}", half.module, half.a ? 'B' : 'A');
  const std::uint64_t rank = half.a->rows;
  if (half.b->row_length != rank) {
    return refuse("'{}' has lora_A [{}, {}] and lora_B [{}, {}], which do not fit together", half.module, half.a->rows,
                  half.a->row_length, half.b->rows, half.b->row_length);
  }
  const bool is_said = std::ranges::all_of(config_.rank_pattern, is_plain_name, &PatternedRank::first);
  const std::uint64_t said = by_pattern(config_.rank_pattern, half.module, is_said ? config_.rank : rank);
  if (said != rank) return refuse("'{}' has rank {}, {} says {}", half.module, rank, kConfigFile, said);
  return Done{};
}

Result<LoraPair> PeftReader::pair_of(const std::string& target, Half half) {
  TRY(check_rank(half));
  const std::uint64_t rank = half.a->rows, heads = reordered_heads(base_, target);
  LoraPair pair{.a = *std::move(half.a), .b = *std::move(half.b)};
  if (heads > 0 && pair.b.rows % (2 * heads) != 0)
    return refuse("'{}' has {} rows for {} heads: is this its base?", half.module, pair.b.rows, heads);
  if (heads > 0) pair.b = reordered(pair.b, heads, true);
  const double wanted = wanted_strength(half.module, rank) * static_cast<double>(rank);
  if (adapter_.alpha == 0) adapter_.alpha = wanted;  // the first pair decides what the others are measured by
  if (wanted != adapter_.alpha) pair.b = TRY(multiplied(pair.b, wanted / adapter_.alpha));
  return pair;
}

Result<LoraAdapter> PeftReader::read(const SafetensorsFile& weights) {
  adapter_.base = base_;
  for (const SafeTensor& tensor : weights.tensors())
    TRY(take(tensor));
  if (halves_.empty()) return refuse("the adapter changes nothing: it has no tensors");
  for (auto& [target, half] : halves_)
    adapter_.pairs.emplace(target, TRY(pair_of(target, std::move(half))));
  return std::move(adapter_);
}

// Names for the two halves of a pair, as PEFT has them.
std::array<std::string, 2> half_names(const std::string& module) {
  const std::string start = std::string(kPrefix) + module;
  if (module == "model.embed_tokens") return {start + ".lora_embedding_A", start + ".lora_embedding_B"};
  return {start + ".lora_A.weight", start + ".lora_B.weight"};
}

SafeTensor safe_tensor(std::string name, const Matrix& matrix) {
  const auto* const type = std::ranges::find(kTypes, matrix.type, &TypeName::number);
  SWARM_INVARIANT(type != kTypes.end(), "a LoraAdapter has matrices of these types only");
  return {.name = std::move(name),
          .type = std::string(type->name),
          .shape = {matrix.rows, matrix.row_length},
          .bytes = matrix.bytes};
}

struct PeftContent {
  AdapterConfig config;
  std::vector<SafeTensor> tensors;
  std::vector<Matrix> turned;  // what the tensors point into where rows stand in another order
};

Result<Done> add_pair(PeftContent& content, const LoraAdapter& adapter, const std::string& target, const LoraPair& pair,
                      std::set<std::string>& modules) {
  const std::optional<std::string> module = peft_name_of(target);
  if (!module) return refuse("'{}' has no name in PEFT that is known here", target);
  const std::array<std::string, 2> names = half_names(*module);
  const std::uint64_t heads = reordered_heads(adapter.base, target);
  if (heads > 0 && pair.b.rows % (2 * heads) != 0)
    return refuse("'{}' has {} rows for {} heads", target, pair.b.rows, heads);
  if (heads > 0) content.turned.push_back(reordered(pair.b, heads, false));
  content.tensors.push_back(safe_tensor(names[0], pair.a));
  content.tensors.push_back(safe_tensor(names[1], heads > 0 ? content.turned.back() : pair.b));
  modules.insert(module->substr(module->rfind('.') + 1));
  if (pair.a.rows != content.config.rank) content.config.rank_pattern.emplace(*module, pair.a.rows);
  return Done{};
}

Result<PeftContent> content_of(const LoraAdapter& adapter, std::string_view base_model) {
  if (adapter.pairs.empty()) return refuse("the adapter changes nothing: it has no pairs");
  PeftContent content{.config = {.base_model = std::string(base_model), .alpha = adapter.alpha}};
  for (const auto& [target, pair] : adapter.pairs)
    content.config.rank = std::max(content.config.rank, pair.a.rows);
  content.turned.reserve(adapter.pairs.size());  // so that what the tensors point into stays
  std::set<std::string> modules;
  for (const auto& [target, pair] : adapter.pairs)
    TRY(add_pair(content, adapter, target, pair, modules));
  content.config.target_modules.assign(modules.begin(), modules.end());
  return content;
}

}  // namespace

Result<LoraAdapter> read_peft(const std::filesystem::path& folder, const BaseShape& base) {
  AdapterConfig config = TRY(naming(folder / kConfigFile, read_adapter_config(folder / kConfigFile)));
  std::error_code ignored;
  if (!std::filesystem::exists(folder / kWeightsFile, ignored) &&
      std::filesystem::exists(folder / "adapter_model.bin", ignored)) {
    return refuse(
        "{}: the weights are a pickle (adapter_model.bin), which can run code when it is read; save the adapter as {}",
        folder.string(), kWeightsFile);
  }
  const SafetensorsFile weights = TRY(SafetensorsFile::open(folder / kWeightsFile));
  return naming(folder, PeftReader(std::move(config), base).read(weights));
}

Result<Done> write_peft(const std::filesystem::path& folder, const LoraAdapter& adapter, std::string_view base_model) {
  PeftContent content = TRY(content_of(adapter, base_model));
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) return fail(ErrorCode::unavailable, fmt::format("cannot make {}: {}", folder.string(), failed.message()));
  TRY(write_safetensors(folder / kWeightsFile, {{"format", "pt"}}, std::move(content.tensors)));
  const std::string text = text_of(content.config);
  const std::array<std::span<const std::byte>, 1> parts = {std::as_bytes(std::span(text))};
  return write_durably(folder / kConfigFile, parts);
}

Result<std::string> peft_sha256(const std::filesystem::path& folder) {
  std::string listed;
  for (const std::string_view name : {kConfigFile, kWeightsFile})
    listed += fmt::format("{}  {}\n", TRY(sha256_of_file(folder / name)), name);
  return crypto::sha256_hex(listed);
}

}  // namespace swarm::model_files
