#include <fmt/format.h>

#include "app/limits_table.hpp"
#include "base/sizes.hpp"
#include "engine/model_files/adapter_config.hpp"
#include "engine/model_files/gguf_header.hpp"
#include "engine/model_files/pair_check.hpp"
#include "engine/model_files/safetensors_file.hpp"
#include "engine/model_files/vocabulary_check.hpp"

namespace swarm::app {

namespace {

using namespace model_files;

Maximum refused(std::string what, std::string fixed, std::string test) {
  return {.what = std::move(what),
          .fixed = std::move(fixed),
          .behaviour = "`too_large`; the file is refused",
          .test = std::move(test)};
}

std::string number(std::uint64_t value) {
  return fmt::format("{}", value);
}

std::string size(std::uint64_t bytes) {
  return to_text(Bytes{bytes});
}

}  // namespace

std::vector<MaximaOfPart> limits_of_the_models() {
  const std::string bounds = "GgufFileTest.HasABoundForEverything";
  return {
      {"Files of models and adapters",
       {
           refused("Metadata keys of a GGUF file", number(kMetadataMax), bounds),
           refused("Length of a metadata key", size(kKeyBytesMax), bounds),
           refused("A text in the metadata", size(kTextBytesMax), bounds),
           refused("Elements of all lists of a GGUF file together", number(kListElementsMax), bounds),
           refused("Tensors of a file", number(kTensorsMax), bounds),
           refused("Length of a GGUF tensor's name", size(kTensorNameBytesMax), bounds),
           refused("A GGUF file up to its first tensor", size(kHeaderBytesMax), "GgufFileTest.BoundsTheWholeHeader"),
           refused("A chat template", size(kTemplateBytesMax), "ModelCheckTest.RefusesATemplateOfMoreThanAMegabyte"),
           refused("Rank of an adapter", number(kRankMax), "AdapterCheckTest.BoundsTheRank"),
           refused("Header of a safetensors file", size(kSafetensorsHeaderBytesMax),
                   "SafetensorsFileTest.BoundsItsHeader"),
           refused("adapter_config.json", size(kAdapterConfigBytesMax),
                   "LoraAdapterTest.RefusesConfigurationsThatAreNone"),
       }}};
}

}  // namespace swarm::app
