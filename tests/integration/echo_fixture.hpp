#pragma once

#include <gtest/gtest.h>

#include "support/echo_service.hpp"
#include "support/run.hpp"

namespace swarm::tests {

// The stack of echo_server in this process, one for all tests of a suite.
class EchoTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    websocket::ChannelLimits limits = EchoService::generous_limits();
    limits.message_bytes_max = Bytes{16 * MiB};
    service_ = std::make_unique<EchoService>(EchoService::generous(), EchoService::generous(), limits);
    ASSERT_TRUE(service_->start().has_value());
  }
  static void TearDownTestSuite() {
    run(service_->drain(std::chrono::milliseconds{1000}));
    service_->stop_loops();
    service_.reset();
  }
  static std::uint16_t port() { return service_->http_port(); }
  static std::uint16_t websocket_port() { return service_->websocket_port(); }

  static inline std::unique_ptr<EchoService> service_;
};

}  // namespace swarm::tests
