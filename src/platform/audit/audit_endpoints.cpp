#include "platform/audit/audit_endpoints.hpp"

#include <charconv>
#include <fmt/format.h>

#include "base/text.hpp"

namespace swarm::audit {

namespace {

// "TIME.NUMBER.REPLICA": of the last entry that was shown.
std::string cursor_of(const SealedEntry& entry) {
  return fmt::format("{}.{}.{}", to_milliseconds(entry.at), entry.number, entry.replica);
}

bool read_number(std::string_view text, std::int64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

Result<ListPosition> position_of(std::string_view cursor) {
  if (cursor.empty()) return ListPosition{};
  const std::size_t first = cursor.find('.');
  const std::size_t second = first == std::string_view::npos ? first : cursor.find('.', first + 1);
  ListPosition position;
  if (second == std::string_view::npos || !read_number(cursor.substr(0, first), position.at_ms) ||
      !read_number(cursor.substr(first + 1, second - first - 1), position.number)) {
    return fail(ErrorCode::invalid_input, "cursor: the next_cursor of an earlier page expected");
  }
  position.replica = cursor.substr(second + 1);
  return position;
}

// U+0000 cannot be in any text that is stored.
Result<Done> check_texts(std::initializer_list<std::string_view> texts) {
  for (const std::string_view text : texts) {
    if (has_control_character(text))
      return fail(ErrorCode::invalid_input, "a text without control characters expected");
  }
  return Done{};
}

}  // namespace

void AuditEndpoints::declare(http::Router& router) {
  using http::Permission;
  router.get<&AuditEndpoints::list>("/api/v1/audit", Permission::audit_read, *this, "The audit log, newest first.");
  router.post<&AuditEndpoints::verify>("/api/v1/audit/verify", Permission::audit_read, *this,
                                       "Walk the chains of all replicas and say whether they are whole.");
  router.get<&AuditEndpoints::export_lines>("/api/v1/audit/export", Permission::audit_read, *this,
                                            "The audit log in chain order, one JSON object per line.");
}

Async<Result<AuditPage>> AuditEndpoints::list(http::RequestContext, http::Query<AuditQuery> query) {
  AuditQuery& asked = query.value;
  CO_TRY(check_texts({asked.actor, asked.action, asked.subject, asked.project, asked.cursor}));
  AuditFilter filter {
    .actor_key_id = std::move(asked.actor), .action_prefix = std::move(asked.action),
    .subject = std::move(asked.subject), .project = std::move(asked.project), .since = asked.since,
    .until = asked.until, .before = CO_TRY(position_of(asked.cursor))
    , .limit = asked.limit + 1
  };
  std::vector<SealedEntry> entries = CO_TRY(co_await audit_.list(std::move(filter)));
  AuditPage page;
  if (std::ssize(entries) > asked.limit) {
    entries.pop_back();
    page.next_cursor = cursor_of(entries.back());
  }
  for (SealedEntry& entry : entries)
    page.entries.push_back(view_of(std::move(entry)));
  co_return page;
}

Async<Result<VerificationView>> AuditEndpoints::verify(http::RequestContext) {
  const std::vector<ChainReport> reports = CO_TRY(co_await audit_.verify());
  co_return view_of(reports);
}

Async<Result<http::Raw>> AuditEndpoints::export_lines(http::RequestContext, http::Query<AuditExportQuery> query) {
  AuditExportQuery& asked = query.value;
  CO_TRY(check_texts({asked.after_replica}));
  std::vector<SealedEntry> entries =
      CO_TRY(co_await audit_.follow(std::move(asked.after_replica), asked.after_number, asked.limit));
  http::Raw lines{.content_type = "application/x-ndjson", .body = {}};
  for (SealedEntry& entry : entries) {
    lines.body += json::to_text(json::encode(view_of(std::move(entry))));
    lines.body += '\n';
  }
  co_return lines;
}

}  // namespace swarm::audit
