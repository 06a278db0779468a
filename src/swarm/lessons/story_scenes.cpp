// A story out of a scene: what there is, what happens, and what is asked.
#include "swarm/lessons/story_scenes.hpp"

#include <array>
#include <fmt/format.h>

#include "swarm/lessons/dice.hpp"
#include "swarm/lessons/wording.hpp"

namespace swarm::lessons {

namespace {

std::vector<const Scene*> all_scenes() {
  std::vector<const Scene*> all;
  for (const auto scenes : {things_scenes(), places_scenes()}) {
    for (const Scene& scene : scenes)
      all.push_back(&scene);
  }
  return all;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

std::string some_line(std::string_view table, Dice& dice) {
  return std::string(dice.pick(lines_of(table)));
}

// {x} and {y} of an event become the numbers that the plan has for it.
std::string event_with(std::string line, std::string_view x, std::string_view y) {
  return replaced(replaced(std::move(line), "{x}", x), "{y}", y);
}

std::string_view events_of(const Scene& scene, char sign) {
  return sign == '+' ? scene.gain : scene.loss;
}

char some_sign(const Scene& scene, Dice& dice) {
  if (scene.gain.empty() || scene.loss.empty()) return scene.gain.empty() ? '-' : '+';
  return dice.chance(50) ? '+' : '-';
}

void add_event(StoryOutline& outline, char sign, std::string_view number, Dice& dice) {
  std::string line = event_with(some_line(events_of(*outline.scene, sign), dice), number, "");
  // A second one gives and takes too, and is mostly somebody else.
  if (!outline.events.empty() && dice.chance(60)) line = replaced(std::move(line), "{other}", "{third}");
  outline.events.push_back(std::move(line));
}

void outline_events(StoryOutline& outline, Dice& dice) {
  const Scene& scene = *outline.scene;
  outline.start = some_line(scene.start, dice);
  const char first = some_sign(scene, dice);
  outline.plan = fmt::format("a{}b", first);
  outline.last = first;
  outline.rising = first == '+';
  add_event(outline, first, "{b}", dice);
  if (dice.chance(45)) return;
  const char second = some_sign(scene, dice);
  outline.plan += fmt::format(";#{}c", second);
  outline.last = second;
  outline.rising = outline.rising && second == '+';
  const std::string again = replaced(outline.events.front(), "{b}", "{c}");
  constexpr int kTries = 4;  // another line than the first one, where the scene has another
  add_event(outline, second, "{c}", dice);
  for (int i = 0; i < kTries && outline.events.back() == again; ++i) {
    outline.events.resize(1);
    add_event(outline, second, "{c}", dice);
  }
}

void outline_groups(StoryOutline& outline, Dice& dice) {
  outline.start = some_line(outline.scene->groups, dice);
  outline.plan = "a*b";
  outline.rising = true;
  if (dice.chance(35)) return;
  outline.last = some_sign(*outline.scene, dice);
  outline.rising = outline.last == '+';
  outline.plan += fmt::format(";#{}c", outline.last);
  add_event(outline, outline.last, "{c}", dice);
}

void outline_group_event(StoryOutline& outline, char sign, Dice& dice) {
  const Scene& scene = *outline.scene;
  outline.start = some_line(scene.start, dice);
  outline.plan = fmt::format("b*c;a{}#", sign);
  outline.last = sign;
  outline.rising = sign == '+';
  outline.events.push_back(
      event_with(some_line(sign == '+' ? scene.gain_groups : scene.loss_groups, dice), "{b}", "{c}"));
}

std::string question_for(const StoryOutline& outline, Dice& dice) {
  const Scene& scene = *outline.scene;
  const bool only_groups = outline.events.empty();  // of which nothing is "left"
  if (outline.rising && !scene.total.empty() && (only_groups || dice.chance(40))) return some_line(scene.total, dice);
  if (outline.last == '-' && !scene.left.empty() && dice.chance(65)) return some_line(scene.left, dice);
  return some_line(scene.ask, dice);
}

std::string capital(std::string text) {
  if (text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

// A part of a story in words: with its own subject, or one that can be left out.
struct Told {
  std::string text;
  bool owned = false;  // by the hero
};

class Teller {
 public:
  Teller(const StoryOutline& outline, Phrasing& phrasing, Dice& dice)
      : outline_(outline), phrasing_(phrasing), dice_(dice) {
    start_ = told(outline.start);
    for (const std::string& event : outline.events)
      events_.push_back(told(event));
  }

  std::string tell() {
    const bool first = dice_.chance(7);
    const std::string facts = first ? plain() : events_.empty() ? start_.text + ". " : joined();
    std::string question = phrasing_.fill(first ? named(outline_.question) : outline_.question);
    const bool asks = question.starts_with("how") || question.starts_with("what");
    const std::string_view mark =
        question.starts_with("find") || question.starts_with("work") || question.starts_with("tell") ? "." : "?";
    if (first) return fmt::format("{}{} {}", capital(question), mark, facts);
    const bool hasty = asks && !events_.empty() && dice_.chance(14);
    if (!hasty) return capital(facts) + capital(question + std::string(mark));
    const std::string run = without_end(facts);
    return dice_.chance(50) && run.find(". ") == std::string::npos ? fmt::format("If {}, {}?", run, question)
                                                                   : fmt::format("{}, {}?", capital(run), question);
  }

 private:
  Told told(std::string_view line) {
    const bool owned = line.starts_with('@');
    return {phrasing_.fill(owned ? line.substr(1) : line), owned};
  }

  // Before the facts nobody knows who "he" is.
  static std::string named(const std::string& question) {
    return replaced(replaced(question, "{his}", "{name}'s"), "{he}", "{name}");
  }

  static std::string without_end(const std::string& facts) { return facts.substr(0, facts.size() - 2); }

  std::string sentence(const Told& event) {
    return event.owned ? phrasing_.fill(outline_.scene->hero) + " " + event.text : event.text;
  }

  // What stands before an event that happens after another one; nothing where all happens at once.
  std::string opening() {
    constexpr auto kOpenings = std::to_array<std::string_view>(
        {"then ", "later ", "later, ", "after that, ", "a little later ", "the next day, ", "afterwards, ", "next, "});
    if (outline_.scene->gain.empty() || dice_.chance(50)) return "";
    return std::string(dice_.pick(kOpenings));
  }

  std::string plain() {
    std::string text = capital(start_.text) + ".";
    for (const Told& event : events_)
      text += " " + capital(sentence(event)) + ".";
    return text;
  }

  std::string joined() { return events_.size() == 1 ? joined_one() : joined_two(); }

  std::string joined_one() {
    const Told& event = events_.front();
    const std::string_view link = outline_.last == '-' && dice_.chance(25) ? ", but " : " and ";
    if (start_.text.find(". ") == std::string::npos && dice_.chance(45))
      return start_.text + std::string(link) + (start_.owned && event.owned ? event.text : sentence(event)) + ". ";
    return start_.text + ". " + capital(opening() + sentence(event)) + ". ";
  }

  std::string joined_two() {
    const Told &one = events_[0], &two = events_[1];
    const std::string again = one.owned && two.owned ? two.text : sentence(two);
    const bool own = start_.owned && one.owned && two.owned;
    switch (dice_.below(own ? 7 : 6)) {
      case 0:
        return fmt::format("{}. {} and {}{}. ", start_.text, capital(sentence(one)), dice_.chance(40) ? "then " : "",
                           again);
      case 1:
        return fmt::format("{}. {}, then {}. ", start_.text, capital(sentence(one)), sentence(two));
      case 2:
        return on_two_days();
      case 3:
        return fmt::format("{} and {}. {}. ", start_.text, start_.owned && one.owned ? one.text : sentence(one),
                           capital(opening() + sentence(two)));
      case 6:
        return fmt::format("{}, {} and {}{}. ", start_.text, one.text, dice_.chance(30) ? "then " : "", two.text);
      default:
        return fmt::format("{}. {}. {}. ", start_.text, capital(opening() + sentence(one)),
                           capital(opening() + sentence(two)));
    }
  }

  std::string on_two_days() {
    constexpr auto kTimes =
        std::to_array<std::pair<std::string_view, std::string_view>>({{"on {day1} ", "on {day2} "},
                                                                      {"in the morning ", "in the afternoon "},
                                                                      {"first ", "then "},
                                                                      {"first, ", "after that, "},
                                                                      {"before lunch ", "after lunch "},
                                                                      {"in the first hour ", "in the second hour "}});
    const auto& [before, after] = dice_.pick(kTimes);
    const std::string one = phrasing_.fill(before) + " " + sentence(events_[0]),
                      two = phrasing_.fill(after) + " " + sentence(events_[1]);
    return dice_.chance(50) ? fmt::format("{}. {}. {}. ", start_.text, capital(one), capital(two))
                            : fmt::format("{}. {} and {}. ", start_.text, capital(one), two);
  }

  const StoryOutline& outline_;
  Phrasing& phrasing_;
  Dice& dice_;
  Told start_;
  std::vector<Told> events_;
};

}  // namespace

StoryOutline outlined(Dice& dice) {
  static const std::vector<const Scene*> scenes = all_scenes();
  StoryOutline outline;
  outline.scene = dice.pick(scenes);
  const Scene& scene = *outline.scene;
  const std::int64_t roll = dice.between(1, 100);
  if (roll <= 16 && !scene.groups.empty())
    outline_groups(outline, dice);
  else if (roll > 92 && !scene.gain_groups.empty())
    outline_group_event(outline, '+', dice);
  else if (roll > 84 && !scene.loss_groups.empty())
    outline_group_event(outline, '-', dice);
  else
    outline_events(outline, dice);
  outline.question = question_for(outline, dice);
  return outline;
}

bool has_dollar_signs(const StoryOutline& outline) {
  for (const std::string& event : outline.events) {
    if (event.contains('$')) return true;
  }
  return outline.start.contains('$');
}

std::string told(const StoryOutline& outline, Phrasing& phrasing, Dice& dice) {
  return Teller(outline, phrasing, dice).tell();
}

std::vector<std::string_view> wordings_of_scenes() {
  std::vector<std::string_view> all;
  for (const Scene* scene : all_scenes()) {
    for (const std::string_view table : {scene->start, scene->groups, scene->gain, scene->loss, scene->gain_groups,
                                         scene->loss_groups, scene->ask, scene->total, scene->left}) {
      for (const std::string_view line : lines_of(table))
        all.push_back(line);
    }
  }
  return all;
}

}  // namespace swarm::lessons
