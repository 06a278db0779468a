#include "swarm/heads/logic/language/stem.hpp"

#include <algorithm>
#include <array>

namespace swarm::logic {

namespace {

struct Irregular {
  std::string_view form;
  std::string_view base;
};

constexpr std::array kIrregular{
    Irregular{"rang", "ring"},      Irregular{"rung", "ring"},     Irregular{"sang", "sing"},
    Irregular{"sung", "sing"},      Irregular{"swam", "swim"},     Irregular{"swum", "swim"},
    Irregular{"began", "begin"},    Irregular{"begun", "begin"},   Irregular{"drank", "drink"},
    Irregular{"drunk", "drink"},    Irregular{"ran", "run"},       Irregular{"came", "come"},
    Irregular{"became", "become"},  Irregular{"went", "go"},       Irregular{"gone", "go"},
    Irregular{"goes", "go"},        Irregular{"ate", "eat"},       Irregular{"eaten", "eat"},
    Irregular{"sat", "sit"},        Irregular{"slept", "sleep"},   Irregular{"kept", "keep"},
    Irregular{"wept", "weep"},      Irregular{"felt", "feel"},     Irregular{"fell", "fall"},
    Irregular{"fallen", "fall"},    Irregular{"left", "leave"},    Irregular{"lost", "lose"},
    Irregular{"won", "win"},        Irregular{"met", "meet"},      Irregular{"paid", "pay"},
    Irregular{"said", "say"},       Irregular{"told", "tell"},     Irregular{"sold", "sell"},
    Irregular{"bought", "buy"},     Irregular{"brought", "bring"}, Irregular{"thought", "think"},
    Irregular{"caught", "catch"},   Irregular{"taught", "teach"},  Irregular{"found", "find"},
    Irregular{"held", "hold"},      Irregular{"heard", "hear"},    Irregular{"made", "make"},
    Irregular{"took", "take"},      Irregular{"taken", "take"},    Irregular{"shook", "shake"},
    Irregular{"gave", "give"},      Irregular{"given", "give"},    Irregular{"got", "get"},
    Irregular{"gotten", "get"},     Irregular{"had", "have"},      Irregular{"has", "have"},
    Irregular{"knew", "know"},      Irregular{"known", "know"},    Irregular{"grew", "grow"},
    Irregular{"grown", "grow"},     Irregular{"flew", "fly"},      Irregular{"flown", "fly"},
    Irregular{"drew", "draw"},      Irregular{"drawn", "draw"},    Irregular{"blew", "blow"},
    Irregular{"blown", "blow"},     Irregular{"threw", "throw"},   Irregular{"thrown", "throw"},
    Irregular{"wrote", "write"},    Irregular{"written", "write"}, Irregular{"rode", "ride"},
    Irregular{"ridden", "ride"},    Irregular{"drove", "drive"},   Irregular{"driven", "drive"},
    Irregular{"rose", "rise"},      Irregular{"risen", "rise"},    Irregular{"spoke", "speak"},
    Irregular{"spoken", "speak"},   Irregular{"broke", "break"},   Irregular{"broken", "break"},
    Irregular{"stole", "steal"},    Irregular{"stolen", "steal"},  Irregular{"woke", "wake"},
    Irregular{"woken", "wake"},     Irregular{"wore", "wear"},     Irregular{"worn", "wear"},
    Irregular{"chose", "choose"},   Irregular{"chosen", "choose"}, Irregular{"froze", "freeze"},
    Irregular{"frozen", "freeze"},  Irregular{"stood", "stand"},   Irregular{"understood", "understand"},
    Irregular{"built", "build"},    Irregular{"sent", "send"},     Irregular{"spent", "spend"},
    Irregular{"lent", "lend"},      Irregular{"led", "lead"},      Irregular{"read", "read"},
    Irregular{"fed", "feed"},       Irregular{"bit", "bite"},      Irregular{"bitten", "bite"},
    Irregular{"hid", "hide"},       Irregular{"hidden", "hide"},   Irregular{"lit", "light"},
    Irregular{"shone", "shine"},    Irregular{"shot", "shoot"},    Irregular{"fought", "fight"},
    Irregular{"sought", "seek"},    Irregular{"lied", "lie"},      Irregular{"lying", "lie"},
    Irregular{"died", "die"},       Irregular{"dying", "die"},     Irregular{"tied", "tie"},
    Irregular{"dies", "die"},       Irregular{"lies", "lie"},      Irregular{"ties", "tie"},
    Irregular{"leapt", "leap"},     Irregular{"burnt", "burn"},    Irregular{"learnt", "learn"},
    Irregular{"men", "man"},        Irregular{"women", "woman"},   Irregular{"people", "person"},
    Irregular{"children", "child"}, Irregular{"mice", "mouse"},    Irregular{"geese", "goose"},
    Irregular{"feet", "foot"},      Irregular{"teeth", "tooth"},   Irregular{"wolves", "wolf"},
    Irregular{"knives", "knife"},   Irregular{"thieves", "thief"}, Irregular{"elves", "elf"},
    Irregular{"calves", "calf"},    Irregular{"shelves", "shelf"}, Irregular{"loaves", "loaf"},
    Irregular{"wives", "wife"},     Irregular{"fish", "fish"},     Irregular{"oxen", "ox"},
    Irregular{"does", "do"},        Irregular{"did", "do"},        Irregular{"done", "do"},
    Irregular{"saw", "see"},        Irregular{"seen", "see"},      Irregular{"beaten", "beat"},
    Irregular{"dug", "dig"},        Irregular{"hung", "hang"},     Irregular{"struck", "strike"},
    Irregular{"stuck", "stick"},    Irregular{"swung", "swing"},   Irregular{"tore", "tear"},
    Irregular{"torn", "tear"},      Irregular{"forgot", "forget"}, Irregular{"forgotten", "forget"},
    Irregular{"always", "always"},  Irregular{"news", "news"},     Irregular{"this", "this"},
    Irregular{"red", "red"},        Irregular{"bed", "bed"},       Irregular{"during", "during"},
};

bool has_vowel(std::string_view text) {
  return text.find_first_of("aeiouy") != std::string_view::npos;
}

void cut(std::string& text, std::size_t count) {
  text.resize(text.size() - count);
}

void cut_ending(std::string& text) {
  if (text.ends_with("ies") && text.size() > 4) {
    cut(text, 3);
    text += 'y';
  } else if (text.ends_with('s') && text.size() > 3 && !text.ends_with("ss") && !text.ends_with("us") &&
             !text.ends_with("is")) {
    cut(text, 1);
  }
  if (text.ends_with("ied") && text.size() > 4) {
    cut(text, 3);
    text += 'y';
  } else if (text.ends_with("ing") && text.size() > 5 && has_vowel(std::string_view(text).substr(0, text.size() - 3))) {
    cut(text, 3);
  } else if (text.ends_with("ed") && text.size() > 4 && has_vowel(std::string_view(text).substr(0, text.size() - 2)) &&
             !text.ends_with("eed")) {
    cut(text, 2);
  }
}

}  // namespace

std::string stem(std::string_view word) {
  const auto* const irregular = std::ranges::find(kIrregular, word, &Irregular::form);
  std::string text(irregular != kIrregular.end() ? irregular->base : word);
  if (irregular == kIrregular.end()) cut_ending(text);
  if (text.size() > 3 && text.ends_with('e')) cut(text, 1);
  const std::size_t n = text.size();
  if (n > 3 && text[n - 1] == text[n - 2] && !has_vowel(std::string_view(text).substr(n - 1))) cut(text, 1);
  if (text.size() > 3 && text.ends_with("sh")) return text;
  return text;
}

bool is_participle(std::string_view word) {
  constexpr std::array<std::string_view, 19> kNoVerbs{
      "men",  "women",  "people", "children", "mice", "geese",  "feet", "teeth", "fish", "oxen",
      "news", "always", "this",   "red",      "bed",  "during", "goes", "has",   "lying"};
  if (word == "been") return true;
  if (std::ranges::find(kNoVerbs, word) != kNoVerbs.end()) return false;
  if (word.size() > 4 && word.ends_with("ed")) return true;
  const auto* const irregular = std::ranges::find(kIrregular, word, &Irregular::form);
  return irregular != kIrregular.end() && !word.ends_with("ves") && !word.ends_with("es");
}

}  // namespace swarm::logic
