#include "platform/audit/chain_verifier.hpp"

#include <functional>

#include <gtest/gtest.h>

#include "platform/audit/audit_rules.hpp"
#include "support/temporary_folder.hpp"

namespace swarm::audit {
namespace {

class ChainVerifierTest : public testing::Test {
 protected:
  ChainVerifierTest() {
    ChainHead head{.hash = first_hash()};
    for (int i = 1; i <= 10; ++i) {
      entries_.push_back(seal({.actor_key_id = "k",
                               .actor_name = "ann",
                               .action = "a.b",
                               .subject = "s",
                               .client_address = "::1",
                               .request_id = "r"},
                              "one", head, from_milliseconds(i)));
      head = {.number = i, .hash = entries_.back().hash};
      if (i % 4 == 0) checkpoints_.push_back(sign_checkpoint("one", head, from_milliseconds(i), key_));
    }
    head_ = head;
  }

  ChainReport verify(bool own = true) {
    ChainVerifier verifier("one", {key_.public_key()}, own);
    if (base_) verifier.begin_after(*base_);
    verifier.read(entries_, checkpoints_);
    return verifier.finish(newest_checkpoint_, head_);
  }

  tests::TemporaryFolder folder_;
  crypto::SigningKey key_ = crypto::SigningKey::load_or_make(folder_.path() / "a").value();
  crypto::SigningKey other_key_ = crypto::SigningKey::load_or_make(folder_.path() / "b").value();
  std::vector<SealedEntry> entries_;
  std::vector<Checkpoint> checkpoints_;
  std::optional<Checkpoint> base_;
  std::int64_t newest_checkpoint_ = 8;
  std::optional<ChainHead> head_;
};

TEST_F(ChainVerifierTest, FindsAWholeChainWhole) {
  const ChainReport report = verify();
  EXPECT_TRUE(report.valid) << report.trouble;
  EXPECT_EQ(report.first_number, 1);
  EXPECT_EQ(report.last_number, 10);
  EXPECT_EQ(report.entries, 10);
  EXPECT_EQ(report.checkpoints, 2);
  EXPECT_EQ(report.signed_through, 8);
  EXPECT_TRUE(report.signer_known);
}

TEST_F(ChainVerifierTest, ReadsTheSameInPagesOfAnySize) {
  for (std::size_t size = 1; size <= entries_.size(); ++size) {
    ChainVerifier verifier("one", {key_.public_key()}, true);
    for (std::size_t begin = 0; begin < entries_.size(); begin += size) {
      const auto page = std::span(entries_).subspan(begin, std::min(size, entries_.size() - begin));
      std::vector<Checkpoint> inside;
      for (const Checkpoint& c : checkpoints_) {
        if (c.number >= page.front().number && c.number <= page.back().number) inside.push_back(c);
      }
      verifier.read(page, inside);
    }
    const ChainReport report = verifier.finish(8, head_);
    EXPECT_TRUE(report.valid) << size << ": " << report.trouble;
    EXPECT_EQ(report.entries, 10);
  }
}

TEST_F(ChainVerifierTest, FindsAChangeOfEveryField) {
  const std::vector<std::pair<std::string_view, std::function<void(SealedEntry&)>>> changes{
      {"replica", [](SealedEntry& e) { e.replica = "x"; }},
      {"number", [](SealedEntry& e) { e.number = 99; }},
      {"at", [](SealedEntry& e) { e.at += std::chrono::milliseconds(1); }},
      {"actor_key_id", [](SealedEntry& e) { e.actor_key_id = "x"; }},
      {"actor_name", [](SealedEntry& e) { e.actor_name = "x"; }},
      {"project", [](SealedEntry& e) { e.project = "x"; }},
      {"action", [](SealedEntry& e) { e.action = "x"; }},
      {"subject", [](SealedEntry& e) { e.subject = "x"; }},
      {"outcome", [](SealedEntry& e) { e.outcome = "refused"; }},
      {"client_address", [](SealedEntry& e) { e.client_address = "x"; }},
      {"request_id", [](SealedEntry& e) { e.request_id = "x"; }},
      {"details", [](SealedEntry& e) { e.details = "{ }"; }},
      {"previous_hash", [](SealedEntry& e) { e.previous_hash = first_hash(); }},
      {"hash", [](SealedEntry& e) { e.hash = first_hash(); }},
  };
  const std::vector<SealedEntry> whole = entries_;
  for (const auto& [field, change] : changes) {
    entries_ = whole;
    change(entries_[4]);
    const ChainReport report = verify();
    EXPECT_FALSE(report.valid) << field;
    EXPECT_EQ(report.broken_number, 5) << field;
  }
}

TEST_F(ChainVerifierTest, FindsAnEntryThatWasChangedAndHashedAgain) {
  entries_[4].action = "x";
  entries_[4].hash = hash_of(entries_[4]);
  EXPECT_EQ(verify().broken_number, 6) << "the next one does not follow it";
}

TEST_F(ChainVerifierTest, FindsAChainThatWasWrittenAnewWithoutTheKey) {
  ChainHead head{.number = 4, .hash = entries_[3].hash};
  for (std::size_t i = 4; i < entries_.size(); ++i) {
    entries_[i] = seal({.action = "x"}, "one", head, entries_[i].at);
    head = {.number = entries_[i].number, .hash = entries_[i].hash};
  }
  EXPECT_EQ(verify().broken_number, 8) << "the checkpoint signs another hash";
}

TEST_F(ChainVerifierTest, FindsAMissingAndADoubledEntry) {
  const std::vector<SealedEntry> whole = entries_;
  entries_.erase(entries_.begin() + 4);
  EXPECT_EQ(verify().broken_number, 5);
  entries_ = whole;
  entries_.insert(entries_.begin() + 4, whole[3]);
  EXPECT_EQ(verify().broken_number, 5);
  entries_ = whole;
  entries_.erase(entries_.begin());
  EXPECT_EQ(verify().broken_number, 1);
}

TEST_F(ChainVerifierTest, FindsThatTheEndWasCutOff) {
  entries_.resize(6);
  checkpoints_.resize(1);
  EXPECT_EQ(verify().broken_number, 7) << "signed through 8";
  newest_checkpoint_ = 4;
  EXPECT_EQ(verify().broken_number, 7) << "this replica wrote 10";
  head_.reset();
  EXPECT_TRUE(verify().valid) << "nobody can know any more";
}

TEST_F(ChainVerifierTest, FindsThatEverythingWasDeleted) {
  entries_.clear();
  checkpoints_.clear();
  newest_checkpoint_ = 0;
  EXPECT_FALSE(verify().valid);
}

TEST_F(ChainVerifierTest, FindsAWrongLastEntryOfItsOwn) {
  head_->hash = first_hash();
  EXPECT_EQ(verify().broken_number, 10);
}

TEST_F(ChainVerifierTest, FindsBadCheckpoints) {
  const std::vector<Checkpoint> whole = checkpoints_;
  checkpoints_[1].signature = checkpoints_[0].signature;
  EXPECT_EQ(verify().broken_number, 8);
  checkpoints_ = whole;
  checkpoints_[1] = sign_checkpoint("one", {.number = 8, .hash = first_hash()}, Time{}, key_);
  EXPECT_EQ(verify().broken_number, 8);
  checkpoints_ = whole;
  checkpoints_[1].number = 99;
  EXPECT_FALSE(verify().valid);
}

TEST_F(ChainVerifierTest, TakesAnotherKeyForABreakOfItsOwnChainOnly) {
  checkpoints_[1] = sign_checkpoint("one", {.number = 8, .hash = entries_[7].hash}, Time{}, other_key_);
  EXPECT_EQ(verify(true).broken_number, 8);
  const ChainReport foreign = verify(false);
  EXPECT_TRUE(foreign.valid);
  EXPECT_FALSE(foreign.signer_known);
}

TEST_F(ChainVerifierTest, BeginsAtTheCheckpointWhereTheChainWasCut) {
  entries_.erase(entries_.begin(), entries_.begin() + 4);
  base_ = checkpoints_.front();
  checkpoints_.erase(checkpoints_.begin());
  const ChainReport report = verify();
  EXPECT_TRUE(report.valid) << report.trouble;
  EXPECT_EQ(report.first_number, 5);
  base_->hash = first_hash();
  EXPECT_FALSE(verify().valid);
  base_.reset();
  EXPECT_EQ(verify().broken_number, 1);
}

}  // namespace
}  // namespace swarm::audit
