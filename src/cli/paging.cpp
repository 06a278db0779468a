#include "cli/paging.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "cli/json_view.hpp"

namespace swarm::cli {

Outcome<json::Value> fetch_list(Session& session, PagedList wanted) {
  if (wanted.limit < 1 || wanted.limit > kListMax)
    return trouble(ErrorCode::invalid_input, fmt::format("--limit: 1 to {} expected, got {}", kListMax, wanted.limit));
  json::Array items;
  json::Value next;
  std::string cursor = wanted.cursor;
  while (true) {
    const std::int64_t missing = wanted.limit - static_cast<std::int64_t>(items.size());
    ApiRequest request{.path = wanted.path, .query = wanted.query};
    request.query.emplace_back("limit", std::to_string(std::min(missing, wanted.page_max)));
    if (!cursor.empty()) request.query.emplace_back("cursor", cursor);
    const Document page = TRY(call(session.api, request));
    const json::Array& more = list_at(page.value, wanted.member);
    items.insert(items.end(), more.begin(), more.end());
    next = member(page.value, "next_cursor");
    const std::string before = std::exchange(cursor, raw_text(page.value, "next_cursor"));
    if (cursor.empty() || cursor == before || more.empty() || static_cast<std::int64_t>(items.size()) >= wanted.limit)
      break;
  }
  return json::Object{{wanted.member, std::move(items)}, {"next_cursor", std::move(next)}};
}

Argument limit_option(std::optional<std::int64_t>& limit, std::int64_t by_default) {
  return {.name = "--limit",
          .target = &limit,
          .help = fmt::format("At most this many (default {}).", by_default),
          .value = "COUNT"};
}

Argument cursor_option(std::optional<std::string>& cursor) {
  return {.name = "--cursor", .target = &cursor, .help = "Go on where an earlier list ended.", .value = "CURSOR"};
}

void print_more(Session& session, const json::Value& list) {
  const std::string cursor = shown(list, "next_cursor");
  if (!cursor.empty()) session.console.remark_line(fmt::format("there are more: --cursor {}", cursor));
}

}  // namespace swarm::cli
