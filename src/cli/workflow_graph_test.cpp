#include "cli/workflow_graph.hpp"

#include <fmt/format.h>
#include <random>
#include <set>

#include <gmock/gmock.h>

#include "cli/safe_text.hpp"
#include "cli/workflow_view.hpp"

namespace swarm::cli {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

GraphStep step(std::string name, std::vector<std::size_t> depends_on = {}, StepLook look = StepLook::completed) {
  return {.name = std::move(name), .look = look, .depends_on = std::move(depends_on)};
}

std::string drawn(const std::vector<GraphStep>& steps, const GraphOptions& options = {}) {
  std::string text = "\n";
  for (const GraphLine& line : draw_graph(steps, options)) {
    text += line.rails + line.symbol + line.tail;
    if (!line.label.empty()) text += "  " + line.label;
    if (!line.note.empty()) text += "  " + line.note;
    text += "\n";
  }
  return text;
}

TEST(WorkflowGraph, DrawsARowAsARow) {
  EXPECT_EQ(drawn({step("a"), step("b", {0}), step("c", {1})}), R"(
✔  a
✔  b
✔  c
)");
}

TEST(WorkflowGraph, DrawsADiamond) {
  EXPECT_EQ(drawn({step("a"), step("b", {0}), step("c", {0}), step("d", {1, 2})}), R"(
✔  a
├─╮
✔ │  b
│ ✔  c
├─╯
✔  d
)");
}

TEST(WorkflowGraph, DrawsAFanAndItsEnd) {
  EXPECT_EQ(drawn({step("a"), step("b", {0}), step("c", {0}), step("d", {0}), step("e", {1, 2, 3})}), R"(
✔  a
├─┬─╮
✔ │ │  b
│ ✔ │  c
│ │ ✔  d
├─┴─╯
✔  e
)");
}

TEST(WorkflowGraph, DrawsWhatHasNothingToDoWithEachOther) {
  EXPECT_EQ(drawn({step("a"), step("b"), step("c", {0}), step("d", {1})}), R"(
✔  a
│ ✔  b
✔ │  c
  ✔  d
)");
}

TEST(WorkflowGraph, LeadsALineOverOthersAndIntoOneThatIsThere) {
  EXPECT_EQ(drawn({step("a"), step("b"), step("c", {0, 1}), step("d", {0, 2}), step("e", {1, 3})}), R"(
✔  a
├─╮
│ │ ✔  b
├─│─┤
✔ │ │  c
├─╯ │
✔   │  d
├───╯
✔  e
)");
}

TEST(WorkflowGraph, ShowsHowEachStepStands) {
  EXPECT_EQ(
      drawn({step("a", {}, StepLook::waiting), step("b", {0}, StepLook::queued), step("c", {1}, StepLook::running),
             step("d", {2}, StepLook::retrying), step("e", {3}, StepLook::failed), step("f", {4}, StepLook::abstained),
             step("g", {5}, StepLook::cancelled)}),
      R"(
◌  a
○  b
●  c
↻  d
✘  e
?  f
⊘  g
)");
}

// A start, a hundred equal branches of three steps each, and an end.
std::vector<GraphStep> branches() {
  std::vector<GraphStep> steps{step("start")};
  std::vector<std::size_t> last;
  for (std::size_t i = 0; i < 100; ++i) {
    const std::size_t first = steps.size();
    steps.push_back(step(fmt::format("get{}", i), {0}));
    steps.push_back(step(fmt::format("read{}", i), {first}));
    steps.push_back(step(fmt::format("sum{}", i), {first + 1}));
    last.push_back(first + 2);
  }
  steps.push_back(step("end", last));
  return steps;
}

TEST(WorkflowGraph, FoldsBranchesThatAreAlike) {
  EXPECT_EQ(drawn(branches()), R"(
✔  start
✔  get0 … get99 (×100)  ✔ 100
✔  read0 … read99 (×100)  ✔ 100
✔  sum0 … sum99 (×100)  ✔ 100
✔  end
)");
}

TEST(WorkflowGraph, NeverFoldsAFailureAway) {
  std::vector<GraphStep> steps = branches();
  steps[1 + 3 * 41 + 1].look = StepLook::failed;
  const std::string text = drawn(steps);
  EXPECT_THAT(text, HasSubstr("✘"));
  EXPECT_THAT(text, HasSubstr("  read41\n"));
  EXPECT_THAT(text, HasSubstr("(×99)"));
}

TEST(WorkflowGraph, FoldsTheInnerPartOfALongRow) {
  std::vector<GraphStep> steps{step("s0")};
  for (std::size_t i = 1; i < 1'000; ++i)
    steps.push_back(step(fmt::format("s{}", i), {i - 1}, i < 500 ? StepLook::completed : StepLook::waiting));
  EXPECT_EQ(drawn(steps), R"(
✔  s0
✔  s1
⋮  s2 … s997 (996 in a row)  ◌ 498  ✔ 498
◌  s998
◌  s999
)");
  GraphOptions everything;
  everything.fold_over = steps.size();
  EXPECT_THAT(draw_graph(steps, everything), SizeIs(1'000));
}

TEST(WorkflowGraph, NamesWhatAStepNeedsWhenLinesDoNotFit) {
  GraphOptions narrow;
  narrow.lanes_max = 2;
  EXPECT_EQ(drawn({step("a"), step("b", {0}), step("c", {0}), step("d", {0}), step("e", {1, 2, 3})}, narrow), R"(
✔  a
✔  b  ← a
✔  c  ← a
✔  d  ← a
✔  e  ← b, c, d
)");
}

TEST(WorkflowGraph, ACycleOfABrokenServerHangsNobody) {
  EXPECT_THAT(drawn({step("a", {1}), step("b", {0}), step("c")}), HasSubstr("c"));
  EXPECT_THAT(drawn({step("a", {7}), step("b")}), HasSubstr("b"));
}

// Graphs by chance: every step has its line, no line is wider than it may be, and there are as many ends of lines as
// beginnings.
TEST(WorkflowGraph, GivesEveryStepALineWithinTheWidth) {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    std::mt19937 chance(seed);
    std::vector<GraphStep> steps;
    for (std::size_t i = 0; i < 1 + chance() % 40; ++i) {
      std::set<std::size_t> needed;
      for (unsigned k = chance() % 4; k > 0 && i > 0; --k)
        needed.insert(chance() % i);
      steps.push_back(step(fmt::format("step{:02}", i), {needed.begin(), needed.end()}));
    }
    const std::vector<GraphLine> lines = draw_graph(steps, {});
    std::set<std::string> labels;
    for (const GraphLine& line : lines) {
      if (!line.label.empty()) labels.insert(line.label);
      EXPECT_LE(display_width(line.rails + line.symbol + line.tail), 25U);
    }
    EXPECT_EQ(labels.size(), steps.size());
  }
}

TEST(WorkflowView, CutsNotesToTheWidth) {
  std::vector<GraphStep> steps{step("a"), step("b", {0})};
  steps[1].note = std::string(200, 'x');
  const Console console({.write = [](std::string_view) {}}, {.write = [](std::string_view) {}}, 80);
  const std::string text = graph_text(console, draw_graph(steps, {}), 40);
  for (std::size_t begin = 0, end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1)
    EXPECT_LE(display_width(text.substr(begin, end - begin)), 40U);
}

}  // namespace
}  // namespace swarm::cli
