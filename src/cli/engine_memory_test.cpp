#include "cli/engine_memory.hpp"

#include <gtest/gtest.h>

namespace swarm::cli {
namespace {

MemoryVerdict judged(std::string_view device) {
  return judged_memory(json::parse(device).value());
}

constexpr std::string_view kProcessor =
    R"({"device":"cpu","used_bytes":725614592,"total_bytes":2147483648,"limit_bytes":314572800,
        "weights_bytes":3145728,"kv_bytes":1048576,"adapters_bytes":1048576,"compute_bytes":1048576})";

TEST(EngineMemory, OnTheProcessorTheEnginesOwnIsHeldAgainstTheLimit) {
  const MemoryVerdict fine = judged(kProcessor);
  EXPECT_FALSE(fine.is_over);
  EXPECT_EQ(fine.words,
            "cpu: the engine holds 6.0 MiB, all programs use 692 MiB of 2.0 GiB; 300 MiB are allowed to the engine");
  EXPECT_TRUE(
      judged(R"({"device":"cpu","used_bytes":1,"limit_bytes":10,"weights_bytes":8,"compute_bytes":3})").is_over);
  EXPECT_FALSE(judged(R"({"device":"cpu","used_bytes":1,"limit_bytes":11,"weights_bytes":8,"kv_bytes":3})").is_over);
}

TEST(EngineMemory, OnACardTheUseOfAllIs) {
  const MemoryVerdict over =
      judged(R"({"device":"cuda0","used_bytes":2048,"total_bytes":4096,"limit_bytes":1024,"weights_bytes":512})");
  EXPECT_TRUE(over.is_over);
  EXPECT_TRUE(over.words.ends_with("allowed to all together")) << over.words;
  EXPECT_FALSE(judged(R"({"device":"cuda0","used_bytes":1024,"limit_bytes":1024})").is_over);
}

TEST(EngineMemory, WithoutALimitNothingIsOver) {
  const MemoryVerdict free = judged(R"({"device":"cpu","used_bytes":5,"weights_bytes":5})");
  EXPECT_FALSE(free.is_over);
  EXPECT_TRUE(free.words.contains("any amount is allowed")) << free.words;
}

}  // namespace
}  // namespace swarm::cli
