#include "platform/websocket/close_code.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace swarm::websocket {
namespace {

TEST(CloseCode, TakesWhatMayStandOnTheWire) {
  for (const int code :
       {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999})
    EXPECT_TRUE(is_valid_close_code(static_cast<std::uint16_t>(code))) << code;
}

TEST(CloseCode, RefusesWhatMayNot) {
  for (const int code : {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535})
    EXPECT_FALSE(is_valid_close_code(static_cast<std::uint16_t>(code))) << code;
}

TEST(CloseCode, CutsALongReasonAtTheEndOfACharacter) {
  const std::string reason = std::string(122, 'a') + "\xe2\x82\xac";
  const std::string payload = close_payload(1008, reason);
  EXPECT_EQ(payload, "\x03\xf0" + std::string(122, 'a'));
  EXPECT_TRUE(is_utf8(payload.substr(2)));
  EXPECT_EQ(close_payload(1000, std::string(123, 'b')).size(), 125U);
}

}  // namespace
}  // namespace swarm::websocket
