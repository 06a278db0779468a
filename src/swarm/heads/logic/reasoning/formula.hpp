#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace swarm::logic {

enum class Operator { constant, atom, compare, negation, all_of, any_of, implies, equivalent, count };
enum class Relation { less, equal };

// What may be true or false of the unknowns of one prompt. A plain tree.
struct Formula {
  Operator op = Operator::constant;
  bool truth = true;                     // constant
  int atom = 0;                          // atom: index into Universe::atoms
  Relation relation = Relation::equal;   // compare: left `relation` right + offset
  int left = 0, right = -1, offset = 0;  // indexes into Universe::numbers; right -1: offset alone
  int least = 0, most = 0;               // count: of the parts, so many hold
  std::vector<Formula> parts;
};

Formula constant(bool truth);
Formula atom(int index);
Formula negation(Formula part);
Formula all_of(std::vector<Formula> parts);
Formula any_of(std::vector<Formula> parts);
Formula implies(Formula if_part, Formula then_part);
Formula equivalent(Formula left, Formula right);
Formula count(int least, int most, std::vector<Formula> parts);
Formula is_value(int number, int value);
Formula same(int left, int right, int offset = 0);   // left = right + offset
Formula below(int left, int right, int offset = 0);  // left < right + offset
Formula beside(int left, int right);                 // they differ by one

// The unknowns of one prompt, with the words for them.
struct Universe {
  struct Number {
    std::string name;
    int size = 1;                     // values 1 to size
    std::vector<std::string> values;  // words for them, or none
  };
  std::vector<std::string> atoms;
  std::vector<Number> numbers;

  int add_atom(std::string name);
  int add_number(std::string name, int size);
};

// A value for every unknown.
struct Model {
  std::vector<bool> atoms;
  std::vector<int> numbers;
};

// Directly by the meaning of each operator, without the encoding that the solver gets.
bool holds(const Formula& formula, const Model& model);

// In symbols, with every unknown by its name.
std::string shown(const Formula& formula, const Universe& universe);
std::string shown(const Model& model, const Universe& universe);

// Of the atoms and numbers that occur.
void collect(const Formula& formula, std::vector<bool>& atoms, std::vector<bool>& numbers);

}  // namespace swarm::logic
