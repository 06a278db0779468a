#pragma once

#include "platform/storage/statement.hpp"

// Every statement of the slice. Times are the database's own.
namespace swarm::misses {

using storage::NamedStatement;

// In the order that miss_of_row() reads.
#define SWARM_MISS_COLUMNS                                                                                         \
  "m.id, m.project, m.head, m.prompt, m.shortcoming, m.model, m.model_answer, m.confidence, m.source, m.verdict, " \
  "m.right_answer, m.family, m.thinking, m.lesson_answer, m.content, m.task, m.times, m.created_at_ms, "           \
  "m.last_seen_at_ms"
#define SWARM_INSERT_MISS                                                                                             \
  "INSERT INTO misses (id, project, head, prompt_key, prompt, shortcoming, model, model_answer, confidence, source, " \
  "verdict, right_answer, family, thinking, lesson_answer, content, task, times, created_at_ms, last_seen_at_ms) "    \
  "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 1, swarm_now_ms(), "           \
  "swarm_now_ms()) ON CONFLICT (project, head, prompt_key) DO UPDATE SET shortcoming = excluded.shortcoming, "        \
  "model = excluded.model, model_answer = excluded.model_answer, confidence = excluded.confidence, "                  \
  "last_seen_at_ms = excluded.last_seen_at_ms, task = excluded.task, "
// What a person said stays when a model says something else later.
#define SWARM_UNLESS_CORRECTED(column) \
  column " = CASE WHEN misses.source = 'correction' THEN misses." column " ELSE excluded." column " END"
inline constexpr NamedStatement kRecord{
    "misses.record",
    SWARM_INSERT_MISS "times = misses.times + 1, " SWARM_UNLESS_CORRECTED("prompt") ", " SWARM_UNLESS_CORRECTED(
        "verdict") ", " SWARM_UNLESS_CORRECTED("right_answer") ", " SWARM_UNLESS_CORRECTED("family") ", "
        SWARM_UNLESS_CORRECTED("thinking") ", " SWARM_UNLESS_CORRECTED("lesson_answer") ", "
        SWARM_UNLESS_CORRECTED("content") ", " SWARM_UNLESS_CORRECTED("source")};
// The same correction again, or another of the same task, is not seen again.
inline constexpr NamedStatement kCorrect{
    "misses.correct", SWARM_INSERT_MISS
    "times = misses.times + CASE WHEN misses.task = excluded.task THEN 0 ELSE 1 END, prompt = excluded.prompt, "
    "verdict = excluded.verdict, right_answer = excluded.right_answer, family = excluded.family, "
    "thinking = excluded.thinking, lesson_answer = excluded.lesson_answer, content = excluded.content, "
    "source = excluded.source RETURNING id"};
#undef SWARM_UNLESS_CORRECTED
#undef SWARM_INSERT_MISS

inline constexpr NamedStatement kFind{
    "misses.find", "SELECT " SWARM_MISS_COLUMNS " FROM misses AS m WHERE m.project = $1 AND m.id = $2"};
inline constexpr NamedStatement kList{
    "misses.list", "SELECT " SWARM_MISS_COLUMNS
                   " FROM misses AS m WHERE m.project = $1 AND m.id < $2 AND ($3 = '' OR m.head = $3) AND "
                   "($4 = '' OR m.source = $4) ORDER BY m.id DESC LIMIT $5"};
// Of one head, those that were seen last first, behind the one that was seen at $3 and has the id $4.
inline constexpr NamedStatement kNewest{
    "misses.newest", "SELECT " SWARM_MISS_COLUMNS
                     " FROM misses AS m WHERE m.project = $1 AND m.head = $2 AND (m.last_seen_at_ms, m.id) < "
                     "(CAST($3 AS BIGINT), CAST($4 AS TEXT)) ORDER BY m.last_seen_at_ms DESC, m.id DESC LIMIT $5"};
inline constexpr NamedStatement kRemove{"misses.remove", "DELETE FROM misses WHERE project = $1 AND id = $2"};

inline constexpr NamedStatement kCount{"misses.count",
                                       "SELECT project, head, count(*) FROM misses GROUP BY project, head"};
inline constexpr NamedStatement kForgetOld{
    "misses.forget_old",
    "DELETE FROM misses WHERE id IN (SELECT id FROM misses WHERE last_seen_at_ms < swarm_now_ms() - $1 "
    "ORDER BY last_seen_at_ms LIMIT $2)"};
inline constexpr NamedStatement kForgetSurplus{
    "misses.forget_surplus",
    "DELETE FROM misses WHERE id IN (SELECT id FROM misses WHERE project = $1 AND head = $2 "
    "ORDER BY last_seen_at_ms, id LIMIT $3)"};

inline constexpr const NamedStatement* kStatements[] = {&kRecord, &kCorrect, &kFind,      &kList,         &kNewest,
                                                        &kRemove, &kCount,   &kForgetOld, &kForgetSurplus};

}  // namespace swarm::misses
