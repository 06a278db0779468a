#pragma once

#include <array>
#include <string_view>

#include "platform/storage/statement.hpp"

// The statements of this slice. One text serves both databases but for many rows at once.
namespace swarm::usage {

using storage::NamedStatement;

// A batch is stored once, however often it is tried: its number must follow the writer's last one.
inline constexpr NamedStatement kCountBatch{
    "usage.count_batch",
    "INSERT INTO usage_writers (writer, batch, stored_at_ms) VALUES ($1, $2, swarm_now_ms()) "
    "ON CONFLICT (writer) DO UPDATE SET batch = excluded.batch, stored_at_ms = excluded.stored_at_ms "
    "WHERE usage_writers.batch = excluded.batch - 1"};
inline constexpr NamedStatement kForgetWriters{
    "usage.forget_writers", "DELETE FROM usage_writers WHERE stored_at_ms < swarm_now_ms() - CAST($1 AS BIGINT)"};

// A batch on SQLite goes in pieces of so many rows, which halves what a row costs; what is left goes row by row. On
// PostgreSQL all rows of a unit are one statement anyway.
inline constexpr std::size_t kRowsOfPiece = 25;
inline constexpr std::size_t kRecordColumns = 17;

#define SWARM_USAGE_INSERT                                                                                      \
  "INSERT INTO usage_records (at_ms, project, key_id, provider, model, operation, head, lane, result, status, " \
  "input_tokens, output_tokens, is_estimated, cost_nanodollars, duration_us, first_frame_us, request_id) "

inline constexpr NamedStatement kInsertRecords{
    "usage.insert_many", "",
    SWARM_USAGE_INSERT
    "SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], "
    "$8::text[], $9::text[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[], "
    "$15::bigint[], $16::bigint[], $17::text[])"};
inline constexpr NamedStatement kInsertRecord{
    "usage.insert",
    SWARM_USAGE_INSERT "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
    kInsertRecords};

// A text that is put together while the program is compiled.
struct PieceText {
  std::array<char, 4'096> text{};
  std::size_t size = 0;
  constexpr void add(std::string_view more) {
    for (const char c : more)
      text[size++] = c;
  }
  constexpr void add_place(std::size_t number) {
    add("$");
    for (std::size_t unit = number >= 100 ? 100 : number >= 10 ? 10 : 1; unit > 0; unit /= 10)
      text[size++] = static_cast<char>('0' + number / unit % 10);
  }
};
static_assert(kRowsOfPiece * kRecordColumns < 1'000, "three digits are written");

// "… VALUES ($1, …, $17), ($18, …": the rows of a piece.
inline constexpr PieceText kPieceText = [] {
  PieceText piece;
  piece.add(SWARM_USAGE_INSERT "VALUES ");
  for (std::size_t number = 1; number <= kRowsOfPiece * kRecordColumns; ++number) {
    const bool begins_row = number % kRecordColumns == 1;
    piece.add(!begins_row ? ", " : number == 1 ? "(" : "), (");
    piece.add_place(number);
  }
  piece.add(")");
  return piece;
}();
inline constexpr NamedStatement kInsertPiece{"usage.insert_piece",
                                             std::string_view(kPieceText.text.data(), kPieceText.size), ""};

inline constexpr NamedStatement kAddToHour{
    "usage.add_to_hour",
    "INSERT INTO usage_hours (project, hour_ms, key_id, provider, model, operation, head, lane, result, calls, "
    "estimated_calls, input_tokens, output_tokens, cost_nanodollars, duration_us, first_frames, first_frame_us) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) "
    "ON CONFLICT (project, hour_ms, key_id, provider, model, operation, head, lane, result) DO UPDATE SET "
    "calls = usage_hours.calls + excluded.calls, "
    "estimated_calls = usage_hours.estimated_calls + excluded.estimated_calls, "
    "input_tokens = usage_hours.input_tokens + excluded.input_tokens, "
    "output_tokens = usage_hours.output_tokens + excluded.output_tokens, "
    "cost_nanodollars = usage_hours.cost_nanodollars + excluded.cost_nanodollars, "
    "duration_us = usage_hours.duration_us + excluded.duration_us, "
    "first_frames = usage_hours.first_frames + excluded.first_frames, "
    "first_frame_us = usage_hours.first_frame_us + excluded.first_frame_us"};

// $2..$3: from, before. $4..$8: filters, empty for all. $9: how long a bucket of time is, 0 for one of all. $10..$17:
// what the sums are told apart by. $18: at most so many.
#define SWARM_USAGE_SUMS(where_project)                                                                               \
  "SELECT CASE WHEN CAST($9 AS BIGINT) > 0 THEN u.hour_ms - u.hour_ms % CAST($9 AS BIGINT) ELSE 0 END AS bucket_ms, " \
  "CASE WHEN CAST($10 AS BIGINT) = 1 THEN u.project ELSE '' END AS project, "                                         \
  "CASE WHEN CAST($11 AS BIGINT) = 1 THEN u.key_id ELSE '' END AS key_id, "                                           \
  "CASE WHEN CAST($12 AS BIGINT) = 1 THEN u.provider ELSE '' END AS provider, "                                       \
  "CASE WHEN CAST($13 AS BIGINT) = 1 THEN u.model ELSE '' END AS model, "                                             \
  "CASE WHEN CAST($14 AS BIGINT) = 1 THEN u.operation ELSE '' END AS operation, "                                     \
  "CASE WHEN CAST($15 AS BIGINT) = 1 THEN u.head ELSE '' END AS head, "                                               \
  "CASE WHEN CAST($16 AS BIGINT) = 1 THEN u.lane ELSE '' END AS lane, "                                               \
  "CASE WHEN CAST($17 AS BIGINT) = 1 THEN u.result ELSE '' END AS result, "                                           \
  "CAST(SUM(u.calls) AS BIGINT), CAST(SUM(CASE WHEN u.result = 'answered' THEN u.calls ELSE 0 END) AS BIGINT), "      \
  "CAST(SUM(u.estimated_calls) AS BIGINT), CAST(SUM(u.input_tokens) AS BIGINT), CAST(SUM(u.output_tokens) AS "        \
  "BIGINT), "                                                                                                         \
  "CAST(SUM(u.cost_nanodollars) AS BIGINT), CAST(SUM(u.duration_us) AS BIGINT), "                                     \
  "CAST(SUM(u.first_frames) AS BIGINT), CAST(SUM(u.first_frame_us) AS BIGINT) "                                       \
  "FROM usage_hours AS u WHERE " where_project                                                                        \
  " AND u.hour_ms >= $2 AND u.hour_ms < $3 AND ($4 = '' OR u.key_id = $4) AND ($5 = '' OR u.provider = $5) "          \
  "AND ($6 = '' OR u.model = $6) AND ($7 = '' OR u.head = $7) AND ($8 = '' OR u.result = $8) "                        \
  "GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9 ORDER BY 1, 15 DESC, 10 DESC, 2, 3, 4, 5, 6, 7, 8, 9 LIMIT $18"

inline constexpr NamedStatement kSumsOfProject{"usage.sums_of_project", SWARM_USAGE_SUMS("u.project = $1")};
inline constexpr NamedStatement kSumsOfAll{"usage.sums_of_all", SWARM_USAGE_SUMS("$1 = ''")};

// $4..$5: from, before. $6..$10: filters. $11: at most so many.
#define SWARM_USAGE_RECORDS(where_position, order)                                                                \
  "SELECT r.sequence, r.at_ms, r.project, r.key_id, r.provider, r.model, r.operation, r.head, r.lane, r.result, " \
  "r.status, r.input_tokens, r.output_tokens, r.is_estimated, r.cost_nanodollars, r.duration_us, "                \
  "r.first_frame_us, r.request_id FROM usage_records AS r WHERE " where_position                                  \
  " AND r.at_ms >= $4 AND r.at_ms < $5 AND ($6 = '' OR r.key_id = $6) "                                           \
  "AND ($7 = '' OR r.provider = $7) AND ($8 = '' OR r.model = $8) AND ($9 = '' OR r.head = $9) "                  \
  "AND ($10 = '' OR r.result = $10) ORDER BY " order " LIMIT $11"

// Behind the position $2, $3.
inline constexpr NamedStatement kRecordsOfProject{
    "usage.records_of_project",
    SWARM_USAGE_RECORDS("r.project = $1 AND (r.at_ms, r.sequence) < ($2, $3)", "r.at_ms DESC, r.sequence DESC")};
// Sequences from $1, before $2 and $3: in the order in which they were stored, for an index by time alone would make
// every record dearer. Where a time is among them is found by kRecordFrom and kSequenceEnds.
inline constexpr NamedStatement kRecordsOfAll{
    "usage.records_of_all",
    SWARM_USAGE_RECORDS("r.sequence >= $1 AND r.sequence < $2 AND r.sequence < $3", "r.sequence DESC")};
inline constexpr NamedStatement kRecordFrom{
    "usage.record_from", "SELECT sequence, at_ms FROM usage_records WHERE sequence >= $1 ORDER BY sequence LIMIT 1"};
inline constexpr NamedStatement kSequenceEnds{
    "usage.sequence_ends",
    "SELECT (SELECT min(sequence) FROM usage_records), (SELECT max(sequence) FROM usage_records)"};

// In the order of the key: records of several servers are stored at most a moment out of the order of their times.
inline constexpr NamedStatement kLastToForget{
    "usage.last_to_forget",
    "SELECT max(sequence) FROM (SELECT sequence, at_ms FROM usage_records ORDER BY sequence LIMIT $1) AS oldest "
    "WHERE at_ms < swarm_now_ms() - $2 OR sequence <= (SELECT max(sequence) FROM usage_records) - $3"};
inline constexpr NamedStatement kForgetRecords{"usage.forget_records",
                                               "DELETE FROM usage_records WHERE sequence <= $1"};
inline constexpr NamedStatement kForgetHours{
    "usage.forget_hours",
    "DELETE FROM usage_hours WHERE (project, hour_ms, key_id, provider, model, operation, head, lane, result) IN "
    "(SELECT u.project, u.hour_ms, u.key_id, u.provider, u.model, u.operation, u.head, u.lane, u.result "
    "FROM usage_hours AS u WHERE u.hour_ms < swarm_now_ms() - CAST($1 AS BIGINT) ORDER BY u.hour_ms LIMIT $2)"};

inline constexpr const NamedStatement* kUsageStatements[] = {
    &kCountBatch,    &kForgetWriters, &kInsertRecord,     &kInsertPiece,  &kAddToHour,
    &kSumsOfProject, &kSumsOfAll,     &kRecordsOfProject, &kRecordsOfAll, &kRecordFrom,
    &kSequenceEnds,  &kLastToForget,  &kForgetRecords,    &kForgetHours};

}  // namespace swarm::usage
