#include <iostream>
#include "swarm/heads/code/code_head.hpp"
#include "swarm/sandbox/runner_fixture.hpp"
using namespace swarm;
int main() {
  tests::RunnerUnderTest sandbox;
  const code::CodeHead head({}, sandbox.runner);
  std::string line;
  while (std::getline(std::cin, line)) {
    auto v = json::parse(line);
    auto r = head.compute(std::string(v->at("prompt").as_string()), {}, {});
    json::Object o;
    if (r) { o["value"] = r->value; o["answer"] = r->answer; } else { o["refused"] = r.error().message; o["kind"] = (int)r.error().kind; }
    std::cout << json::to_text(o) << std::endl;
  }
}
