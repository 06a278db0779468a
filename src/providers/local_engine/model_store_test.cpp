#include "providers/local_engine/model_store.hpp"

#include <csignal>
#include <fstream>
#include <sys/stat.h>

#include <gmock/gmock.h>

#include "platform/crypto/hash.hpp"
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

TEST_F(ModelStoreTest, ACheckForWhichTheMachineHasNoRoomIsNoRefusal) {
  const auto untried = add(write("good.gguf", R"({"check":{"unavailable":"it needs 9 GiB"}})"));
  ASSERT_FALSE(untried);
  EXPECT_EQ(untried.error().code, ErrorCode::unavailable);
  EXPECT_EQ(untried.error().message, "it needs 9 GiB");
  EXPECT_EQ(files(), 0U);
}

TEST_F(ModelStoreTest, ACheckThatFallsIsARefusalWithItsLastWords) {
  const auto refused = add(write("evil.gguf", R"({"check":{"abort":true}})"));
  EXPECT_EQ(refused.error().code, ErrorCode::invalid_input);
  EXPECT_THAT(refused.error().message, HasSubstr(std::to_string(SIGABRT)));
  EXPECT_THAT(refused.error().message, HasSubstr("assertion failed"));
  EXPECT_EQ(files(), 0U);
}

TEST_F(ModelStoreTest, NamesAreFilesAndTakenOnce) {
  const fs::path good = write("good.gguf", kGood);
  for (const char* name : {"..", ".hidden", "a/b", "A", "tiny", "-x", "a b"})
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
  const fs::path file = write("big.gguf", kGood);
  const auto full = copy_model(file, folder_.path() / "copy", Bytes{1ULL << 60U});
  // Where the file system shares blocks, a copy takes none.
  if (!full) {
    EXPECT_EQ(full.error().code, ErrorCode::storage_full);
  }
  EXPECT_TRUE(copy_model(file, folder_.path() / "copy", Bytes{0}));
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

TEST_F(ModelStoreTest, KnowsAdapters) {
  EXPECT_EQ(add(write("a.gguf", R"({"check":{"facts":{"kind":"adapter"}}})"))->kind, ModelFileKind::adapter);
}

TEST_F(ModelStoreTest, ADamagedRecordIsLeftOutAndSaidWhenItIsAskedFor) {
  ASSERT_TRUE(add(write("good.gguf", kGood)));
  std::ofstream(store_.folder() / "good.json") << "{";
  EXPECT_THAT(store_.list(), IsEmpty());
  EXPECT_EQ(store_.find("good").error().code, ErrorCode::unavailable);
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
