#include "platform/http_server/response_head.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <iterator>

#include "platform/http_server/header_text.hpp"

namespace swarm::http {

std::string_view reason_phrase(int status) {
  constexpr std::pair<int, std::string_view> kPhrases[] = {{101, "Switching Protocols"},
                                                           {200, "OK"},
                                                           {201, "Created"},
                                                           {202, "Accepted"},
                                                           {204, "No Content"},
                                                           {206, "Partial Content"},
                                                           {304, "Not Modified"},
                                                           {400, "Bad Request"},
                                                           {401, "Unauthorized"},
                                                           {402, "Payment Required"},
                                                           {403, "Forbidden"},
                                                           {404, "Not Found"},
                                                           {405, "Method Not Allowed"},
                                                           {408, "Request Timeout"},
                                                           {409, "Conflict"},
                                                           {410, "Gone"},
                                                           {413, "Content Too Large"},
                                                           {414, "URI Too Long"},
                                                           {415, "Unsupported Media Type"},
                                                           {417, "Expectation Failed"},
                                                           {426, "Upgrade Required"},
                                                           {429, "Too Many Requests"},
                                                           {431, "Request Header Fields Too Large"},
                                                           {499, "Cancelled"},
                                                           {500, "Internal Server Error"},
                                                           {501, "Not Implemented"},
                                                           {503, "Service Unavailable"},
                                                           {504, "Gateway Timeout"},
                                                           {505, "HTTP Version Not Supported"},
                                                           {507, "Insufficient Storage"}};
  const auto* found = std::ranges::find(kPhrases, status, &std::pair<int, std::string_view>::first);
  return found == std::end(kPhrases) ? "Status" : found->second;
}

std::string_view DateText::at(Time now) {
  const auto moment = std::chrono::floor<std::chrono::seconds>(now);
  if (moment.time_since_epoch().count() == second_) return text_;
  second_ = moment.time_since_epoch().count();
  const auto day = std::chrono::floor<std::chrono::days>(moment);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(moment - day);
  constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  text_ =
      fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays[std::chrono::weekday(day).c_encoding()],
                  static_cast<unsigned>(date.day()), kMonths[static_cast<unsigned>(date.month()) - 1],
                  static_cast<int>(date.year()), time.hours().count(), time.minutes().count(), time.seconds().count());
  return text_;
}

namespace {

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  out += ": ";
  const std::size_t start = out.size();
  out += value;
  std::replace_if(
      out.begin() + static_cast<std::ptrdiff_t>(start), out.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  out += "\r\n";
}

bool says(const Response& response, std::string_view name) {
  return std::ranges::any_of(response.headers,
                             [&](const Header& header) { return equals_ignoring_case(header.first, name); });
}

void append_delimiting(std::string& out, const Response& response, const ResponseFacts& facts) {
  if (facts.delimited == Delimited::by_chunks) {
    append_field(out, "Transfer-Encoding", "chunked");
  } else if (facts.delimited == Delimited::by_length && response.status != 204 && response.status != 304) {
    fmt::format_to(std::back_inserter(out), "Content-Length: {}\r\n", response.body.size());
  }
  if (!facts.keep_alive && facts.delimited != Delimited::by_upgrade) append_field(out, "Connection", "close");
}

}  // namespace

void append_head(std::string& out, const Response& response, const ResponseFacts& facts) {
  fmt::format_to(std::back_inserter(out), "HTTP/1.1 {} {}\r\n", response.status, reason_phrase(response.status));
  append_field(out, "Date", facts.date);
  if (!response.content_type.empty()) append_field(out, "Content-Type", response.content_type);
  append_delimiting(out, response, facts);
  append_field(out, "X-Content-Type-Options", "nosniff");
  if (!says(response, "cache-control")) append_field(out, "Cache-Control", "no-store");
  append_field(out, "X-Request-Id", facts.request_id);
  if (!facts.traceparent.empty()) append_field(out, "traceparent", facts.traceparent);
  if (facts.rate != nullptr) {
    fmt::format_to(std::back_inserter(out), "RateLimit-Limit: {}\r\nRateLimit-Remaining: {}\r\nRateLimit-Reset: {}\r\n",
                   facts.rate->limit, facts.rate->remaining, facts.rate->reset_seconds);
  }
  for (const auto& [name, value] : response.headers)
    append_field(out, name, value);
  out += "\r\n";
}

}  // namespace swarm::http
