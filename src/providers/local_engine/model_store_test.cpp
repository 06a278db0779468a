#include "providers/local_engine/model_store.hpp"

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gmock/gmock.h>

#include "platform/crypto/hash.hpp"
#include "providers/local_engine/engine_start.hpp"
#include "support/fake_clock.hpp"
#include "support/fake_engine.hpp"

namespace swarm::local_engine {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
namespace fs = std::filesystem;

constexpr char kGood[] = R"({"check":{"facts":{"kind":"model","context_tokens":4096}}})";

class ModelStoreTest : public testing::Test {
 protected:
  Result<ModelRecord> add(const fs::path& file, std::string name = "") {
    return store_.add({.file = file, .name = std::move(name), .program = tests::FakeEngine::program()});
  }
  fs::path write(std::string_view name, std::string_view text) {
    std::ofstream(folder_.path() / name) << text;
    return folder_.path() / name;
  }
  std::size_t files() const {
    std::error_code error;
    const fs::directory_iterator entries(store_.folder(), error);
    return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
  }

  tests::TemporaryFolder folder_;
  tests::FakeClock clock_;
  process::Launcher launcher_;
  ModelStore store_{folder_.path() / "data/models", {.launcher = launcher_, .clock = clock_}};
};

TEST_F(ModelStoreTest, KeepsACheckedCopyWithItsFactsAndDigest) {
  const auto added = add(write("Small.gguf", kGood));
  ASSERT_TRUE(added) << added.error().message;
  EXPECT_EQ(added->name, "small");
  EXPECT_EQ(added->sha256, crypto::sha256_hex(kGood));
  EXPECT_EQ(added->size_bytes, static_cast<std::int64_t>(std::string_view(kGood).size()));
  EXPECT_EQ(added->context_tokens(), 4'096);
  fs::remove(folder_.path() / "Small.gguf");  // the copy stays
  const ModelRecord found = store_.find("small").value();
  EXPECT_EQ(found.sha256, added->sha256);
  EXPECT_EQ(found.added_at, clock_.now());
  EXPECT_EQ(store_.list().size(), 1U);
  EXPECT_TRUE(store_.verify("small").value().is_good);
}

TEST_F(ModelStoreTest, RefusesWithTheReasonOfTheCheckAndKeepsNothing) {
  const auto refused = add(write("bad.gguf", R"({"check":{"refuse":"tensor 3 lies outside of the file"}})"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::invalid_input);
  EXPECT_EQ(refused.error().reason, "model_refused");
  EXPECT_EQ(refused.error().message, "tensor 3 lies outside of the file");
  EXPECT_EQ(add(write("worse.gguf", "GGUF?")).error().message, "it is no model");
  EXPECT_EQ(files(), 0U);
}

TEST_F(ModelStoreTest, ACheckThatFallsIsARefusalWithItsLastWords) {
  const auto refused = add(write("evil.gguf", R"({"check":{"abort":true}})"));
  EXPECT_EQ(refused.error().code, ErrorCode::invalid_input);
  EXPECT_THAT(refused.error().message, HasSubstr(std::to_string(SIGABRT)));
  EXPECT_THAT(refused.error().message, HasSubstr("assertion failed"));
  EXPECT_EQ(files(), 0U);
}

TEST_F(ModelStoreTest, AFileThatCouldNotBeTriedIsNotRefused) {
  const auto untried = add(write("good.gguf", R"({"check":{"untried":"there is no memory"}})"));
  ASSERT_FALSE(untried);
  EXPECT_EQ(untried.error().code, ErrorCode::unavailable);
  EXPECT_THAT(untried.error().message, HasSubstr("there is no memory"));
  EXPECT_EQ(files(), 0U);
}

TEST_F(ModelStoreTest, TheCheckHasWhatAProgramNeedsAndNoGpu) {
  ASSERT_EQ(::setenv("LD_LIBRARY_PATH", "/libraries", 1), 0);
  const auto added = add(write("good.gguf", R"({"check":{"tell":true}})"));
  ::unsetenv("LD_LIBRARY_PATH");
  ASSERT_TRUE(added) << added.error().message;
  const json::Object& environment = added->facts.at("environment").as_object();
  EXPECT_EQ(environment.at("LD_LIBRARY_PATH").as_string(), "/libraries");
  EXPECT_EQ(environment.at("CUDA_VISIBLE_DEVICES").as_string(), "-1");
  EXPECT_EQ(environment.at("GGML_VK_VISIBLE_DEVICES").as_string(), "");
  EXPECT_FALSE(environment.contains("SWARM_ENGINE_TOKEN"));
}

TEST_F(ModelStoreTest, AnAdapterIsHeldAgainstTheBaseThatWasNamed) {
  const fs::path adapter = write("a.gguf", R"({"check":{"facts":{"kind":"adapter"},"base":"mine.gguf"}})");
  const auto add_for = [&](const char* name, const fs::path& base) {
    return store_.add({.file = adapter, .name = name, .program = tests::FakeEngine::program(), .base = base});
  };
  EXPECT_TRUE(add_for("one", "/x/mine.gguf"));
  EXPECT_EQ(add_for("two", "/x/other.gguf").error().reason, "model_refused");
  const fs::path model = write("m.gguf", kGood);
  EXPECT_EQ(store_.add({.file = model, .program = tests::FakeEngine::program(), .base = "/x/mine.gguf"}).error().reason,
            "base");
}

TEST_F(ModelStoreTest, AnAdapterIsHeldAgainstTheServedModelOnlyWhenItIsOfTheSameKind) {
  ASSERT_TRUE(add(write("served.gguf", R"({"check":{"facts":{"kind":"model","architecture":"qwen2"}}})")));
  const auto add_adapter = [&](const char* name, std::string_view architecture) {
    const fs::path adapter = write(
        "a.gguf", fmt::format(R"({{"check":{{"facts":{{"kind":"adapter","architecture":"{}"}},"base":"mine.gguf"}}}})",
                              architecture));
    return store_.add({.file = adapter,
                       .name = name,
                       .program = tests::FakeEngine::program(),
                       .served = store_.folder() / "served.gguf"});
  };
  EXPECT_TRUE(add_adapter("one", "llama"));
  EXPECT_THAT(add_adapter("two", "qwen2").error().message, HasSubstr("not for served.gguf"));
}

TEST_F(ModelStoreTest, AnAdapterIsHeldAgainstAServedModelWhereverThatLies) {
  const auto add_adapter = [&](const char* name, std::string_view base, const fs::path& served) {
    const fs::path adapter =
        write("a.gguf",
              fmt::format(R"({{"check":{{"facts":{{"kind":"adapter","architecture":"qwen2"}},"base":"{}"}}}})", base));
    return store_.add({.file = adapter, .name = name, .program = tests::FakeEngine::program(), .served = served});
  };
  constexpr char kQwen[] = R"({"check":{"facts":{"kind":"model","architecture":"qwen2"}}})";
  const fs::path elsewhere = write("elsewhere.gguf", kQwen);
  EXPECT_THAT(add_adapter("one", "mine.gguf", elsewhere).error().message, HasSubstr("not for elsewhere.gguf"));
  EXPECT_TRUE(add_adapter("two", "elsewhere.gguf", elsewhere));
  const fs::path other = write("other.gguf", R"({"check":{"facts":{"kind":"model","architecture":"llama"}}})");
  EXPECT_TRUE(add_adapter("three", "mine.gguf", other));
  std::ofstream(store_.folder() / "by-hand.gguf") << kQwen;  // without a record
  EXPECT_THAT(add_adapter("four", "mine.gguf", store_.folder() / "by-hand.gguf").error().message,
              HasSubstr("not for by-hand.gguf"));
  const fs::path gone = folder_.path() / "gone.gguf";
  EXPECT_THAT(add_adapter("five", "mine.gguf", gone).error().message, HasSubstr("that is served cannot be looked at"));
}

TEST_F(ModelStoreTest, RemovesWhatAKilledServerLeftHalfCopied) {
  ASSERT_TRUE(add(write("good.gguf", kGood)));
  std::ofstream(store_.folder() / "half.gguf.part") << "GGU";
  const ModelStore next(store_.folder(), {.launcher = launcher_, .clock = clock_});
  EXPECT_FALSE(fs::exists(store_.folder() / "half.gguf.part"));
  EXPECT_TRUE(next.verify("good").value().is_good);
}

TEST_F(ModelStoreTest, NamesAreFilesAndTakenOnce) {
  const fs::path good = write("good.gguf", kGood);
  for (const char* name : {"..", ".hidden", "a/b", "A", "tiny", "-x", "a b", "good.calibration"})
    EXPECT_EQ(add(good, name).error().reason, "name") << name;
  EXPECT_EQ(add(good, std::string(kModelNameBytesMax + 1, 'a')).error().reason, "name");
  EXPECT_TRUE(add(good, "a.b_c-1"));
  EXPECT_EQ(add(good, "a.b_c-1").error().code, ErrorCode::conflict);
  EXPECT_EQ(files(), 2U);
}

TEST_F(ModelStoreTest, TakesRegularFilesOnly) {
  EXPECT_EQ(add("/nowhere/x.gguf").error().reason, "file");
  EXPECT_EQ(add(folder_.path(), "folder").error().reason, "file");
  EXPECT_EQ(add("/dev/zero", "zero").error().reason, "file");
  const fs::path pipe = folder_.path() / "pipe.gguf";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(add(pipe).error().reason, "file");
}

TEST_F(ModelStoreTest, KeepsRoomOnTheDisk) {
  // In memory, so that the copy shares no blocks with it, as it may within one file system: then it takes none.
  const process::Descriptor memory(::memfd_create("model", MFD_CLOEXEC));
  ASSERT_EQ(::write(memory.number(), kGood, sizeof(kGood) - 1), static_cast<ssize_t>(sizeof(kGood) - 1));
  const fs::path file = fmt::format("/proc/self/fd/{}", memory.number());
  const auto full = copy_model(file, folder_.path() / "copy", Bytes{1ULL << 60U});
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, ErrorCode::storage_full) << full.error().message;
  EXPECT_TRUE(copy_model(file, folder_.path() / "copy", Bytes{0}));
}

TEST_F(ModelStoreTest, CopiesAlsoWhereTheKernelCannot) {
  const std::string whole(3 * MiB + 17, 'q');
  const fs::path from = write("from", whole), to = folder_.path() / "to";
  const auto copy = [&](std::uint64_t size) {
    const process::Descriptor in(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
    const process::Descriptor out(::open(to.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    return copy_by_reading(in.number(), out.number(), from, size);
  };
  ASSERT_TRUE(copy(whole.size()));
  EXPECT_EQ(sha256_of_file(to).value(), crypto::sha256_hex(whole));
  EXPECT_EQ(copy(whole.size() + 1).error().reason, "file");
}

TEST_F(ModelStoreTest, CopiesFromAnotherFileSystem) {
  std::string elsewhere = "/dev/shm/model-store-XXXXXX";
  const process::Descriptor file(::mkstemp(elsewhere.data()));
  if (!file.is_open()) GTEST_SKIP() << "there is no /dev/shm";
  ASSERT_EQ(::write(file.number(), kGood, sizeof(kGood) - 1), static_cast<ssize_t>(sizeof(kGood) - 1));
  const auto added = add(elsewhere, "elsewhere");
  ::unlink(elsewhere.c_str());
  ASSERT_TRUE(added) << added.error().message;
  EXPECT_EQ(added->sha256, crypto::sha256_hex(kGood));
}

TEST_F(ModelStoreTest, AFileThatSomebodyPutThereIsListedAndCanBeRemoved) {
  fs::create_directories(store_.folder());
  std::ofstream(store_.folder() / "mine.gguf") << kGood;
  std::ofstream(store_.folder() / "mine.calibration.gguf") << kGood;  // no name for a model
  ASSERT_EQ(store_.list().size(), 1U);
  EXPECT_EQ(store_.list().front().name, "mine");
  EXPECT_FALSE(store_.find("mine").value().is_checked());
  EXPECT_THAT(store_.verify("mine").value().trouble, HasSubstr("not checked before"));
  EXPECT_THAT(store_.verify("mine").value().trouble, HasSubstr("swarmctl models add"));
  EXPECT_FALSE(store_.verify("mine").value().is_good);
  EXPECT_EQ(add(write("mine.gguf", kGood)).error().code, ErrorCode::conflict);
  ASSERT_TRUE(store_.remove("mine"));
  EXPECT_TRUE(add(folder_.path() / "mine.gguf"));
}

TEST_F(ModelStoreTest, TakesTheCalibrationThatLiesBesideIt) {
  write("good.calibration.json", "{}");
  ASSERT_TRUE(add(write("good.gguf", kGood), "one"));
  EXPECT_TRUE(fs::exists(store_.folder() / "one.calibration.json"));
  ASSERT_TRUE(store_.remove("one"));
  EXPECT_EQ(files(), 0U);
  EXPECT_EQ(store_.remove("one").error().code, ErrorCode::not_found);
}

TEST_F(ModelStoreTest, NoticesAFileThatWasChanged) {
  ASSERT_TRUE(add(write("good.gguf", kGood)));
  std::ofstream(store_.folder() / "good.gguf") << "other";
  const Verification found = store_.verify("good").value();
  EXPECT_FALSE(found.is_good);
  EXPECT_EQ(found.sha256, crypto::sha256_hex("other"));
  EXPECT_EQ(store_.verify("none").error().code, ErrorCode::not_found);
}

TEST_F(ModelStoreTest, WhatIsLeftOfAModelWhoseFileIsGoneCanBeRemoved) {
  ASSERT_TRUE(add(write("good.gguf", kGood)));
  fs::remove(store_.folder() / "good.gguf");
  const Verification found = store_.verify("good").value();
  EXPECT_FALSE(found.is_good);
  EXPECT_THAT(found.trouble, HasSubstr("good.gguf is gone"));
  EXPECT_TRUE(store_.remove("good"));
  EXPECT_EQ(files(), 0U);
  EXPECT_EQ(store_.verify("good").error().code, ErrorCode::not_found);
}

TEST_F(ModelStoreTest, KnowsAdapters) {
  EXPECT_EQ(add(write("a.gguf", R"({"check":{"facts":{"kind":"adapter"}}})"))->kind, ModelFileKind::adapter);
}

TEST_F(ModelStoreTest, ADamagedRecordIsNoneAndIsSaidWhenItIsAskedFor) {
  ASSERT_TRUE(add(write("good.gguf", kGood)));
  std::ofstream(store_.folder() / "good.json") << "{";
  ASSERT_EQ(store_.list().size(), 1U);
  EXPECT_FALSE(store_.list().front().is_checked());
  EXPECT_EQ(store_.find("good").error().code, ErrorCode::unavailable);
  EXPECT_TRUE(store_.remove("good"));
  EXPECT_THAT(store_.list(), IsEmpty());
}

TEST_F(ModelStoreTest, IsBounded) {
  const fs::path good = write("good.gguf", kGood);
  fs::create_directories(store_.folder());
  for (std::size_t i = 0; i < ModelStore::kModelsMax; ++i) {
    const ModelRecord record{.name = "m" + std::to_string(i), .sha256 = "", .added_from = "", .facts = {}};
    ASSERT_TRUE(record.write(store_.folder()));
    std::ofstream(store_.folder() / (record.name + ".gguf"));
  }
  EXPECT_EQ(add(good).error().code, ErrorCode::limit_exceeded);
}

}  // namespace
}  // namespace swarm::local_engine
