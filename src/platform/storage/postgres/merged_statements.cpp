#include "platform/storage/postgres/merged_statements.hpp"

#include <algorithm>
#include <map>

namespace swarm::storage {

namespace {

using Place = MergedStatement::Place;

const Statement& statement_at(std::span<const PostgresWrite> group, Place place) {
  return group[place.unit].unit.statements[place.statement];
}

// Arrays travel as text, which bytes do not.
bool can_be_merged(const Statement& statement) {
  return statement.what->many != nullptr && statement.expect.allows(1) &&
         std::ranges::none_of(statement.parameters,
                              [](const SqlValue& value) { return std::holds_alternative<Blob>(value); });
}

void add_quoted(std::string& text, std::string_view word) {
  text += '"';
  for (const char c : word) {
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  text += '"';
}

void add_element(std::string& text, const SqlValue& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value))
    text += fmt::format_int(*whole).c_str();
  else if (const auto* number = std::get_if<double>(&value))
    text += fmt::format("{}", *number);
  else if (const auto* words = std::get_if<std::string>(&value))
    add_quoted(text, *words);
  else
    text += "NULL";
}

// The form for many takes one array for each parameter.
Statement for_many(std::span<const PostgresWrite> group, const std::vector<Place>& places) {
  const Statement& first = statement_at(group, places.front());
  Statement many{first.what->many};
  for (std::size_t parameter = 0; parameter < first.parameters.size(); ++parameter) {
    std::string array = "{";
    for (const Place place : places) {
      if (array.size() > 1) array += ',';
      add_element(array, statement_at(group, place).parameters[parameter]);
    }
    many.parameters.emplace_back(std::move(array) + "}");
  }
  return many;
}

}  // namespace

std::vector<MergedStatement> merged(std::span<const PostgresWrite> group) {
  std::vector<MergedStatement> all;
  std::map<const NamedStatement*, std::size_t> where;
  for (std::size_t unit = 0; unit < group.size(); ++unit) {
    for (std::size_t i = 0; i < group[unit].unit.statements.size(); ++i) {
      const Statement& statement = group[unit].unit.statements[i];
      if (can_be_merged(statement)) {
        const auto [found, is_first] = where.emplace(statement.what, all.size());
        if (!is_first && all[found->second].places.size() == kMergedMax) found->second = all.size();
        if (found->second == all.size()) all.push_back({{statement.what}, {}});
        all[found->second].places.push_back({unit, i});
      } else {
        all.push_back({{statement.what}, {{unit, i}}});
      }
    }
  }
  for (MergedStatement& each : all)
    each.statement = each.places.size() > 1 ? for_many(group, each.places) : statement_at(group, each.places.front());
  return all;
}

bool is_worth_merging(std::span<const PostgresWrite> group) {
  std::vector<const NamedStatement*> seen;
  for (const PostgresWrite& request : group) {
    for (const Statement& statement : request.unit.statements) {
      if (!can_be_merged(statement)) continue;
      if (std::ranges::find(seen, statement.what) != seen.end()) return true;
      seen.push_back(statement.what);
    }
  }
  return false;
}

bool distribute(const MergedStatement& merged, Answer answer, std::span<const PostgresWrite> group,
                std::vector<WriteOutcome>& outcomes) {
  if (merged.places.size() == 1) {
    const Place place = merged.places.front();
    outcomes[place.unit].rows[place.statement] = std::move(answer.rows);
    outcomes[place.unit].changed[place.statement] = answer.changed;
    return statement_at(group, place).expect.allows(answer.changed);
  }
  const std::size_t count = merged.places.size();
  if (answer.changed != static_cast<std::int64_t>(count)) return false;
  if (!answer.rows.empty() && answer.rows.size() != count) return false;
  for (std::size_t i = 0; i < count; ++i) {
    const Place place = merged.places[i];
    outcomes[place.unit].changed[place.statement] = 1;
    if (!answer.rows.empty()) outcomes[place.unit].rows[place.statement].push_back(std::move(answer.rows[i]));
  }
  return true;
}

}  // namespace swarm::storage
