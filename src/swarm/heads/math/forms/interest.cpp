// Simple interest, and interest compounded once a year.

#include <fmt/format.h>

#include "swarm/heads/math/forms/families.hpp"
#include "swarm/heads/math/functions/functions.hpp"
#include "swarm/heads/math/question.hpp"

namespace swarm::math {

namespace {

constexpr std::int64_t kYearsMax = 200;

struct Loan {
  NodeId principal;
  NodeId rate;
  Rational years;
};

Outcome<Loan> loan_of(const Match& m, Question& q) {
  const Node& rate = q.tree()[m.node("r")];
  if (rate.kind != NodeKind::literal || rate.literal.unit != q.units().percent())
    return outside("a rate in percent is expected");
  const auto time = TRY(q.known(m.node("t")));
  if (!time.amount.rational() || time.amount.number.sign() <= 0) return outside("a time is expected");
  if (time.amount.unit != nullptr) return outside("a number of years is expected");
  return Loan{m.node("a"), m.node("r"), time.amount.number.rational()};
}

NodeId interest_node(const Loan& loan, Tree& tree) {
  const NodeId per_year = tree.binary(NodeKind::of, loan.rate, loan.principal, true);
  return tree.binary(NodeKind::multiply, per_year, tree.number(loan.years), true);
}

Outcome<Solution> simple_interest(const Match& m, Question& q) {
  return q.value(interest_node(TRY(loan_of(m, q)), q.tree()));
}

Outcome<Solution> simple_total(const Match& m, Question& q) {
  const Loan loan = TRY(loan_of(m, q));
  return q.value(q.tree().binary(NodeKind::add, loan.principal, interest_node(loan, q.tree()), true));
}

Outcome<NodeId> compounded(const Match& m, Question& q) {
  const Loan loan = TRY(loan_of(m, q));
  const auto years = loan.years.small();
  if (!years || *years > kYearsMax) return outside("a whole number of years");
  NodeId value = loan.principal;
  for (std::int64_t i = 0; i < *years; ++i)
    value = q.tree().call(kIncrease, {value, loan.rate});
  return value;
}

Outcome<Solution> compound_total(const Match& m, Question& q) {
  const NodeId total = TRY(compounded(m, q));
  Solution result = TRY(q.value(total));
  const std::string reading = fmt::format("{} at {} compounded yearly", q.shown(m.node("a")), q.shown(m.node("r")));
  result.answer = fmt::format("{} comes to {}", reading, result.value);
  return result;
}

Outcome<Solution> compound_interest(const Match& m, Question& q) {
  const NodeId total = TRY(compounded(m, q));
  Solution result = TRY(q.value(q.tree().binary(NodeKind::subtract, total, m.node("a"), true)));
  result.answer = fmt::format("the interest on {} at {} compounded yearly is {}", q.shown(m.node("a")),
                              q.shown(m.node("r")), result.value);
  return result;
}

void add_loans(Grammar& g) {
  g.macro("peryear",
          "[per year|a year|per annum|annually|yearly|each year|annual|interest|annual interest|simple interest|yearly "
          "interest|p a|interest per year|interest per annum|annual rate|rate]");
  g.macro("years", "(for|over|after|in) [a period of] {t:operand} (year|years|yr|yrs)");
  g.macro("loan",
          "(on|for|of|from|if|when) [a|the] [principal|loan|deposit|investment|sum] [of] {a:operand} [is] "
          "[invested|borrowed|deposited|loan|deposit] ~ (at|with|and) [an|a] [annual|yearly|simple|interest] "
          "[interest] [rate] [of|is] {r:operand} @peryear [simple interest] @years");
  g.macro("loan2",
          "(on|for|of) [a|the] [principal|loan|deposit|investment] [of] {a:operand} @years (at|with) [an|a] "
          "[annual|yearly|simple] [interest] [rate] [of] {r:operand} @peryear");
  g.form("[what is|find|calculate|how much is] [the] simple interest [earned|paid|due] (@loan|@loan2)",
         simple_interest);
  g.form(
      "how much [simple] interest [will|do|would|is] [be|@they|earned|you earn|i earn|earn|pay|paid|accrue|accrued] "
      "(@loan|@loan2)",
      [](const Match& m, Question& q) -> Outcome<Solution> {
        for (std::size_t i = m.begin(); i < m.end(); ++i) {
          if (q.tokens()[i].text == "simple") return simple_interest(m, q);
        }
        return outside("simple or compound interest is not said");
      });
  g.form(
      "(@they|{w:person}) "
      "(invest|invests|invested|borrow|borrows|borrowed|deposit|deposits|deposited|put|puts|lends|lend) {a:operand} "
      "[in an account|in a bank|in the bank] (at|with) {r:operand} @peryear [simple interest] @years ~ (how much "
      "interest|what is the simple interest|how much simple interest|what is the interest) [is|do|will|would] "
      "[@they|earned|paid] [earn|pay|get|earned|have]",
      [](const Match& m, Question& q) -> Outcome<Solution> {
        for (std::size_t i = m.begin(); i < m.end(); ++i) {
          if (q.tokens()[i].text == "simple") return simple_interest(m, q);
        }
        return outside("simple or compound interest is not said");
      });
  g.form(
      "@ask (total|amount|total amount|final amount|value|balance) [of|for|if|with] {a:operand} (at|with) {r:operand} "
      "simple interest @peryear @years",
      simple_total);
  g.form(
      "{a:operand} [invested|deposited] at {r:operand} simple interest [per year|per annum|a year] @years ~ (what "
      "is|find|how much is) [the] (interest|interest earned)",
      simple_interest);
  g.form(
      "@ask simple interest ~ (principal|p) [=|is|of] {a:operand} [,] [and] (rate|r) [=|is|of] {r:operand} [,] [and] "
      "(time|t) [=|is|of] {t:operand} (year|years)",
      simple_interest);
}

void add_more_interest(Grammar& g) {
  g.macro("simply", "(simple interest|simple annual interest|annual simple interest)");
  g.macro("howmuch",
          "(how much [simple] interest|what interest|@ask [simple] interest) [do @they (earn|get|pay|owe|have)|is "
          "earned|is paid|is due|earned|will @they (earn|get|pay|owe)]");
  g.form("{a:operand} [is] [invested|deposited|borrowed] (at|with) {r:operand} @simply @peryear ~ @howmuch @years",
         simple_interest);
  g.form("{a:operand} [is] [invested|deposited|borrowed] (at|with) {r:operand} @simply @peryear @years ~ @howmuch",
         simple_interest);
  g.form(
      "{a:operand} [is] [invested|deposited|borrowed] @years (at|with) {r:operand} [simple] @peryear [simple interest] "
      "~ (how much|@ask) (simple interest) [do @they (earn|get|pay|owe)|is earned|is paid|earned]",
      simple_interest);
  g.form(
      "how much simple interest (do|would|will) {a:operand} (earn|make|get|yield) (at|with) {r:operand} @peryear "
      "@years",
      simple_interest);
  g.form(
      "how much simple interest (do|would|will) {a:operand} (earn|make|get|yield) @years (at|with) {r:operand} "
      "@peryear",
      simple_interest);
  g.form(
      "(@they|{w:person}) (invest|invests|invested|borrow|borrows|borrowed|deposit|deposits|deposited|put|puts) "
      "{a:operand} [in a bank|in an account] @years (at|with) {r:operand} @simply @peryear ~ @howmuch",
      simple_interest);
  g.macro("compounded",
          "[interest] (compounded|compounding|compound interest|compounded annually) [annually|yearly|once a "
          "year|every year|per year|each year] [interest]");
  g.form(
      "[what is|find|calculate|how much is|how much will] [the] [value|total|amount|final amount|balance|future value] "
      "[of] {a:operand} [invested|deposited|be worth|become] (at|with) {r:operand} @peryear [,] @compounded @years [be "
      "worth|become|amount to|grow to]",
      compound_total);
  g.form(
      "(@they|{w:person}) (invest|invests|invested|deposit|deposits|deposited|put|puts) {a:operand} [in an account|in "
      "a bank] (at|with) {r:operand} @peryear [,] @compounded ~ (how much|what) (will|do|would|is) (@they|it|the "
      "account|the investment) [have|be worth|the balance|be] (after|in) {t:operand} (year|years)",
      compound_total);
  g.form("@ask compound interest (@loan|@loan2) [compounded annually|compounded yearly]", compound_interest);
}

}  // namespace

void add_interest(Grammar& g) {
  add_loans(g);
  add_more_interest(g);
}

}  // namespace swarm::math
