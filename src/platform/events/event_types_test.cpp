#include "platform/events/event_types.hpp"

#include <gtest/gtest.h>

#include "platform/events/event_feed.hpp"

namespace swarm::events {
namespace {

TEST(Cursor, ReadsWhatItWrote) {
  for (const Cursor cursor : {Cursor{}, Cursor{1, 2}, Cursor{0, 0x7fff'ffff'ffff'ffff}})
    EXPECT_EQ(Cursor::parse(cursor.text()).value(), cursor);
}

TEST(Cursor, RefusesTheRest) {
  for (const auto* text : {"", ".", "1", "1.", ".1", "1.2.3", "-1.2", "1.g", "ffffffffffffffffff.1", "1 .2"}) {
    EXPECT_EQ(Cursor::parse(text).error().code, ErrorCode::invalid_input) << text;
  }
}

TEST(CursorOf, PrefersWhatTheClientSawLast) {
  EXPECT_EQ(cursor_of("1.2", "3.4").value(), (Cursor{1, 2}));
  EXPECT_EQ(cursor_of(std::nullopt, "3.4").value(), (Cursor{3, 4}));
  EXPECT_EQ(cursor_of(std::nullopt, std::nullopt).value(), Cursor::oldest());
  EXPECT_EQ(cursor_of(std::nullopt, "now").value(), std::nullopt);
  EXPECT_FALSE(cursor_of(std::nullopt, "yesterday").has_value());
}

}  // namespace
}  // namespace swarm::events
