#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/command.hpp"
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

// The options of a list: how many, and where it goes on.
Argument limit_option(std::optional<std::int64_t>& limit, std::int64_t by_default);
Argument cursor_option(std::optional<std::string>& cursor);

// How to see the rest, on standard error; nothing when the list is whole.
void print_more(Session& session, const json::Value& list);

}  // namespace swarm::cli
