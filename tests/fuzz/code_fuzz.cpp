// Any bytes to the reader of questions about programs: it ends, looks at few divisions, and what it takes for a program
// stands in the prompt. Nothing is run.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "swarm/heads/code/code_reader.hpp"
#include "swarm/heads/code/definiteness.hpp"
#include "swarm/heads/code/snippets.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kBytesMax = 8 * 1024;
  const std::string_view prompt(reinterpret_cast<const char*>(data), std::min(size, kBytesMax));
  const auto questions = swarm::code::read_questions(prompt);
  if (questions.size() > 2 * swarm::code::kSnippetsMax) std::abort();
  for (const auto& question : questions) {
    if (question.program.empty() || question.program.size() > prompt.size() + 2) std::abort();
    swarm::code::rests_on(question);
    swarm::code::needs_more_runs(question);
    swarm::code::defines(question, "x");
  }
  return 0;
}
