#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/mutex.hpp"
#include "platform/http_server/gatekeepers.hpp"
#include "platform/telemetry/log.hpp"

// Gatekeepers of an HTTP server that do what a test says. Set them up before the server starts.
namespace swarm::tests {

class ScriptedAuthenticator final : public http::Authenticator {
 public:
  static constexpr std::string_view kKey = "good-key";
  std::set<http::Permission> denied;

  Async<Result<http::Principal>> authenticate(std::string presented, std::optional<std::string> project) override {
    if (presented == "key-while-database-is-down")
      co_return fail(ErrorCode::unavailable, "the database does not answer");
    if (presented != kKey) co_return fail(ErrorCode::unauthenticated, "unknown_key", "this key is unknown");
    if (project) co_return fail(ErrorCode::forbidden, "only an admin names a project");
    co_return http::Principal{.key_id = "key-1",
                              .name = "test",
                              .role = http::Role::developer,
                              .project = *ProjectId::parse("01arz3ndektsv4rrffq69g5fav")};
  }
  bool grants(const http::Principal&, http::Permission permission) const override {
    return !denied.contains(permission);
  }
};

class ScriptedAdmission final : public http::Admission {
 public:
  Result<Done> admit_address(const std::string& client_address) override {
    MutexLock lock(mutex_);
    addresses_.push_back(client_address);
    if (client_address == "203.0.113.66")
      return fail(ErrorCode::forbidden, "address_blocked", "this address is blocked");
    return Done{};
  }
  Result<http::RateLimitState> admit_key(const http::Principal&) override {
    MutexLock lock(mutex_);
    if (keys_left_-- > 0) return http::RateLimitState{.limit = 100, .remaining = keys_left_, .reset_seconds = 7};
    return std::unexpected(Error{.code = ErrorCode::limit_exceeded,
                                 .message = "too many requests",
                                 .retry_after = std::chrono::milliseconds{1500}});
  }
  void authentication_failed(const std::string&) override {
    MutexLock lock(mutex_);
    ++failures_;
  }

  void leave_requests(std::int64_t count) {
    MutexLock lock(mutex_);
    keys_left_ = count;
  }
  int failures() {
    MutexLock lock(mutex_);
    return failures_;
  }
  std::vector<std::string> addresses() {
    MutexLock lock(mutex_);
    return addresses_;
  }

 private:
  Mutex mutex_;
  std::int64_t keys_left_ SWARM_GUARDED_BY(mutex_) = 1'000'000;
  int failures_ SWARM_GUARDED_BY(mutex_) = 0;
  std::vector<std::string> addresses_ SWARM_GUARDED_BY(mutex_);
};

class CountingSecurityObserver final : public http::SecurityObserver {
 public:
  void happened(http::SecurityEvent event, const http::Request&, const http::Principal*) override {
    MutexLock lock(mutex_);
    ++counts_[event];
  }
  int count(http::SecurityEvent event) {
    MutexLock lock(mutex_);
    return counts_[event];
  }

 private:
  Mutex mutex_;
  std::map<http::SecurityEvent, int> counts_ SWARM_GUARDED_BY(mutex_);
};

// Keeps what was logged, as "event field=text …".
class RecordingLogSink final : public telemetry::LogSink {
 public:
  bool wants(telemetry::Level) const override { return true; }
  void write(telemetry::Level, std::string_view, std::string_view event, telemetry::Fields fields) override {
    std::string line(event);
    for (const telemetry::Field& field : fields) {
      if (const auto* text = std::get_if<std::string>(&field.value)) line += fmt::format(" {}={}", field.name, *text);
    }
    MutexLock lock(mutex_);
    lines_.push_back(std::move(line));
  }
  std::string text() {
    MutexLock lock(mutex_);
    return fmt::format("{}", fmt::join(lines_, "\n"));
  }

 private:
  Mutex mutex_;
  std::vector<std::string> lines_ SWARM_GUARDED_BY(mutex_);
};

}  // namespace swarm::tests
