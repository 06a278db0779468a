#include "trainer/export/adapter_export.hpp"

#include "engine/model_files/lora_adapter.hpp"

namespace swarm::exporting {

namespace {

bool is_equal(const model_files::Matrix& a, const model_files::Matrix& b) {
  return a.type == b.type && a.row_length == b.row_length && a.rows == b.rows && a.bytes == b.bytes;
}

bool is_equal(const model_files::LoraAdapter& a, const model_files::LoraAdapter& b) {
  const auto same = [](const auto& one, const auto& other) {
    return one.first == other.first && is_equal(one.second.a, other.second.a) && is_equal(one.second.b, other.second.b);
  };
  return a.alpha == b.alpha && std::ranges::equal(a.pairs, b.pairs, same);
}

Result<model_files::LoraAdapter> adapter_of(std::span<const Weights> weights, const AdapterOrigin& origin,
                                            const model_files::GgufFile& base) {
  constexpr std::string_view kA = ".lora_a", kB = ".lora_b";
  model_files::LoraAdapter adapter {
    .base = TRY(model_files::base_shape_of(base))
    , .name = origin.name, .alpha = static_cast<double>(static_cast<float>(origin.alpha)), .pairs = {}
  };
  for (const Weights& one : weights) {
    const bool is_a = one.name.ends_with(kA);
    if (!is_a && !one.name.ends_with(kB)) return fail(ErrorCode::internal, one.name + ": no part of an adapter");
    model_files::LoraPair& pair = adapter.pairs[one.name.substr(0, one.name.size() - kA.size())];
    (is_a ? pair.a : pair.b) = model_files::matrix_of(one.values, one.shape.at(0));
  }
  TRY(model_files::check_against_base(adapter, base));
  return adapter;
}

}  // namespace

Result<Done> write_adapter(const std::filesystem::path& folder, std::span<const Weights> weights,
                           const AdapterOrigin& origin) {
  const model_files::GgufFile base = TRY(model_files::GgufFile::open(origin.base_file));
  const model_files::LoraAdapter adapter = TRY(adapter_of(weights, origin, base));
  const std::filesystem::path file = folder / "adapter.gguf", peft = folder / "adapter";
  TRY(model_files::write_gguf_adapter(file, adapter));
  TRY(model_files::write_peft(peft, adapter, origin.base_name));
  if (!is_equal(TRY(model_files::read_gguf_adapter(file, adapter.base)), adapter))
    return fail(ErrorCode::internal, fmt::format("{}: not what was learnt", file.string()));
  if (!is_equal(TRY(model_files::read_peft(peft, adapter.base)), adapter))
    return fail(ErrorCode::internal, fmt::format("{}: not what was learnt", peft.string()));
  return Done{};
}

}  // namespace swarm::exporting
