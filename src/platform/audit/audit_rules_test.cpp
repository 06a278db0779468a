#include "platform/audit/audit_rules.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "support/fake_clock.hpp"
#include "support/seeded_random.hpp"
#include "support/temporary_folder.hpp"

namespace swarm::audit {
namespace {

const ChainHead kBeginning{.hash = first_hash()};

TEST(AuditRules, ReplaceWhatCannotBeStored) {
  EXPECT_EQ(storable_text("plain", 100), "plain");
  EXPECT_EQ(storable_text("na\xC3\xAFve", 100), "na\xC3\xAFve");
  EXPECT_EQ(storable_text(std::string_view("a\0b", 3), 100), "a?b");
  EXPECT_EQ(storable_text("a\xFF\xC3", 100), "a??");
  EXPECT_EQ(storable_text("\xED\xA0\x80", 100), "???") << "a surrogate is no character";
}

TEST(AuditRules, CutATextAtACharacter) {
  EXPECT_EQ(storable_text("abcdef", 3), "abc");
  EXPECT_EQ(storable_text("ab\xC3\xAF", 3), "ab");
  EXPECT_EQ(storable_text("", 3), "");
}

TEST(AuditRules, MakeEveryTextStorable) {
  tests::SeededRandom random(9);
  for (int i = 0; i < 2'000; ++i) {
    std::string bytes(40, '\0');
    random.fill(std::as_writable_bytes(std::span(bytes)));
    const std::string stored = storable_text(bytes, 30);
    ASSERT_TRUE(is_utf8(stored));
    ASSERT_LE(stored.size(), 30U);
    ASSERT_FALSE(stored.contains('\0'));
  }
}

TEST(AuditRules, NumberAndChainEntries) {
  const Time now = from_milliseconds(1'700'000'000'000);
  const SealedEntry first = seal({.actor_name = "ann", .action = "keys.create"}, "one", kBeginning, now);
  const SealedEntry second = seal({.action = "keys.revoke"}, "one", {.number = 1, .hash = first.hash}, now);
  EXPECT_EQ(first.number, 1);
  EXPECT_EQ(first.previous_hash, first_hash());
  EXPECT_EQ(first.details, "{}");
  EXPECT_EQ(second.number, 2);
  EXPECT_EQ(second.previous_hash, first.hash);
}

// A change of this hash would make every chain that exists look broken.
TEST(AuditRules, HashAnEntryAsEver) {
  const SealedEntry entry = seal({.actor_key_id = "k",
                                  .actor_name = "ann",
                                  .action = "keys.create",
                                  .subject = "s",
                                  .client_address = "::1",
                                  .request_id = "r",
                                  .details = {{"b", 1}, {"a", "x"}}},
                                 "one", kBeginning, from_milliseconds(1'700'000'000'000));
  EXPECT_EQ(entry.details, R"({"a":"x","b":1})");
  EXPECT_EQ(entry.hash, "4d9000f78b53f170e6eb86da09db138f4702ab5b5b9e907ceb6153aafe1745aa");
}

TEST(AuditRules, LeaveTooMuchDetailOutAsAWhole) {
  const auto details_of = [](std::size_t size) {
    return seal({.action = "x", .details = {{"a", std::string(size, 'x')}}}, "one", kBeginning, Time{}).details;
  };
  const std::size_t frame = std::string_view(R"({"a":""})").size();
  EXPECT_EQ(details_of(kDetailsBytesMax - frame).size(), kDetailsBytesMax);
  EXPECT_EQ(details_of(kDetailsBytesMax - frame + 1), R"({"omitted":"longer than the audit log keeps"})");
}

TEST(AuditRules, SignACheckpointSoThatNoPartOfItCanChange) {
  const tests::TemporaryFolder folder;
  const auto key = crypto::SigningKey::load_or_make(folder.path() / "audit.key").value();
  const Checkpoint signed_one = sign_checkpoint("one", {.number = 7, .hash = "h"}, Time{}, key);
  EXPECT_TRUE(has_valid_signature(signed_one));
  const auto breaks = [&](auto change) {
    Checkpoint changed = signed_one;
    change(changed);
    return !has_valid_signature(changed);
  };
  EXPECT_TRUE(breaks([](Checkpoint& c) { c.replica = "two"; }));
  EXPECT_TRUE(breaks([](Checkpoint& c) { c.number = 8; }));
  EXPECT_TRUE(breaks([](Checkpoint& c) { c.hash = "i"; }));
  EXPECT_TRUE(breaks([](Checkpoint& c) { c.at += std::chrono::milliseconds(1); }));
  EXPECT_TRUE(breaks([](Checkpoint& c) { c.public_key = "rubbish"; }));
  EXPECT_TRUE(breaks([](Checkpoint& c) { c.signature = ""; }));
}

}  // namespace
}  // namespace swarm::audit
