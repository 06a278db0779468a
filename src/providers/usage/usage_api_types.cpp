#include "providers/usage/usage_api_types.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace swarm::usage {

namespace {

double in_milliseconds(std::chrono::microseconds duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

double mean_ms(std::chrono::microseconds total, std::int64_t count) {
  return count == 0 ? 0 : in_milliseconds(total) / static_cast<double>(count);
}

bool read_number(std::string_view text, std::int64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

}  // namespace

TotalsView view_of(const UsageTotals& totals) {
  TotalsView view{.calls = totals.calls,
                  .answered = totals.answered,
                  .estimated = totals.estimated,
                  .input_tokens = totals.input_tokens,
                  .output_tokens = totals.output_tokens,
                  .cost_dollars = in_dollars(totals.cost),
                  .mean_duration_ms = mean_ms(totals.duration, totals.calls),
                  .mean_first_frame_ms = {}};
  if (totals.first_frames > 0) view.mean_first_frame_ms = mean_ms(totals.first_frame, totals.first_frames);
  return view;
}

SumView view_of(UsageSum sum, const std::vector<Dimension>& by) {
  SumView view;
  static_cast<TotalsView&>(view) = view_of(sum.totals);
  view.at = sum.at;
  const auto show = [&](Dimension dimension, std::optional<std::string>& shown, std::string& text) {
    if (std::ranges::find(by, dimension) != by.end()) shown = std::move(text);
  };
  show(Dimension::project, view.project, sum.project);
  show(Dimension::key, view.key, sum.key);
  show(Dimension::provider, view.provider, sum.provider);
  show(Dimension::model, view.model, sum.model);
  show(Dimension::operation, view.operation, sum.operation);
  show(Dimension::head, view.head, sum.head);
  show(Dimension::lane, view.lane, sum.lane);
  show(Dimension::result, view.result, sum.result);
  return view;
}

RecordView view_of(UsageRecord record) {
  RecordView view{.at = record.at,
                  .project = record.project.text(),
                  .key = std::move(record.key_id),
                  .provider = std::move(record.provider),
                  .model = std::move(record.model),
                  .operation = std::move(record.operation),
                  .head = std::move(record.head),
                  .lane = record.lane,
                  .result = record.result,
                  .status = record.status,
                  .input_tokens = record.input_tokens,
                  .output_tokens = record.output_tokens,
                  .estimated = record.is_estimated,
                  .cost_dollars = in_dollars(record.cost),
                  .duration_ms = in_milliseconds(record.duration),
                  .first_frame_ms = {},
                  .request_id = std::move(record.request_id)};
  if (record.first_frame) view.first_frame_ms = in_milliseconds(*record.first_frame);
  return view;
}

std::string cursor_of(const StoredRecord& record) {
  return fmt::format("{}.{}", to_milliseconds(record.record.at), record.sequence);
}

Result<RecordPosition> position_of(std::string_view cursor) {
  RecordPosition position;
  if (cursor.empty()) return position;
  const std::size_t point = cursor.find('.');
  if (point == std::string_view::npos || !read_number(cursor.substr(0, point), position.at_ms) ||
      !read_number(cursor.substr(point + 1), position.sequence)) {
    return fail(ErrorCode::invalid_input, "cursor: the next_cursor of an earlier page expected");
  }
  return position;
}

}  // namespace swarm::usage
