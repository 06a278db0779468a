// The table of element types in model_files says what the built-in ggml does.
#include "engine/model_files/element_types.hpp"

#include <ggml.h>

#include <gtest/gtest.h>

namespace swarm::model_files {
namespace {

TEST(ElementTypes, AreThoseOfTheBuiltInGgml) {
  for (int number = 0; number < GGML_TYPE_COUNT; ++number) {
    const auto type = static_cast<ggml_type>(number);
    const ElementType* const ours = find_element_type(static_cast<std::uint32_t>(number));
    ASSERT_EQ(ours != nullptr, ggml_blck_size(type) != 0) << number;
    if (ours == nullptr) continue;
    EXPECT_EQ(ours->block_elements, static_cast<std::uint64_t>(ggml_blck_size(type))) << ours->name;
    EXPECT_EQ(ours->block_bytes, ggml_type_size(type)) << ours->name;
  }
  EXPECT_EQ(find_element_type(GGML_TYPE_COUNT), nullptr);
}

}  // namespace
}  // namespace swarm::model_files
