#include "trainer/optimise/checkpoint_folder.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/crypto/hash.hpp"
#include "support/temporary_folder.hpp"
#include "trainer/optimise/scripted_learner_test.hpp"

namespace swarm::optimise {
namespace {

class Checkpoints : public testing::Test {
 protected:
  CheckpointFolder open(std::string fingerprint = "run") const { return {folder_.path() / "checkpoint", fingerprint}; }
  std::vector<std::string> names() const {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path() / "checkpoint"))
      found.push_back(entry.path().filename().string());
    return found;
  }
  tests::TemporaryFolder folder_;
  ScriptedLearner learner_;
  // Replaces one text in the state; with a digest that is right again, when asked.
  void edit_state(const std::string& from, const std::string& to, bool sealed) const {
    const std::filesystem::path state = folder_.path() / "checkpoint/state.json";
    std::string text;
    std::getline(std::ifstream(state), text);
    text.replace(text.find(from), from.size(), to);
    const std::size_t digest = text.size() - 2 - 64;
    if (sealed) text.replace(digest, 64, crypto::sha256_hex(std::string(text).erase(digest, 64) + "\n"));
    std::ofstream(state) << text << "\n";
  }
  void put_a_file(const std::string& name) const { std::ofstream(folder_.path() / "checkpoint" / name) << "x"; }
  LoopState state_{.step = 7,
                   .seconds = 1.25,
                   .loss = 0.1,
                   .validation_loss = 0.3,
                   .first_validation_loss = 2,
                   .looks = {.best_loss = 0.25, .best_step = 5, .without_gain = 2},
                   .owes_look = false,
                   .held_out_batches = 3};
};

TEST_F(Checkpoints, GiveBackWhatWasSaved) {
  learner_.value = 0.1F;
  CheckpointFolder checkpoints = open();
  ASSERT_TRUE(checkpoints.save(learner_, state_));
  ScriptedLearner again;
  const Result<std::optional<LoopState>> found = open().restore(again);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(**found, state_);
  EXPECT_EQ(again.value, 0.1F);
}

TEST_F(Checkpoints, AreNoneInAnEmptyFolder) {
  EXPECT_EQ(open().restore(learner_)->has_value(), false);
}

TEST_F(Checkpoints, KeepTheLastAndTheBestOnly) {
  CheckpointFolder checkpoints = open();
  for (std::int64_t step = 1; step <= 4; ++step) {
    learner_.value = static_cast<float>(step);
    if (step < 3) ASSERT_TRUE(checkpoints.keep_best(learner_, step));
    state_.step = step;
    ASSERT_TRUE(checkpoints.save(learner_, state_));
  }
  EXPECT_THAT(names(), testing::UnorderedElementsAre("state.json", "learner-4.bin", "best-2.bin"));
  CheckpointFolder again = open();
  ASSERT_TRUE(again.restore(learner_));
  EXPECT_EQ(learner_.value, 4);
  ASSERT_TRUE(again.restore_best(learner_).value());
  EXPECT_EQ(learner_.value, 2);
}

TEST_F(Checkpoints, ForgetABestOneThatIsDamaged) {
  CheckpointFolder checkpoints = open();
  ASSERT_TRUE(checkpoints.keep_best(learner_, 5));
  ASSERT_TRUE(checkpoints.save(learner_, state_));
  put_a_file("best-5.bin");
  CheckpointFolder again = open();
  const Result<std::optional<LoopState>> found = again.restore(learner_);
  ASSERT_TRUE(found) << found.error().message;
  ASSERT_TRUE(again.lost_best());
  EXPECT_THAT(*again.lost_best(), testing::HasSubstr("best-5.bin: not the file that was written"));
  EXPECT_EQ((*found)->looks, Looks{}) << "the next look is the best";
  EXPECT_TRUE((*found)->owes_look);
  EXPECT_EQ(again.restore_best(learner_), false);
}

TEST_F(Checkpoints, RemoveWhatAKillLeftHalfWritten) {
  ASSERT_TRUE(open().save(learner_, state_));
  for (const char* name : {"learner-6.bin.a1B2c3", "best-6.bin.a1B2c3", "state.json.a1B2c3", "learner-notes.txt"})
    put_a_file(name);
  ASSERT_TRUE(open().save(learner_, state_));
  EXPECT_THAT(names(), testing::UnorderedElementsAre("state.json", "learner-7.bin", "learner-notes.txt"));
}

TEST_F(Checkpoints, RefuseAFileThatWasCutShort) {
  ASSERT_TRUE(open().save(learner_, state_));
  std::filesystem::resize_file(folder_.path() / "checkpoint/learner-7.bin", 3);
  EXPECT_EQ(open().restore(learner_).error().code, ErrorCode::invalid_input);
  std::filesystem::remove(folder_.path() / "checkpoint/learner-7.bin");
  EXPECT_EQ(open().restore(learner_).error().code, ErrorCode::not_found);
}

TEST_F(Checkpoints, RefuseAStateThatIsNone) {
  ASSERT_TRUE(open().save(learner_, state_));
  std::filesystem::resize_file(folder_.path() / "checkpoint/state.json", 40);
  EXPECT_EQ(open().restore(learner_).error().code, ErrorCode::invalid_input);
  std::ofstream(folder_.path() / "checkpoint/state.json") << "{}";
  EXPECT_EQ(open().restore(learner_).error().code, ErrorCode::invalid_input);
}

TEST_F(Checkpoints, RefuseAnotherRun) {
  ASSERT_TRUE(open().save(learner_, state_));
  EXPECT_EQ(open("other data").restore(learner_).error().code, ErrorCode::conflict);
}

TEST_F(Checkpoints, NeverLeaveTheFolderBecauseOfAName) {
  ASSERT_TRUE(open().save(learner_, state_));
  edit_state("learner-7.bin", "../../learner", true);
  EXPECT_EQ(open().restore(learner_).error().code, ErrorCode::not_found);
}

TEST_F(Checkpoints, RefuseAStateThatWasEdited) {
  for (const std::string step : {"8", "100000", "99999999999"}) {
    ASSERT_TRUE(open().save(learner_, state_));
    edit_state(R"("step":7)", R"("step":)" + step, false);
    const Result<std::optional<LoopState>> found = open().restore(learner_);
    ASSERT_FALSE(found) << step;
    EXPECT_EQ(found.error().code, ErrorCode::invalid_input);
    EXPECT_THAT(found.error().message, testing::HasSubstr("state.json: damaged or edited"));
  }
}

}  // namespace
}  // namespace swarm::optimise
