#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "providers/usage/usage_query.hpp"

// What goes over the wire about usage.
namespace swarm::usage {

// Which calls, for sums and for records.
struct CallsAsked {
  std::optional<Time> from;
  std::optional<Time> to;
  std::string key;
  std::string provider;
  std::string model;
  std::string head;
  std::optional<CallResult> result;
  bool all_projects = false;
  static constexpr auto fields = std::make_tuple(
      json::field("from", &CallsAsked::from, "From this time on; sums begin with its hour. Default: seven days ago."),
      json::field("to", &CallsAsked::to, "Before this time; sums end with its hour. Default: now."),
      json::field("key", &CallsAsked::key, "Only calls of this key, by its id.", json::length{0, 128}),
      json::field("provider", &CallsAsked::provider, "Only calls to this provider.", json::length{0, 128}),
      json::field("model", &CallsAsked::model, "Only calls to this model.", json::length{0, 512}),
      json::field("head", &CallsAsked::head, "Only calls of tasks of this head.", json::length{0, 128}),
      json::field("result", &CallsAsked::result, "Only calls that ended so."),
      json::field("all_projects", &CallsAsked::all_projects, "Of all projects, not only the caller's; for admins."));
};

struct UsageAsked : CallsAsked {
  std::vector<Dimension> by;
  std::int64_t limit = 1'000;
  static constexpr auto schema = std::apply(
      [](const auto&... of_calls) {
        return json::object(
            "UsageQuery", of_calls...,
            json::field("by", &UsageAsked::by,
                        "What the sums are told apart by, separated by commas; days are those of UTC.",
                        json::items{0, 10}),
            json::field("limit", &UsageAsked::limit, "At most so many sums.", json::between{1, kSumsMax}));
      },
      CallsAsked::fields);
};

struct RecordsAsked : CallsAsked {
  std::string cursor;
  std::int64_t limit = 100;
  static constexpr auto schema = std::apply(
      [](const auto&... of_calls) {
        return json::object(
            "UsageRecordsQuery", of_calls...,
            json::field("cursor", &RecordsAsked::cursor, "next_cursor of the page before.", json::length{0, 64}),
            json::field("limit", &RecordsAsked::limit, "Records per page.", json::between{1, kRecordsPageMax}));
      },
      CallsAsked::fields);
};

struct TotalsView {
  std::int64_t calls = 0;
  std::int64_t answered = 0;
  std::int64_t estimated = 0;
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;
  double cost_dollars = 0;
  double mean_duration_ms = 0;
  std::optional<double> mean_first_frame_ms;
  static constexpr auto fields = std::make_tuple(
      json::field("calls", &TotalsView::calls, "Calls to providers, successful or not."),
      json::field("answered", &TotalsView::answered, "Of these: answered to their end."),
      json::field("estimated", &TotalsView::estimated,
                  "Of these: the provider told no figures, so their tokens are unknown and their cost is the worst "
                  "case."),
      json::field("input_tokens", &TotalsView::input_tokens, "That were read."),
      json::field("output_tokens", &TotalsView::output_tokens, "That were written."),
      json::field("cost_dollars", &TotalsView::cost_dollars, "By the configured prices."),
      json::field("mean_duration_ms", &TotalsView::mean_duration_ms, "Of a call, to its end."),
      json::field("mean_first_frame_ms", &TotalsView::mean_first_frame_ms,
                  "Of streams, until their first frame; null: there were none."));
  static constexpr auto schema =
      std::apply([](const auto&... of_totals) { return json::object("UsageTotals", of_totals...); }, fields);
};

inline constexpr char kOfAll[] = "null: of all.";

struct SumView : TotalsView {
  std::optional<Time> at;
  std::optional<std::string> project;
  std::optional<std::string> key;
  std::optional<std::string> provider;
  std::optional<std::string> model;
  std::optional<std::string> operation;
  std::optional<std::string> head;
  std::optional<std::string> lane;
  std::optional<std::string> result;
  static constexpr auto schema = std::apply(
      [](const auto&... of_totals) {
        return json::object(
            "UsageSum", json::field("at", &SumView::at, "When the hour or the day begins; null: of all."),
            json::field("project", &SumView::project, kOfAll), json::field("key", &SumView::key, kOfAll),
            json::field("provider", &SumView::provider, kOfAll), json::field("model", &SumView::model, kOfAll),
            json::field("operation", &SumView::operation, kOfAll),
            json::field("head", &SumView::head, "Empty: of no task; null: of all."),
            json::field("lane", &SumView::lane, kOfAll), json::field("result", &SumView::result, kOfAll), of_totals...);
      },
      TotalsView::fields);
};

struct UsageView {
  Time from;
  Time to;
  TotalsView total;
  std::vector<SumView> sums;
  bool truncated = false;
  static constexpr auto schema =
      json::object("Usage", json::field("from", &UsageView::from, "From this time on: a whole hour."),
                   json::field("to", &UsageView::to, "Before this time: a whole hour."),
                   json::field("total", &UsageView::total, "Of all calls that were asked about."),
                   json::field("sums", &UsageView::sums, "By time, then the dearest first; empty without `by`."),
                   json::field("truncated", &UsageView::truncated, "Whether there are more sums than `limit`."));
};

struct RecordView {
  Time at;
  std::string project;
  std::string key;
  std::string provider;
  std::string model;
  std::string operation;
  std::string head;
  Lane lane = Lane::plain;
  CallResult result = CallResult::answered;
  int status = 0;
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;
  bool estimated = false;
  double cost_dollars = 0;
  double duration_ms = 0;
  std::optional<double> first_frame_ms;
  std::string request_id;
  static constexpr auto schema = json::object(
      "UsageRecord", json::field("at", &RecordView::at, "When the call ended."),
      json::field("project", &RecordView::project, "Whose."), json::field("key", &RecordView::key, "The key's id."),
      json::field("provider", &RecordView::provider, "Who was asked."),
      json::field("model", &RecordView::model, "Which of its models."),
      json::field("operation", &RecordView::operation, "chat, embeddings, …"),
      json::field("head", &RecordView::head, "Of the task; empty: of none."),
      json::field("lane", &RecordView::lane, "plain: as the client said it; swarm: for a task."),
      json::field("result", &RecordView::result, "How it ended."),
      json::field("status", &RecordView::status, "The provider's; 0: there was none."),
      json::field("input_tokens", &RecordView::input_tokens, "That were read."),
      json::field("output_tokens", &RecordView::output_tokens, "That were written."),
      json::field("estimated", &RecordView::estimated,
                  "The provider told no figures: tokens are unknown, the cost is the worst case."),
      json::field("cost_dollars", &RecordView::cost_dollars, "By the configured prices."),
      json::field("duration_ms", &RecordView::duration_ms, "To its end."),
      json::field("first_frame_ms", &RecordView::first_frame_ms, "Of a stream; null: there was none."),
      json::field("request_id", &RecordView::request_id, "The X-Request-Id of the client's request."));
};

struct RecordPage {
  std::vector<RecordView> records;
  std::optional<std::string> next_cursor;
  static constexpr auto schema =
      json::object("UsageRecordPage", json::field("records", &RecordPage::records, "The youngest first."),
                   json::field("next_cursor", &RecordPage::next_cursor, "For the next page; null: this is the last."));
};

SumView view_of(UsageSum sum, const std::vector<Dimension>& by);
TotalsView view_of(const UsageTotals& totals);
RecordView view_of(UsageRecord record);

// "TIME.SEQUENCE" of a record; `invalid_input` for any other text, the position before all for an empty one.
std::string cursor_of(const StoredRecord& record);
Result<RecordPosition> position_of(std::string_view cursor);

}  // namespace swarm::usage
