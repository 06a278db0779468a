#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "cli/session.hpp"

namespace swarm::cli {

// A list that the server hands out in pages.
struct PagedList {
  std::string path;
  std::string member;  // the array in the answer: "tasks"
  std::int64_t page_max = 100;
  std::int64_t limit = 100;  // at most kListMax
  std::string cursor{};
  std::vector<std::pair<std::string, std::string>> query{};
};

inline constexpr std::int64_t kListMax = 100'000;

// Up to `limit` items in one document of the same shape as a page: {MEMBER: […], "next_cursor": …}.
Outcome<json::Value> fetch_list(Session& session, PagedList wanted);

// How to see the rest, on standard error; nothing when the list is whole.
void print_more(Session& session, const json::Value& list);

}  // namespace swarm::cli
