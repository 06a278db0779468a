#include "engine/llama/bounded_template.hpp"

#include <gtest/gtest.h>

namespace swarm::llama {
namespace {

// Small, so that the tests are quick.
constexpr TemplateLimits kLimits{.steps = 20'000, .value = Bytes{1 * MiB}, .printed = Bytes{2 * MiB}};

struct Outcome {
  std::string text;
  bool is_exceeded = false;
};

Outcome run(const std::string& source, const TemplateLimits& limits = kLimits) {
  jinja::program program = jinja::parse_from_tokens(jinja::lexer().tokenize(source));
  bound_program(program);
  TemplateBudget budget(limits);
  Outcome outcome;
  try {
    jinja::context context(source);
    auto message = jinja::mk_val<jinja::value_object>();
    message->insert("role", jinja::mk_val<jinja::value_string>(std::string("user")));
    message->insert("content", jinja::mk_val<jinja::value_string>(std::string("a\nb")));
    auto messages = jinja::mk_val<jinja::value_array>();
    messages->push_back(message);
    messages->push_back(message);
    context.set_val("messages", messages);
    const jinja::value results = jinja::runtime(context).execute(program);
    outcome.text = jinja::runtime::gather_string_parts(results)->as_string().str();
  } catch (const std::exception& error) {
    outcome.text = error.what();
  }
  outcome.is_exceeded = budget.is_exceeded();
  return outcome;
}

class Rendering : public testing::TestWithParam<std::pair<std::string, std::string>> {};

TEST_P(Rendering, IsAsWithoutBounds) {
  const Outcome outcome = run(GetParam().first);
  EXPECT_EQ(outcome.text, GetParam().second);
  EXPECT_FALSE(outcome.is_exceeded);
}

INSTANTIATE_TEST_SUITE_P(
    Templates, Rendering,
    testing::Values(
        std::pair("{% for m in messages %}{{ loop.index }}{{ m.role }}{{ m['content'] }};{% endfor %}",
                  "1usera\nb;2usera\nb;"),
        std::pair("{% for i in range(1, 6, 2) if i != 3 %}{{ i }}{% else %}none{% endfor %}", "15"),
        std::pair("{% set ns = namespace(x=1) %}{% for m in messages %}{% set ns.x = ns.x + 1 %}{% endfor %}{{ ns.x }}",
                  "3"),
        std::pair("{% macro twice(a, b='!') %}{{ a ~ a ~ b }}{% endmacro %}{{ twice('x') }}{{ twice('y', b='?') }}",
                  "xx!yy?"),
        std::pair("{% set l = [] %}{% set _ = l.append([1]) %}{{ l|length }}{{ l[0][0] }}", "11"),
        std::pair("{{ 'ab' * 3 }}{{ 2 * 3 }}{{ 'a-b'.replace('-', '+') }}{{ ' a '|trim|upper }}", "ababab6a+bA"),
        std::pair("{{ ['a', 'b']|join(', ') }}{{ 'a\nb'|indent(2) }}{{ {'k': [1]}|tojson }}", "a, ba\n  b{\"k\": [1]}"),
        std::pair("{% filter upper %}a{{ 'b' }}{% endfilter %}{{ 'abc'[::-1] }}{{ 'y' if 1 is odd else 'n' }}",
                  "ABcbay"),
        std::pair("{% set a, b = (1, 2) %}{{ b }}{% for k, v in {'q': 1}.items() %}{{ k }}{{ v }}{% endfor %}", "2q1"),
        std::pair("{% for i in [1, 2, 3] %}{% if i == 2 %}{% continue %}{% endif %}{{ i }}{% endfor %}{{ -1|abs }}",
                  "131"),
        std::pair("{% macro box() %}<{{ caller() }}>{% endmacro %}{% call box() %}in{% endcall %}", "<in>"),
        std::pair("{{ messages|selectattr('role', 'equalto', 'user')|list|length }}{{ nothing|default('d') }}", "2d"),
        std::pair("{%- set x -%} set {%- endset -%}{{ x }}{# said #}{{ not x }}{{ 1 in [1] }}", "setFalseTrue")));

class Attack : public testing::TestWithParam<std::string> {};

TEST_P(Attack, ReachesALimit) {
  const Outcome outcome = run(GetParam());
  EXPECT_TRUE(outcome.is_exceeded) << outcome.text.substr(0, 500);
}

INSTANTIATE_TEST_SUITE_P(
    Templates, Attack,
    testing::Values(
        // Depth of calls, steps.
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{% macro f(n) %}{{ g(n) }}{% endmacro %}{% macro g(n) %}{{ f(n) }}{% endmacro %}{{ f(1) }}",
        "{% for i in range(1000) %}{% for k in range(1000) %}{% endfor %}{% endfor %}",
        "{% for i in range(1000) %}{% for k in range(1000) %}{{ k }}{% endfor %}{% endfor %}",
        "{% macro f(n) %}{% if n > 0 %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(30) }}",
        // Long lists and texts.
        "{% for i in range(1000000000000) %}{% endfor %}", "{% set r = range %}{{ r(0, -1000000000000, -1)|length }}",
        "{{ 'x' * 1000000000000 }}", "{{ 1000000000000 * 'x' }}",
        "{% set ns = namespace(x='ab') %}{% for i in range(60) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
        "{% set ns = namespace(x=[1]) %}{% for i in range(60) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
        "{% set big = 'x' * 10000 %}{{ big|replace('x', big) }}",
        "{% set big = 'x' * 10000 %}{{ big.replace('', big) }}",
        "{% set big = 'x' * 10000 %}{% set f = big.replace %}{{ f('x', big) }}",
        "{% filter replace('x', 'y' * 100000) %}{{ 'x' * 10000 }}{% endfilter %}", "{{ 'a\nb'|indent(1000000000) }}",
        "{{ 'a\nb'|indent(width=1000000000) }}", "{{ [1]|tojson(indent=1000000) }}",
        "{{ range(1000)|join('x' * 10000) }}",
        "{% set b = 'x' * 100000 %}{% for i in range(1000) %}{{ b }}{% endfor %}",
        // Lists in lists, seen as a whole or not.
        "{% set ns = namespace(x=[1]) %}{% for i in range(99) %}{% set ns.x = [ns.x] %}{% endfor %}",
        "{% set ns = namespace(x=[1]) %}{% for i in range(40) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}",
        "{% set r = [] %}{% set ns = namespace(c=r) %}{% for i in range(3000) %}{% set n = [] %}{% set _ = "
        "ns.c.append(n) %}{% set ns.c = n %}{% endfor %}",
        "{% set r = [] %}{% set _ = r.append(r) %}{{ r }}",
        "{% set ns = namespace() %}{% set ns.me = ns %}{{ ns|tojson }}"));

TEST(BoundedTemplate, EndsDeepListsThatNobodyPrinted) {
  const Outcome outcome = run(
      "{% set r = [] %}{% set ns = namespace(c=r) %}{% for i in range(900) %}{% set n = [] %}{% set _ = ns.c.append(n) "
      "%}{% set ns.c = n %}{% endfor %}done");
  EXPECT_EQ(outcome.text, "done");
}

TEST(BoundedTemplate, RunsNothingWithoutABudget) {
  jinja::program program = jinja::parse_from_tokens(jinja::lexer().tokenize("{{ 1 }}"));
  bound_program(program);
  jinja::context context;
  EXPECT_ANY_THROW(jinja::runtime(context).execute(program));
}

TEST(BoundedTemplate, RefusesTooManyVariables) {
  std::string source;
  for (int i = 0; i < 501; ++i)
    source += "{% set v" + std::to_string(i) + " = 1 %}";
  EXPECT_ANY_THROW(run(source));
}

}  // namespace
}  // namespace swarm::llama
