#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace swarm::lessons {

// Something of which there is a number, and what happens to it. A story is a start, one or two events and a question,
// so that every verb is met in every place and only the verbs tell what is calculated. All fields but `hero` are lines;
// a line holds no capital at its begin and no mark at its end. "@" stands for the hero, who may be left out:
// "Tom has 5 pens and buys 3".
struct Scene {
  std::string_view hero;
  std::string_view start;        // {a}
  std::string_view groups;       // {a} times {b}; whole sentences
  std::string_view gain, loss;   // {x}
  std::string_view gain_groups;  // {x} times {y}
  std::string_view loss_groups;
  std::string_view ask;    // fits every end
  std::string_view total;  // fits where there are only gains
  std::string_view left;   // fits where the last event is a loss
};

std::span<const Scene> things_scenes();  // what people own, make and spend
std::span<const Scene> places_scenes();  // what is somewhere, comes and goes

// What a story is made of, before there are numbers and names.
struct StoryOutline {
  std::string plan;  // as in story_wordings.hpp
  const Scene* scene = nullptr;
  std::string start, question;
  std::vector<std::string> events;
  char last = '+';      // the sign of the last event
  bool rising = false;  // there are only gains
};

class Dice;
class Phrasing;

StoryOutline outlined(Dice& dice);
bool has_dollar_signs(const StoryOutline& outline);
std::string told(const StoryOutline& outline, Phrasing& phrasing, Dice& dice);

std::vector<std::string_view> wordings_of_scenes();  // all lines, for tests

}  // namespace swarm::lessons
