#pragma once

#include <string>
#include <vector>

namespace swarm::app {

// A maximum: its setting (whose default is read off the configuration) or, where there is none, its fixed value; what
// happens there; the series that counts it, and the test that reaches it.
struct Maximum {
  std::string what;
  std::string setting{};
  std::string fixed{};
  std::string behaviour{};
  std::string counter{};
  std::string test{};
};

struct MaximaOfPart {
  std::string part;
  std::vector<Maximum> maxima;
};

// Every maximum of the server, by part: of who comes in, of whom we ask, of how models answer, of their files, of what
// is done and kept, and of how the server learns.
std::vector<MaximaOfPart> limits_of_the_door();
std::vector<MaximaOfPart> limits_of_the_providers();
std::vector<MaximaOfPart> limits_of_the_answers();
std::vector<MaximaOfPart> limits_of_the_models();
std::vector<MaximaOfPart> limits_of_the_work();
std::vector<MaximaOfPart> limits_of_the_learning();
std::vector<MaximaOfPart> limits_table();

}  // namespace swarm::app
