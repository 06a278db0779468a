// Trains the router from suites/routing/families.jsonl and writes its weights; `make train-router` runs it.
//
//   train_router SUITES WEIGHTS [--errors] [--seed N]
//
// Families of part 0 are never trained on, and neither are written.jsonl and blind.jsonl, which are only measured. The
// other families are cross-validated, part by part: that gives the temperature and an estimate that uses all of them.

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <fstream>
#include <map>
#include <vector>

#include "swarm/routing/router_training/classifier_trainer.hpp"
#include "swarm/routing/router_training/router_report.hpp"

namespace swarm::router_training {
namespace {

using Prompts = std::vector<const LabelledPrompt*>;

struct Options {
  std::filesystem::path suites;
  std::filesystem::path weights;
  bool errors = false;
  TrainingConfig training;
};

void say(const std::string& text) {
  std::fputs(text.c_str(), stderr);
}

Prompts of_parts(const LabelledPrompts& all, auto wanted) {
  Prompts chosen;
  for (const LabelledPrompt& prompt : all.prompts) {
    if (wanted(part_of(prompt.family))) chosen.push_back(&prompt);
  }
  return chosen;
}

std::vector<Routed> routed_by(const routing::RouterModel& model, const Prompts& prompts) {
  std::vector<Routed> routed;
  for (const LabelledPrompt* prompt : prompts)
    routed.push_back(route_by(model, *prompt));
  return routed;
}

void tell(const std::string& name, const std::vector<Routed>& routed, bool errors) {
  const RouterReport report = report_of(routed);
  say(text_of(name, report));
  if (!errors) return;
  std::map<std::string, std::pair<std::size_t, std::size_t>> families;
  for (const Routed& one : routed)
    ++families[one.prompt->family].second;
  for (const Routed& one : report.wrong)
    ++families[one.prompt->family].first;
  for (const Routed& one : report.wrong) {
    const auto& [wrong, count] = families[one.prompt->family];
    say(fmt::format("    {} ({:.2f}) for {}, {} ({} of {}): {}\n", json::name_of(one.chosen), one.chance,
                    json::name_of(one.prompt->head), one.prompt->family, wrong, count, one.prompt->prompt));
  }
}

// By how much the chances must be flattened, from prompts of families that the model in question had not seen.
double cross_validate(const LabelledPrompts& all, const Options& options) {
  std::vector<Routed> everyone;
  std::vector<double> factors;
  for (unsigned part = 1; part < kParts; ++part) {
    const Prompts unseen = of_parts(all, [&](unsigned p) { return p == part; });
    const Prompts seen = of_parts(all, [&](unsigned p) { return p != part && p != 0; });
    if (unseen.empty() || seen.empty()) continue;
    const TrainedRouter router = train(examples_of(seen), options.training);
    const double unit = best_unit(router.model(), examples_of(unseen));
    factors.push_back(unit / router.unit);
    routing::RouterModel model = router.model();
    model.unit = unit;
    std::ranges::copy(routed_by(model, unseen), std::back_inserter(everyone));
  }
  tell("cross-validation by family", everyone, options.errors);
  std::ranges::sort(factors);
  return factors.empty() ? 1 : factors[factors.size() / 2];
}

bool write_weights(const Options& options, const TrainedRouter& router, const std::string& sha256) {
  constexpr std::size_t kLine = 512;
  std::ofstream out(options.weights, std::ios::binary);
  out << "// Made by 'make train-router' from suites/routing/families.jsonl; do not edit.\n"
      << "constexpr std::string_view kDataSha256 = \"" << sha256 << "\";\n"
      << "constexpr std::uint64_t kSeed = " << options.training.seed << ";\n"
      << fmt::format("constexpr double kUnit = {:.6f};\n", router.unit) << "constexpr char kCells[] =\n";
  for (std::size_t at = 0; at < router.cells.size(); at += kLine)
    out << "R\"weights(" << std::string_view(router.cells).substr(at, kLine) << ")weights\"\n";
  out << ";\n";
  out.flush();
  return out.good();
}

int run(const Options& options) {
  const Result<LabelledPrompts> all = read_prompts(options.suites / "families.jsonl");
  if (!all) {
    say(all.error().message + "\n");
    return EXIT_FAILURE;
  }
  const double factor = cross_validate(*all, options);
  const Prompts seen = of_parts(*all, [](unsigned part) { return part != 0; });
  TrainedRouter router = train(examples_of(seen), options.training);
  router.unit *= factor;
  tell("unseen families", routed_by(router.model(), of_parts(*all, [](unsigned part) { return part == 0; })),
       options.errors);
  for (const char* name : {"written", "blind"}) {
    const Result<LabelledPrompts> others = read_prompts(options.suites / (std::string(name) + ".jsonl"));
    if (others) tell(name, routed_by(router.model(), of_parts(*others, [](unsigned) { return true; })), options.errors);
  }
  if (write_weights(options, router, all->sha256)) return EXIT_SUCCESS;
  say(options.weights.string() + " could not be written\n");
  return EXIT_FAILURE;
}

}  // namespace
}  // namespace swarm::router_training

int main(int count, char** arguments) {
  const std::vector<std::string> given(arguments + 1, arguments + count);
  swarm::router_training::Options options;
  std::vector<std::string> places;
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (given[i] == "--errors")
      options.errors = true;
    else if (given[i] == "--seed" && i + 1 < given.size())
      options.training.seed = std::strtoull(given[++i].c_str(), nullptr, 10);
    else
      places.push_back(given[i]);
  }
  if (places.size() != 2) {
    std::fputs("train_router SUITES WEIGHTS [--errors] [--seed N]\n", stderr);
    return 2;
  }
  options.suites = places[0];
  options.weights = places[1];
  return swarm::router_training::run(options);
}
