#pragma once

#include <optional>
#include <string>
#include <vector>

#include "swarm/heads/logic/language/token.hpp"

namespace swarm::logic {

// Values of which each place, or each person, has exactly one: persons, pets, colours, days.
struct Category {
  std::vector<std::string> words;  // stems of its nouns and verbs: "pet", "own"
  std::vector<int> items;
  bool persons = false;
  bool ordered = false;  // days, months, numbers: in the order of the calendar
};

struct Item {
  std::vector<std::string> words;  // lower case, without article
  std::string shown;
  std::size_t category = 0;
};

// A mention of an item: its index and where its words end.
struct Mention {
  int item = 0;
  std::size_t end = 0;
};

// The persons and things of an assignment puzzle, learnt from its introductory sentences.
class Roster {
 public:
  // Takes a sentence whose only content is lists of items and who they belong to; false when it says more.
  bool introduce(Span tokens);
  // A sentence that only says how many places there are: "five friends sit in a row". Their number.
  static std::optional<int> only_layout(Span tokens);
  // Persons that are only met in statements; where no introduction names them.
  void add_persons(const std::vector<Span>& names);
  // Whether every category has as many items as there are places.
  bool complete() const;

  std::optional<Mention> mention(Span tokens, std::size_t at) const;
  const std::vector<Item>& items() const { return items_; }
  const std::vector<Category>& categories() const { return categories_; }
  std::size_t size() const { return categories_.empty() ? 0 : categories_.front().items.size(); }
  std::optional<std::size_t> persons() const;
  // The category that a noun or verb belongs to.
  std::optional<std::size_t> category_of(const std::string& stem) const;
  bool knows_word(const std::string& stem) const;
  bool in_row() const { return row_; }
  bool round() const { return round_; }
  bool has_order() const { return row_ || round_; }
  void note_layout(Span tokens);

 private:
  struct List {
    std::size_t begin = 0, end = 0;
    std::vector<Span> items;
    std::string noun;  // shared by all: "a red, a green and a white dress"
  };
  std::optional<List> list_at(Span tokens, std::size_t at) const;
  void add_category(const List& list, std::vector<std::string> words);
  std::optional<std::size_t> plain_item(Span tokens, std::size_t at, int& found) const;

  std::vector<Item> items_;
  std::vector<Category> categories_;
  std::vector<std::string> words_;
  bool row_ = false, round_ = false;
};

}  // namespace swarm::logic
