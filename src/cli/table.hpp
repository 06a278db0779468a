#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "cli/console.hpp"

namespace swarm::cli {

enum class Align { left, right };

struct Column {
  std::string title;
  Align align = Align::left;
  bool flexible = false;  // may be cut when the terminal is narrow
};

struct Cell {
  Cell(std::string shown) : text(std::move(shown)) {}
  Cell(const char* shown) : text(shown) {}
  Cell(std::string shown, Style as) : text(std::move(shown)), style(as) {}
  std::string text;  // safe, one line
  Style style = Style::plain;
};

// Rows under titles, aligned. On a terminal the flexible columns give way, the widest first, until a row fits.
class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}
  // One cell for each column.
  void add(std::vector<Cell> cells);
  bool empty() const { return rows_.empty(); }
  void print(Console& console) const;

  // What print() prints; no width: nothing is cut.
  std::string text(const Console& console, std::optional<std::size_t> width) const;

 private:
  static constexpr std::size_t kGap = 2;           // columns between two cells
  static constexpr std::size_t kFlexibleMin = 10;  // a cut cell keeps so much
  std::vector<std::size_t> widths_within(std::optional<std::size_t> width) const;

  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace swarm::cli
