#include "swarm/answering/model_sampler.hpp"

#include <fmt/format.h>
#include <memory>

#include <boost/asio/experimental/awaitable_operators.hpp>

#include "platform/runtime/timers.hpp"
#include "swarm/answering/masked_call.hpp"
#include "swarm/answering/stored_text.hpp"

namespace swarm::answering {

namespace {

// A bug in a model that throws is an error of this call, and the other half of `||` is not waited for.
Async<Result<chat::ChatReply>> ask(chat::ChatModel* model, chat::ChatRequest request) {
  std::exception_ptr thrown;
  try {
    co_return co_await model->complete(std::move(request));
  } catch (...) {
    thrown = std::current_exception();
  }
  if (runtime::is_cancellation(thrown)) std::rethrow_exception(thrown);
  co_return fail(ErrorCode::internal, runtime::describe(thrown));
}

Async<void> until_stopped(std::stop_token stop) {
  constexpr std::chrono::hours kLookAgain{1};
  runtime::Wakeup stopped(co_await runtime::asio::this_coro::executor);
  const std::stop_callback on_stop(stop, [stopped] { stopped.notify(); });
  while (!stop.stop_requested())
    co_await stopped.wait_for(kLookAgain);
}

Async<Result<chat::ChatReply>> ask_until_stopped(chat::ChatModel* model, chat::ChatRequest request,
                                                 std::stop_token stop) {
  using namespace runtime::asio::experimental::awaitable_operators;
  if (stop.stop_requested()) co_return fail(ErrorCode::cancelled, "the work was stopped");
  auto outcome = co_await (ask(model, std::move(request)) || until_stopped(stop));
  if (outcome.index() == 1) co_return fail(ErrorCode::cancelled, "the work was stopped");
  co_return std::get<0>(std::move(outcome));
}

double milliseconds(std::chrono::nanoseconds duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

const json::Value* member(const json::Value& message, std::string_view name) {
  return message.is_object() ? message.get_object().if_contains(name) : nullptr;
}

bool calls_tools(const json::Value& message) {
  const json::Value* calls = member(message, "tool_calls");
  const json::Value* function = member(message, "function_call");
  return (calls != nullptr && calls->is_array() && !calls->get_array().empty()) ||
         (function != nullptr && function->is_object());
}

ReadAnswer read_text(const Question& question, const ModelSampler::Job& job, const chat::ChatReply& reply) {
  if (is_taken_as_it_stands(question)) return read_as_it_stands(reply.text, wants_json(question));
  if (job.model->instructions() == chat::Instructions::head)
    return read_whole_answer(job.head, reply.text, reply.finish_reason);
  return read_answer(job.head, reply.text, reply.finish_reason);
}

ReadAnswer read_reply(const Question& question, const ModelSampler::Job& job, const chat::ChatReply& reply) {
  if (calls_tools(reply.message)) return {.text = reply.text};
  ReadAnswer answer = read_text(question, job, reply);
  if (!reply.thoughts.empty()) answer.thoughts = reply.thoughts;
  const json::Value* refusal = member(reply.message, "refusal");
  if (answer.problem && refusal != nullptr && refusal->is_string()) answer.problem = "the model refuses";
  return answer;
}

// What the model's certainty is worth, where that was measured; of another model, which answered in its place, nothing
// is known.
void calibrate(const ModelSampler::Job& job, chat::ChatReply& reply) {
  const auto calibration = job.model->calibration();
  if (!calibration || !reply.confidence || job.model->name() != fmt::format("{}/{}", reply.provider, reply.model))
    return;
  const auto chance = calibration->chance_right(json::name_of(job.head), *reply.confidence, reply.margin.value_or(0));
  if (!chance) return;
  reply.notes.push_back(
      fmt::format("mean probability of its tokens {:.4f}, margin {:.4f}: right with {:.3f}, by its "
                  "calibration",
                  *reply.confidence, reply.margin.value_or(0), *chance));
  reply.confidence = chance;
}

void add_reply(CallTrace& call, const chat::ChatReply& reply) {
  call.notes = reply.notes;
  if (const std::string by = fmt::format("{}/{}", reply.provider, reply.model); by != call.model)
    call.notes.push_back("answered by " + by);
  call.input_tokens = reply.usage.input;
  call.output_tokens = reply.usage.output;
  call.cost_dollars = in_dollars(reply.cost);
  call.confidence = reply.confidence;
}

}  // namespace

Async<Sample> ModelSampler::take(Question question, Job job) {
  Sample sample{.call = {.model = std::string(job.model->name())}};
  chat::ChatRequest request = request_of(question, *job.plan, job.head, job.wishes, job.model->instructions());
  const auto was_told = std::make_shared<bool>(false);
  if (question.on_text && question.verify == answers::Verify::off) {
    request.on_text = [was_told, tell = question.on_text](std::string_view text) {
      *was_told = *was_told || !text.empty();
      tell(text);
    };
  }
  std::optional<MaskedCall> masked;
  if (job.model->masks()) sample.call.masked = masked.emplace(request).count();
  const SteadyTime started = deps_.clock.steady_now();
  Result<chat::ChatReply> reply = co_await ask_until_stopped(job.model, std::move(request), question.stop);
  const auto duration = deps_.clock.steady_now() - started;
  sample.call.duration_ms = milliseconds(duration);
  if (reply && masked) masked->restore(*reply);
  sample.was_told = *was_told;
  if (!reply) {
    sample.call.outcome = name_of(reply.error().code);
    sample.error = std::move(reply).error();
    sample.error->message = storable(std::move(sample.error->message));
    sample.call.notes.push_back(sample.error->message);
    co_return sample;
  }
  remember(job.model, duration);
  reply->text = storable(std::move(reply->text));
  reply->thoughts = storable(std::move(reply->thoughts));
  calibrate(job, *reply);
  add_reply(sample.call, *reply);
  co_await read(std::move(question), job, std::move(*reply), &sample);
  co_return sample;
}

namespace {

StageAnswer unchecked(const ModelSampler::Job& job, ReadAnswer answer, chat::ChatReply reply) {
  const bool at_commas = job.model->instructions() == chat::Instructions::head;  // the built-in model's own notation
  StageAnswer found{.head = job.head,
                    .verdict = answers::Verdict::unverified,
                    .answer = std::move(answer.text),
                    .value = std::move(answer.value),
                    .evidence = {.method = fmt::format("answer of {}/{}", reply.provider, reply.model),
                                 .steps = thought_steps(answer.thoughts, at_commas),
                                 .check = std::nullopt},
                    .confidence = reply.confidence,
                    .provider = std::move(reply.provider),
                    .model = std::move(reply.model)};
  if (calls_tools(reply.message)) found.message = std::move(reply.message.get_object());
  return found;
}

}  // namespace

Async<void> ModelSampler::read(Question question, Job job, chat::ChatReply reply, Sample* sample) const {
  ReadAnswer answer = read_reply(question, job, reply);
  sample->call.answer = shortened(answer.value.empty() ? answer.text : answer.value, kValueBytesMax);
  if (answer.problem && !sample->was_told) {
    sample->kind = SampleKind::unreadable;
    sample->call.outcome = "unreadable";
    sample->call.notes.push_back(*answer.problem);
    if (answer.is_only_words) sample->words = unchecked(job, std::move(answer), std::move(reply));
    co_return;
  }
  CheckFindings findings;
  if (!is_taken_as_it_stands(question)) {
    Result<CheckFindings> checked = co_await deps_.checks.check(std::move(question), job.head, answer);
    if (!checked) {
      sample->error = std::move(checked).error();
      co_return;
    }
    findings = std::move(*checked);
  }
  if (!findings.how.empty()) sample->call.notes.push_back(findings.how);
  sample->kind = findings.verdict == CheckVerdict::refuted ? SampleKind::refuted : SampleKind::usable;
  const bool passed = findings.verdict == CheckVerdict::passed;
  sample->call.outcome = sample->kind == SampleKind::refuted ? "refuted" : passed ? "verified" : "answered";
  if (sample->kind == SampleKind::refuted) co_return;
  StageAnswer& found = sample->answer.emplace(unchecked(job, std::move(answer), std::move(reply)));
  if (!passed) co_return;
  found.verdict = answers::Verdict::verified;
  found.evidence.check = findings.how;
  found.confidence = 1.0;
}

// The newest counts for a third, so that a model that was loaded meanwhile is soon believed to be quick.
void ModelSampler::remember(const chat::ChatModel* model, std::chrono::nanoseconds duration) {
  MutexLock lock(mutex_);
  const auto [known, is_new] = durations_.emplace(model, duration);
  if (!is_new) known->second += (duration - known->second) / 3;
}

std::optional<std::chrono::nanoseconds> ModelSampler::expected(const chat::ChatModel* model) const {
  MutexLock lock(mutex_);
  const auto known = durations_.find(model);
  return known == durations_.end() ? std::nullopt : std::optional(known->second);
}

}  // namespace swarm::answering
