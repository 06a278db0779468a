#include "cli/table.hpp"

#include <algorithm>
#include <numeric>

#include "base/invariant.hpp"
#include "cli/safe_text.hpp"

namespace swarm::cli {

namespace {

std::string padded(const Console& console, const Cell& cell, const Column& column, std::size_t width, bool is_last) {
  const std::string cut = cut_to_width(cell.text, width);
  const std::string blanks(width - std::min(width, display_width(cut)), ' ');
  const std::string dressed = console.styled(cut, cell.style);
  if (column.align == Align::right) return blanks + dressed;
  return is_last ? dressed : dressed + blanks;
}

}  // namespace

void Table::add(std::vector<Cell> cells) {
  SWARM_INVARIANT(cells.size() == columns_.size(), "a row has one cell for each column");
  rows_.push_back(std::move(cells));
}

std::vector<std::size_t> Table::widths_within(std::optional<std::size_t> width) const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    widths.push_back(display_width(columns_[i].title));
    for (const std::vector<Cell>& row : rows_)
      widths[i] = std::max(widths[i], display_width(row[i].text));
  }
  if (!width) return widths;
  const std::size_t available = *width - std::min(*width, kGap * (columns_.size() - 1));
  std::size_t needed = std::accumulate(widths.begin(), widths.end(), std::size_t{0});
  while (needed > available) {
    std::optional<std::size_t> widest;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (columns_[i].flexible && widths[i] > kFlexibleMin && (!widest || widths[i] > widths[*widest])) widest = i;
    }
    if (!widest) break;  // what is left must stay readable: better too wide
    --widths[*widest];
    --needed;
  }
  return widths;
}

std::string Table::text(const Console& console, std::optional<std::size_t> width) const {
  const std::vector<std::size_t> widths = widths_within(width);
  const std::size_t last = columns_.size() - 1;
  std::string text;
  const auto add_line = [&](const auto& cell_at) {
    std::string line;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      line += padded(console, cell_at(i), columns_[i], widths[i], i == last);
      if (i != last) line.append(kGap, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  };
  add_line([&](std::size_t i) { return Cell(columns_[i].title, Style::faint); });
  for (const std::vector<Cell>& row : rows_)
    add_line([&](std::size_t i) { return row[i]; });
  return text;
}

void Table::print(Console& console) const {
  console.print(text(console, console.out_width()));
}

}  // namespace swarm::cli
