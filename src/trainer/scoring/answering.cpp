#include "trainer/scoring/answering.hpp"

#include <algorithm>
#include <cmath>
#include <deque>

#include "base/mutex.hpp"

namespace swarm::scoring {

namespace {

constexpr std::chrono::hours kPatience{24};  // with an engine that hangs; the answer's length is what ends it
constexpr std::size_t kLessonsPerFault = 100;

// One answer that has come to its end.
struct Ending {
  std::size_t lesson = 0;
  std::vector<batching::GeneratedToken> tokens{};
  std::string trouble{};
  bool is_engines_fault = false;
};

// What says something about the model: a prompt that does not fit, or is none.
bool is_models_fault(ErrorCode code) {
  return code == ErrorCode::too_large || code == ErrorCode::invalid_input;
}

// What listeners, on the engine's thread, hand to the thread that waits.
class Endings {
 public:
  void add(Ending ending) {
    const MutexLock lock(mutex_);
    endings_.push_back(std::move(ending));
    arrived_.notify_one();
  }
  Ending next() {
    const MutexLock lock(mutex_);
    while (endings_.empty())
      arrived_.wait(mutex_);
    Ending ending = std::move(endings_.front());
    endings_.pop_front();
    return ending;
  }

 private:
  Mutex mutex_;
  Condition arrived_;
  std::deque<Ending> endings_ SWARM_GUARDED_BY(mutex_);
};

class Listener final : public batching::GenerationListener {
 public:
  Listener(std::size_t lesson, std::shared_ptr<Endings> endings) : endings_(std::move(endings)) {
    ending_.lesson = lesson;
  }
  void generated(std::vector<batching::GeneratedToken> tokens) override {
    ending_.tokens.insert(ending_.tokens.end(), std::make_move_iterator(tokens.begin()),
                          std::make_move_iterator(tokens.end()));
  }
  void ended(Result<batching::GenerationEnd> end) override {
    if (!end) {
      ending_.trouble = end.error().message;
      ending_.is_engines_fault = !is_models_fault(end.error().code);
    } else if (end->reason == batching::FinishReason::length) {
      ending_.trouble = "cut off: longer than an answer may be";
    }
    endings_->add(std::move(ending_));
  }

 private:
  std::shared_ptr<Endings> endings_;
  Ending ending_;
};

class Questioning {
 public:
  Questioning(std::span<const data::Lesson> lessons, bool with_head, AnsweringDeps deps)
      : lessons_(lessons), with_head_(with_head), deps_(std::move(deps)), answers_(lessons.size()) {}

  Result<std::vector<Answer>> run() {
    while (answered_ < lessons_.size()) {
      if (deps_.stop.load(std::memory_order_relaxed)) {
        cancel_all();
        return fail(ErrorCode::cancelled, fmt::format("stopped after {} of {} answers", answered_, lessons_.size()));
      }
      while (asked_ < lessons_.size() && asked_ - answered_ < deps_.at_once)
        TRY(ask(asked_++));
      take(endings_->next());
      if (engine_faults_ * kLessonsPerFault > lessons_.size()) return give_up();
    }
    return std::move(answers_);
  }

 private:
  Result<Done> ask(std::size_t lesson) {
    batching::GenerationRequest request {
      .prompt = TRY(deps_.format.prompt(lessons_[lesson], with_head_))
      , .adapter = deps_.adapter, .sampling = {.temperature = 0}, .deadline = deps_.clock.steady_now() + kPatience,
          .client = "score"
    };
    const std::int64_t room = deps_.context_tokens - static_cast<std::int64_t>(request.prompt.size());
    if (deps_.answer_tokens_max < room) request.output_tokens_max = deps_.answer_tokens_max;
    const Result<batching::Inference::Ticket> ticket =
        deps_.inference.submit(std::move(request), std::make_shared<Listener>(lesson, endings_));
    if (ticket)
      tickets_.push_back(*ticket);
    else
      endings_->add({.lesson = lesson,
                     .trouble = ticket.error().message,
                     .is_engines_fault = !is_models_fault(ticket.error().code)});
    return Done{};
  }

  void take(Ending ending) {
    engine_faults_ += ending.is_engines_fault ? 1 : 0;
    if (ending.is_engines_fault && first_fault_.empty()) first_fault_ = ending.trouble;
    Answer& answer = answers_[ending.lesson];
    answer = assembled(ending.tokens, deps_.format);
    answer.trouble = std::move(ending.trouble);
    answer.certainty.is_right = answer.trouble.empty() && answer.text == lessons_[ending.lesson].answer;
    ++answered_;
    if (deps_.on_progress) deps_.on_progress(answered_);
  }

  std::unexpected<Error> give_up() {
    cancel_all();
    return fail(ErrorCode::unavailable,
                fmt::format("{} of {} answers failed by the engine's doing, which is no score: {}", engine_faults_,
                            answered_, first_fault_));
  }

  void cancel_all() {
    for (const batching::Inference::Ticket ticket : tickets_)
      deps_.inference.cancel(ticket);
  }

  std::span<const data::Lesson> lessons_;
  bool with_head_;
  AnsweringDeps deps_;
  std::vector<Answer> answers_;
  std::shared_ptr<Endings> endings_ = std::make_shared<Endings>();  // listeners may outlive a stopped run
  std::vector<batching::Inference::Ticket> tickets_;
  std::size_t asked_ = 0, answered_ = 0, engine_faults_ = 0;
  std::string first_fault_;
};

// A model without tokens for thinking writes the marks as text.
void part_by_text(Answer& answer) {
  constexpr std::string_view kBegin = "<think>", kEnd = "</think>";
  const std::size_t end = answer.text.find(kEnd);
  if (end == std::string::npos) return;
  const std::size_t begin = answer.text.starts_with(kBegin) ? kBegin.size() : 0;
  answer.thinking = answer.text.substr(begin, end - begin);
  answer.text.erase(0, end + kEnd.size());
}

}  // namespace

Answer assembled(std::span<const batching::GeneratedToken> tokens, const data::ChatFormat& format) {
  Answer answer;
  const std::optional<llama::Token> thinking_end = format.thinking_end();
  for (const batching::GeneratedToken& token : tokens) {
    answer.certainty.mean_probability += std::exp(token.log_probability);
    answer.certainty.mean_margin += token.margin;
    if (thinking_end && token.token == *thinking_end)
      answer.thinking = std::exchange(answer.text, "");
    else
      answer.text += token.bytes;
  }
  answer.tokens = static_cast<std::int64_t>(tokens.size());
  const double count = static_cast<double>(std::max<std::size_t>(1, tokens.size()));
  answer.certainty.mean_probability /= count;
  answer.certainty.mean_margin /= count;
  if (!thinking_end) part_by_text(answer);
  return answer;
}

Result<Done> check_any_asked(std::span<const Answer> answers) {
  const auto was_asked = [](const Answer& answer) { return answer.trouble.empty() || answer.tokens > 0; };
  if (answers.empty() || std::ranges::any_of(answers, was_asked)) return Done{};
  return fail(ErrorCode::invalid_input, fmt::format("none of {} prompts could be asked, which is no score: {}",
                                                    answers.size(), answers.front().trouble));
}

Result<std::vector<Answer>> answer_all(std::span<const data::Lesson> lessons, bool with_head, AnsweringDeps deps) {
  return Questioning(lessons, with_head, std::move(deps)).run();
}

}  // namespace swarm::scoring
