#include "platform/websocket/frame.hpp"

#include <gtest/gtest.h>

namespace swarm::websocket {
namespace {

std::string header(std::uint64_t payload_bytes) {
  std::string out;
  append_frame_header(out, Opcode::binary, payload_bytes);
  return out;
}

TEST(Frame, WritesEachLengthInItsShortestForm) {
  using namespace std::string_literals;
  EXPECT_EQ(header(0), "\x82\x00"s);
  EXPECT_EQ(header(125), "\x82\x7d"s);
  EXPECT_EQ(header(126), "\x82\x7e\x00\x7e"s);
  EXPECT_EQ(header(65535), "\x82\x7e\xff\xff"s);
  EXPECT_EQ(header(65536), "\x82\x7f\x00\x00\x00\x00\x00\x01\x00\x00"s);
}

TEST(Frame, KnowsWhereFramesEnd) {
  Frames frames;
  frames.add(Opcode::text, "abc");  // 5 bytes
  frames.add(Opcode::text, "d");    // 3 bytes
  EXPECT_EQ(frames.bytes,
            "\x81\x03"
            "abc\x81\x01"
            "d");
  EXPECT_EQ(frames.whole_frames_before(0), 0U);
  EXPECT_EQ(frames.whole_frames_before(4), 0U);
  EXPECT_EQ(frames.whole_frames_before(5), 1U);
  EXPECT_EQ(frames.whole_frames_before(8), 2U);
  EXPECT_EQ(frames.end_of_frame_at(1), 5U);
  EXPECT_EQ(frames.end_of_frame_at(5), 5U);
  EXPECT_EQ(frames.end_of_frame_at(6), 8U);
}

}  // namespace
}  // namespace swarm::websocket
