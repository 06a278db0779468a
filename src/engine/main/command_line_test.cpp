#include "engine/main/command_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace swarm::engine_main {
namespace {

TEST(EngineCommandLine, ReadsEveryFlag) {
  const Result<CommandLine> line = read_flags({"--model",
                                               "m.gguf",
                                               "--name=tiny",
                                               "--http",
                                               "[::1]:80",
                                               "--adapter",
                                               "math=/a=b",
                                               "--adapter",
                                               "logic=c",
                                               "--context",
                                               "2048",
                                               "--slots",
                                               "4",
                                               "--threads",
                                               "2",
                                               "--batch",
                                               "64",
                                               "--memory-limit",
                                               "2GiB",
                                               "--gpu-layers",
                                               "0",
                                               "--gpu-split",
                                               "3,1.5",
                                               "--queue",
                                               "7",
                                               "--answer-timeout",
                                               "30s",
                                               "--log-level",
                                               "warn",
                                               "--insecure",
                                               "--contexts",
                                               "3",
                                               "--kv-type",
                                               "q8_0",
                                               "--flash-attention",
                                               "off",
                                               "--stall-timeout",
                                               "1min"});
  ASSERT_TRUE(line) << line.error().message;
  EXPECT_EQ(line->model, "m.gguf");
  EXPECT_EQ(line->name, "tiny");
  EXPECT_EQ(line->address, "::1");
  EXPECT_EQ(line->port, 80);
  ASSERT_EQ(line->adapters.size(), 2U);
  EXPECT_EQ(line->adapters[0].name, "math");
  EXPECT_EQ(line->adapters[0].path, "/a=b");
  EXPECT_EQ(line->context_tokens, 2048);
  EXPECT_EQ(line->memory_limit, Bytes{2 * GiB});
  EXPECT_EQ(line->gpu_layers, 0);
  EXPECT_THAT(line->gpu_split, testing::ElementsAre(3, 1.5));
  EXPECT_EQ(line->queue_max, 7);
  EXPECT_EQ(line->answer_timeout, std::chrono::seconds(30));
  EXPECT_TRUE(line->insecure);
  EXPECT_EQ(line->contexts, 3);
  EXPECT_EQ(line->kv_type, llama::KvType::q8_0);
  EXPECT_EQ(line->flash_attention, llama::FlashAttention::off);
  EXPECT_EQ(line->stall_timeout, std::chrono::minutes(1));
}

TEST(EngineCommandLine, DevicesAreNamed) {
  EXPECT_THAT(read_flags({"--print-profile", "--devices", "cuda1,cpu"})->devices, testing::ElementsAre("cuda1", "cpu"));
  EXPECT_EQ(read_flags({"--print-profile", "--devices", "cuda1,"}).error().message,
            "--devices: names such as cpu or cuda0,cuda1 expected, got 'cuda1,'");
}

TEST(EngineCommandLine, TheVerbsNeedNoModel) {
  EXPECT_EQ(read_flags({"--check", "a.gguf", "--base", "m.gguf"})->verb, Verb::check);
  EXPECT_EQ(read_flags({"--print-profile"})->verb, Verb::print_profile);
}

TEST(EngineCommandLine, SaysWhatIsWrongWithAFlag) {
  const auto complaint = [](const std::vector<std::string>& arguments) {
    return read_flags(arguments).error().message;
  };
  EXPECT_EQ(complaint({}), "--model FILE is needed; --help shows all flags");
  EXPECT_EQ(complaint({"--modle", "x"}), "'--modle' is no flag; --help shows all");
  EXPECT_EQ(complaint({"--model"}), "--model needs FILE behind it");
  EXPECT_EQ(complaint({"--slots", "0"}), "--slots: 1 to 256 expected, got '0'");
  EXPECT_EQ(complaint({"--slots", "1e9"}), "--slots: 1 to 256 expected, got '1e9'");
  EXPECT_EQ(complaint({"--http", "8080"}), "--http: ADDRESS:PORT expected, got '8080'");
  EXPECT_EQ(complaint({"--http", "gpu:80"}), "--http: an IP address such as 127.0.0.1 expected, got 'gpu'");
  EXPECT_EQ(complaint({"--model", "m", "--http", "0.0.0.0:80"}),
            "--http: 0.0.0.0 is not loopback, so keys and answers would cross the network in the clear; accept it with "
            "--insecure");
  EXPECT_TRUE(read_flags({"--model", "m", "--http", "0.0.0.0:80", "--insecure"}));
  EXPECT_EQ(complaint({"--kv-type", "f8"}), "--kv-type: one of f16, f32, q8_0 expected, got 'f8'");
  EXPECT_EQ(complaint({"--adapter", "=x"}), "--adapter: NAME=PATH expected, got '=x'");
  EXPECT_EQ(complaint({"--model", "m", "--base", "b"}), "--base goes with --check");
  EXPECT_FALSE(read_flags({"--model", "m", "--gpu-split", "nan,1"}));
  EXPECT_FALSE(read_flags({"--model", "m", "--memory-limit", "many"}));
}

TEST(EngineCommandLine, AnAdapterMayHaveADigest) {
  const std::string digest(64, 'a');
  const auto line =
      read_flags({"--model", "m", "--adapter", "one=/a", "--adapter", "two=/b", "--adapter-sha256=two=" + digest});
  ASSERT_TRUE(line) << line.error().message;
  EXPECT_EQ(line->adapters[0].sha256, std::nullopt);
  EXPECT_EQ(line->adapters[1].sha256, digest);
  for (const std::string& bad :
       {"three=" + digest, "one=" + digest.substr(1), "one=" + digest.substr(1) + "x", std::string("one")})
    EXPECT_FALSE(read_flags({"--model", "m", "--adapter", "one=/a", "--adapter-sha256", bad})) << bad;
}

}  // namespace
}  // namespace swarm::engine_main
