#include "engine/llama/bounded_template.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <string_view>

namespace swarm::llama {
namespace {

using jinja::value;

thread_local TemplateBudget* running = nullptr;

constexpr std::uint64_t kNodesMax = 100'000;
constexpr std::uint64_t kNodeDepthMax = 500;
constexpr std::uint64_t kNamesMax = 500;  // every loop and macro copies all variables

std::chrono::nanoseconds thread_time() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

const char* stack_here() {
  return static_cast<const char*>(__builtin_frame_address(0));
}

bool holds_others(const value& it) {
  return jinja::is_val<jinja::value_array>(it) || jinja::is_val<jinja::value_object>(it) ||
         jinja::is_val<jinja::value_func>(it);
}

}  // namespace

// --- The budget -----------------------------------------------------------------------------------------------------

TemplateBudget::TemplateBudget(const TemplateLimits& limits)
    : limits_(limits), stack_begin_(stack_here()), time_max_(thread_time() + limits.processor_time), outer_(running) {
  running = this;
}

// One by one: a list may hold itself, and then nobody else ends it, or so many others that ending it ends the stack.
TemplateBudget::~TemplateBudget() {
  for (const value& each : grown_) {
    each->val_arr.clear();
    each->val_obj.clear();
    if (auto* const object = dynamic_cast<jinja::value_object_t*>(each.get())) object->unordered.clear();
  }
  running = outer_;
}

TemplateBudget& TemplateBudget::current() {
  if (running == nullptr) throw TemplateLimitReached("a template ran without a budget");
  return *running;
}

void TemplateBudget::exceed(const char* what) {
  is_exceeded_ = true;
  throw TemplateLimitReached(what);
}

void TemplateBudget::step() {
  constexpr std::uint64_t kLookEvery = 256;
  if (++steps_ > limits_.steps) exceed("it takes too many steps");
  if (steps_ >= next_look_) {
    if (thread_time() > time_max_) exceed("it takes too much time");
    next_look_ = steps_ + kLookEvery;
  }
  const auto used = static_cast<std::uint64_t>(std::abs(stack_begin_ - stack_here()));
  if (used > limits_.stack.count) exceed("it calls itself too deeply");
}

void TemplateBudget::add_weight(const jinja::value_t& whole, std::uint64_t depth) {
  if (depth > limits_.depth) exceed("its lists are nested too deeply");
  if (++elements_ > limits_.elements) exceed("a list becomes too long");
  for (const jinja::string_part& part : whole.val_str.parts)
    bytes_ += part.val.size() + sizeof(part);
  if (bytes_ > limits_.value.count) exceed("a text becomes too long");
  for (const value& element : whole.val_arr)
    add_weight(*element, depth + 1);
  for (const auto& [key, element] : whole.val_obj) {
    add_weight(*key, depth + 1);
    add_weight(*element, depth + 1);
  }
}

void TemplateBudget::weigh(const value& whole, ValueUse use) {
  if (!whole) return;
  if (use == ValueUse::iterated) steps_ += whole->val_arr.size() + whole->val_obj.size();
  if (whole.get() == known_ && is_known_weighed_ && use != ValueUse::printed) return;
  elements_ = bytes_ = 0;
  add_weight(*whole, 0);
  if (whole.get() == known_) is_known_weighed_ = true;
  if (use != ValueUse::printed) return;
  printed_ += bytes_;
  if (printed_ > limits_.printed.count) exceed("it prints too much");
}

void TemplateBudget::weigh_product(std::uint64_t count, std::uint64_t bytes) {
  if (bytes > 0 && count > limits_.value.count / bytes) exceed("a text becomes too long");
}

// A list that something already holds can become deeper without any expression seeing it as a whole.
void TemplateBudget::grow(const value& outer, const value& inner) {
  if (!outer || !inner || !holds_others(inner)) return;
  is_known_weighed_ = false;
  grown_.push_back(outer);
  if (grown_.size() > limits_.growths) exceed("it puts too many lists into others");
}

// --- The nodes ------------------------------------------------------------------------------------------------------

namespace {

// A value that is there already, where the interpreter expects an expression.
struct Known final : jinja::expression {
  explicit Known(value is) : is_(std::move(is)) {}
  value execute_impl(jinja::context&) const override { return is_; }
  value is_;
};

jinja::statement_ptr known(value is) {
  return std::make_unique<Known>(std::move(is));
}

std::uint64_t length_of(const value& text) {
  return jinja::is_val<jinja::value_string>(text) ? text->as_string().length() : 0;
}

std::uint64_t occurrences(std::string_view text, std::string_view part) {
  if (part.empty()) return text.size() + 1;
  std::uint64_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size()))
    ++count;
  return count;
}

void check_range(std::span<const value> arguments) {
  std::array<std::int64_t, 3> numbers{0, 0, 1};
  for (std::size_t i = 0; i < std::min<std::size_t>(arguments.size(), 3); ++i) {
    if (!jinja::is_val<jinja::value_int>(arguments[i])) return;  // the function itself refuses that
    numbers[i] = arguments[i]->as_int();
  }
  if (arguments.size() == 1) std::swap(numbers[0], numbers[1]);
  const auto span = static_cast<double>(numbers[1]) - static_cast<double>(numbers[0]);
  constexpr std::uint64_t kElement = 1 * KiB;  // that a number in a list takes, and more
  const double count = numbers[2] == 0 ? 0 : std::max(0.0, span / static_cast<double>(numbers[2]));
  TemplateBudget::current().weigh_product(static_cast<std::uint64_t>(std::min(count, 1e18)), kElement);
}

// All that grows by more than a sum. `arguments` has what stands before the bar or the dot in front.
void check_function(std::string_view name, std::span<const value> arguments) {
  TemplateBudget& budget = TemplateBudget::current();
  if (name == "range") return check_range(arguments);
  if (arguments.size() < 2) return;
  if (name == "append") budget.grow(arguments[0], arguments[1]);
  std::uint64_t widest = 0;  // by name or by place, whichever: no argument may be wide
  for (const value& given : arguments.subspan(1)) {
    const auto* const named = dynamic_cast<const jinja::value_kwarg_t*>(given.get());
    const value& argument = named != nullptr ? named->val : given;
    widest = std::max(widest, length_of(argument));
    if (jinja::is_val<jinja::value_int>(argument))
      widest = std::max(widest, static_cast<std::uint64_t>(std::max<std::int64_t>(0, argument->as_int())));
  }
  if (name == "replace" && arguments.size() > 2 && jinja::is_val<jinja::value_string>(arguments[0])) {
    const std::string text = arguments[0]->as_string().str();
    budget.weigh_product(occurrences(text, arguments[1]->as_string().str()), length_of(arguments[2]));
  }
  if (name == "indent" && jinja::is_val<jinja::value_string>(arguments[0]))
    budget.weigh_product(occurrences(arguments[0]->as_string().str(), "\n") + 2, widest);
  if (name == "join") budget.weigh_product(arguments[0]->val_arr.size(), widest);
  constexpr std::uint64_t kJsonWidthMax = 64;
  if (name == "tojson" || name == "string" || name == "safe")
    budget.weigh_product(widest > kJsonWidthMax ? widest : 0, std::numeric_limits<std::uint64_t>::max());
}

template <class Node>
struct Counted final : Node {
  explicit Counted(Node&& node) : Node(std::move(node)) {}
  value execute_impl(jinja::context& context) const override {
    TemplateBudget::current().step();
    value result = run(context);
    TemplateBudget::current().weigh(result, use);
    return result;
  }
  value run(jinja::context& context) const { return Node::execute_impl(context); }

  ValueUse use = ValueUse::any;
};

std::vector<value> executed(const jinja::statements& arguments, jinja::context& context) {
  std::vector<value> values;
  for (const jinja::statement_ptr& argument : arguments)
    values.push_back(argument->execute(context));
  return values;
}

jinja::statements all_known(const std::vector<value>& values) {
  jinja::statements nodes;
  for (const value& each : values)
    nodes.push_back(known(each));
  return nodes;
}

template <>
value Counted<jinja::call_expression>::run(jinja::context& context) const {
  std::vector<value> given = executed(args, context);
  const value function = callee->execute(context);
  std::vector<value> whole = given;
  if (const auto* const found = dynamic_cast<const jinja::value_func_t*>(function.get())) {
    if (found->arg0) whole.insert(whole.begin(), found->arg0);
    check_function(found->name, whole);
  }
  jinja::call_expression call(known(function), all_known(given));
  call.pos = pos;
  return call.execute_impl(context);
}

// The filter with its arguments, for an interpreter that asks what kind of node it is.
jinja::statement_ptr checked_filter(const jinja::statement_ptr& filter, const value& input, jinja::context& context) {
  const auto* const call = dynamic_cast<const jinja::call_expression*>(filter.get());
  const auto* const name = dynamic_cast<const jinja::identifier*>(call != nullptr ? call->callee.get() : filter.get());
  if (name == nullptr) throw std::runtime_error("the name of a filter is expected");
  std::vector<value> given = call != nullptr ? executed(call->args, context) : std::vector<value>();
  std::vector<value> whole = given;
  whole.insert(whole.begin(), input);
  check_function(name->val, whole);
  auto callee = std::make_unique<jinja::identifier>(name->val);
  if (call == nullptr) return callee;
  return std::make_unique<jinja::call_expression>(std::move(callee), all_known(given));
}

template <>
value Counted<jinja::filter_expression>::run(jinja::context& context) const {
  const value input = operand->execute(context);
  jinja::filter_expression bare(known(input), checked_filter(filter, input, context));
  return bare.execute_impl(context);
}

template <>
value Counted<jinja::filter_statement>::run(jinja::context& context) const {
  auto printed = jinja::mk_val<jinja::value_array>();
  for (const value& each : executed(body, context))
    printed->push_back(each);
  const value input = jinja::runtime::gather_string_parts(printed);
  return jinja::filter_expression(known(input), checked_filter(filter, input, context)).execute_impl(context);
}

template <>
value Counted<jinja::binary_expression>::run(jinja::context& context) const {
  if (op.value != "*") return jinja::binary_expression::execute_impl(context);
  const value first = left->execute(context), second = right->execute(context);
  for (const auto& [text, times] : {std::pair(first, second), std::pair(second, first)}) {
    if (jinja::is_val<jinja::value_int>(times))
      TemplateBudget::current().weigh_product(
          static_cast<std::uint64_t>(std::max<std::int64_t>(0, times->as_int())),
          jinja::is_val<jinja::value_string>(text) ? length_of(text) + sizeof(jinja::string_part) : 0);
  }
  return jinja::binary_expression(op, known(first), known(second)).execute_impl(context);
}

template <>
value Counted<jinja::set_statement>::run(jinja::context& context) const {
  if (!val || dynamic_cast<const jinja::member_expression*>(assignee.get()) == nullptr)
    return jinja::set_statement::execute_impl(context);
  const value inner = val->execute(context);
  // The interpreter asks for the kind of the assignee, which therefore stays what it is.
  const auto& member = static_cast<const jinja::member_expression&>(*assignee);
  if (member.computed || dynamic_cast<const jinja::identifier*>(member.property.get()) == nullptr)
    throw std::runtime_error("only members with a name can be set");
  const value object = member.object->execute(context);
  TemplateBudget::current().grow(object, inner);
  auto place = std::make_unique<jinja::member_expression>(
      known(object), std::make_unique<jinja::identifier>(static_cast<jinja::identifier&>(*member.property).val), false);
  return jinja::set_statement(std::move(place), known(inner), {}).execute_impl(context);
}

// --- Exchanging them ------------------------------------------------------------------------------------------------

class Bounding {
 public:
  void all(jinja::statements& nodes, ValueUse use = ValueUse::any) {
    for (jinja::statement_ptr& node : nodes)
      one(node, use);
  }
  void one(jinja::statement_ptr& node, ValueUse use = ValueUse::any);

 private:
  void children(jinja::if_statement& node) {
    one(node.test);
    all(node.body, ValueUse::printed);
    all(node.alternate, ValueUse::printed);
  }
  void children(jinja::for_statement& node) {
    name();
    one(node.loopvar);
    iterated(node.iterable);
    all(node.body, ValueUse::printed);
    all(node.default_block, ValueUse::printed);
  }
  void children(jinja::set_statement& node) {
    name();
    one(node.assignee);
    one(node.val);
    all(node.body, ValueUse::printed);
  }
  void children(jinja::macro_statement& node) {
    name();
    one(node.name);
    all(node.args);
    all(node.body, ValueUse::printed);
  }
  void children(jinja::call_statement& node) {
    name();
    one(node.call);
    all(node.caller_args);
    all(node.body, ValueUse::printed);
  }
  void children(jinja::member_expression& node) {
    one(node.object);
    one(node.property);
  }
  void children(jinja::call_expression& node) {
    one(node.callee);
    all(node.args);
  }
  void children(jinja::array_literal& node) { all(node.val); }
  void children(jinja::tuple_literal& node) { all(node.val); }
  void children(jinja::object_literal& node) {
    for (auto& [key, element] : node.val) {
      one(key);
      one(element);
    }
  }
  void children(jinja::binary_expression& node) {
    one(node.left);
    one(node.right);
  }
  void children(jinja::filter_expression& node) {
    one(node.operand);
    one(node.filter);
  }
  void children(jinja::filter_statement& node) {
    one(node.filter);
    all(node.body, ValueUse::printed);
  }
  void children(jinja::select_expression& node) {
    one(node.lhs);
    one(node.test);
  }
  void children(jinja::test_expression& node) {
    one(node.operand);
    one(node.test);
  }
  void children(jinja::unary_expression& node) { one(node.argument); }
  void children(jinja::slice_expression& node) {
    one(node.start_expr);
    one(node.stop_expr);
    one(node.step_expr);
  }
  void children(jinja::keyword_argument_expression& node) {
    one(node.key);
    one(node.val);
  }
  void children(jinja::ternary_expression& node) {
    one(node.condition);
    one(node.true_expr);
    one(node.false_expr);
  }
  void children(jinja::identifier&) {}
  void children(jinja::string_literal&) {}
  void children(jinja::integer_literal&) {}
  void children(jinja::float_literal&) {}

  // `for x in list if condition`: it is the list that is gone through.
  void iterated(jinja::statement_ptr& node) {
    auto* const selected = dynamic_cast<jinja::select_expression*>(node.get());
    if (selected != nullptr) one(selected->lhs, ValueUse::iterated);
    one(selected != nullptr ? selected->test : node, selected != nullptr ? ValueUse::any : ValueUse::iterated);
  }
  void name() {
    if (++names_ > kNamesMax) throw std::runtime_error("it sets too many variables");
  }
  template <class... Nodes>
  bool exchange(jinja::statement_ptr& node, ValueUse use) {
    return (exchange_one<Nodes>(node, use) || ...);
  }
  template <class Node>
  bool exchange_one(jinja::statement_ptr& node, ValueUse use);

  std::uint64_t nodes_ = 0, names_ = 0, depth_ = 0;
};

template <class Node>
bool Bounding::exchange_one(jinja::statement_ptr& node, ValueUse use) {
  auto* const found = dynamic_cast<Node*>(node.get());
  if (found == nullptr) return false;
  children(*found);
  auto counted = std::make_unique<Counted<Node>>(std::move(*found));
  counted->use = use;
  node = std::move(counted);
  return true;
}

void Bounding::one(jinja::statement_ptr& node, ValueUse use) {
  if (!node) return;
  if (++nodes_ > kNodesMax || ++depth_ > kNodeDepthMax) throw std::runtime_error("it is too long or nested too deeply");
  const bool is_counted =
      exchange<jinja::identifier, jinja::string_literal, jinja::member_expression, jinja::binary_expression,
               jinja::call_expression, jinja::filter_expression, jinja::if_statement, jinja::set_statement,
               jinja::test_expression, jinja::for_statement, jinja::unary_expression, jinja::integer_literal,
               jinja::float_literal, jinja::array_literal, jinja::tuple_literal, jinja::object_literal,
               jinja::macro_statement, jinja::call_statement, jinja::filter_statement, jinja::select_expression,
               jinja::keyword_argument_expression, jinja::ternary_expression>(node, use);
  const bool is_harmless = dynamic_cast<jinja::noop_statement*>(node.get()) != nullptr ||
                           dynamic_cast<jinja::comment_statement*>(node.get()) != nullptr ||
                           dynamic_cast<jinja::break_statement*>(node.get()) != nullptr ||
                           dynamic_cast<jinja::continue_statement*>(node.get()) != nullptr ||
                           dynamic_cast<jinja::spread_expression*>(node.get()) != nullptr ||  // always refused
                           dynamic_cast<jinja::blank_expression*>(node.get()) != nullptr;
  auto* const slice = dynamic_cast<jinja::slice_expression*>(node.get());  // never executed itself
  if (slice != nullptr) children(*slice);
  if (!is_counted && !is_harmless && slice == nullptr)
    throw std::runtime_error("it has a " + node->type() + ", which is not known here");
  --depth_;
}

}  // namespace

void bound_program(jinja::program& program) {
  Bounding().all(program.body, ValueUse::printed);
}

}  // namespace swarm::llama
