#include "platform/audit/security_events.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/slice_world.hpp"

namespace swarm::audit {
namespace {

using http::SecurityEvent;

class KeptNotes final : public AuditWriter {
 public:
  Async<Result<storage::WriteOutcome>> write(storage::WriteUnit, AuditEntry) override {
    co_return fail(ErrorCode::internal, "security events are noted, not written");
  }
  void note(AuditEntry entry) override { notes.push_back(std::move(entry)); }
  std::vector<AuditEntry> notes;
};

class SecurityEventsTest : public testing::Test {
 protected:
  void happen(SecurityEvent event, std::string address = "192.0.2.1") {
    http::Request request{.method = http::Method::post, .path = "/api/v1/tasks"};
    request.peer_address = "10.0.0.1";
    request.client_address = std::move(address);
    request.request_id = "r-1";
    events_.happened(event, request, nullptr);
  }

  tests::FakeClock clock_;
  telemetry::Metrics metrics_;
  KeptNotes audit_;
  SecurityEvents events_{audit_, clock_, metrics_};
};

TEST_F(SecurityEventsTest, AreCountedAndNoted) {
  happen(SecurityEvent::authentication_failed);
  ASSERT_EQ(audit_.notes.size(), 1U);
  const AuditEntry& note = audit_.notes[0];
  EXPECT_EQ(note.action, "security.authentication_failed");
  EXPECT_EQ(note.subject, "/api/v1/tasks");
  EXPECT_EQ(note.outcome, Outcome::refused);
  EXPECT_EQ(note.client_address, "192.0.2.1");
  EXPECT_EQ(note.request_id, "r-1");
  EXPECT_EQ(json::canonical_text(note.details), R"({"method":"POST","peer_address":"10.0.0.1"})");
  EXPECT_THAT(metrics_.exposition(),
              testing::HasSubstr("swarm_security_events_total{kind=\"authentication_failed\"} 1"));
}

TEST_F(SecurityEventsTest, NameWhoWasRefused) {
  tests::SeededRandom random(1);
  IdSource ids(clock_, random);
  const http::Principal who{.key_id = "k", .name = "ann", .project = ProjectId::generate(ids)};
  events_.happened(SecurityEvent::permission_denied, {}, &who);
  EXPECT_EQ(audit_.notes.at(0).actor_key_id, "k");
  EXPECT_EQ(audit_.notes.at(0).project, who.project);
}

TEST_F(SecurityEventsTest, AreNotedOnceAMinutePerAddressAndKind) {
  for (int i = 0; i < 10; ++i)
    happen(SecurityEvent::authentication_failed);
  happen(SecurityEvent::rate_limited);
  happen(SecurityEvent::authentication_failed, "192.0.2.2");
  EXPECT_EQ(audit_.notes.size(), 3U);
  clock_.advance(kRepeatInterval);
  happen(SecurityEvent::authentication_failed);
  ASSERT_EQ(audit_.notes.size(), 4U);
  EXPECT_EQ(audit_.notes[3].details.at("repeated_before").as_int64(), 9);
  EXPECT_THAT(metrics_.exposition(),
              testing::HasSubstr("swarm_security_events_total{kind=\"authentication_failed\"} 12"));
  EXPECT_THAT(metrics_.exposition(), testing::HasSubstr("swarm_security_events_not_noted_total 9"));
}

TEST_F(SecurityEventsTest, OfManyAddressesAreNotedUpToTheirMaximum) {
  for (std::int64_t i = 0; i < kNotesPerMinuteMax + 50; ++i)
    happen(SecurityEvent::address_blocked, std::to_string(i));
  EXPECT_EQ(std::ssize(audit_.notes), kNotesPerMinuteMax);
  clock_.advance(std::chrono::minutes(1));
  happen(SecurityEvent::address_blocked, "one more");
  EXPECT_EQ(std::ssize(audit_.notes), kNotesPerMinuteMax + 1);
}

TEST_F(SecurityEventsTest, RememberABoundedNumberOfAddresses) {
  std::size_t remembered_max = 0;
  for (std::size_t i = 0; i < kAddressesRememberedMax + 100; ++i) {
    if (i % kNotesPerMinuteMax == 0) clock_.advance(std::chrono::minutes(1));
    happen(SecurityEvent::address_blocked, std::to_string(i));
    remembered_max = std::max(remembered_max, events_.remembered());
  }
  EXPECT_EQ(remembered_max, kAddressesRememberedMax);
  EXPECT_EQ(events_.remembered(), 100U);
}

}  // namespace
}  // namespace swarm::audit
