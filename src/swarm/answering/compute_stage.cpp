#include "swarm/answering/compute_stage.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "swarm/answering/chat_requests.hpp"
#include "swarm/answering/stored_text.hpp"

namespace swarm::answering {

namespace {

std::string note_of(const HeadOpinion& opinion) {
  const std::string_view head = json::name_of(opinion.head);
  if (opinion.said) return fmt::format("{} computed {}", head, shortened(opinion.said->value));
  return fmt::format("{} refused: {}", head, opinion.said.error().message);
}

double chance_of(answers::Head head, const routing::RouteDecision& route) {
  for (const routing::HeadChance& chance : route.chances) {
    if (chance.head == head) return chance.probability;
  }
  return 0;
}

StageAnswer answer_of(HeadOpinion& opinion) {
  return {.head = opinion.head,
          .verdict = answers::Verdict::verified,
          .answer = std::move(opinion.said->answer),
          .value = std::move(opinion.said->value),
          .evidence = std::move(opinion.said->evidence)};
}

bool was(const HeadOpinion& opinion, heads::RefusalKind kind) {
  return !opinion.said && opinion.said.error().kind == kind;
}

}  // namespace

StageEnd judge(std::vector<HeadOpinion> opinions) {
  StageEnd end;
  HeadOpinion* first = nullptr;
  bool disagree = false;
  for (HeadOpinion& opinion : opinions) {
    end.notes.push_back(note_of(opinion));
    if (!opinion.said) continue;
    if (first == nullptr)
      first = &opinion;
    else
      disagree = disagree || first->said->value != opinion.said->value;
  }
  if (disagree) {
    end.outcome = StageOutcome::abstained;
    end.reason = answers::AbstainReason::heads_disagree;
  } else if (first != nullptr) {
    end.outcome = StageOutcome::answered;
    end.answer = answer_of(*first);
  } else if (std::ranges::any_of(
                 opinions, [](const HeadOpinion& opinion) { return was(opinion, heads::RefusalKind::too_large); })) {
    end.outcome = StageOutcome::abstained;
    end.reason = answers::AbstainReason::too_large;
  }
  return end;
}

std::vector<HeadOpinion> ComputeStage::ask_all(const Question& question, const routing::RouteDecision& route) const {
  std::vector<const heads::ComputingHead*> order = heads_;
  std::ranges::sort(order, std::less{}, [&](const heads::ComputingHead* head) {
    return std::pair(-chance_of(head->name(), route), head->name());
  });
  std::vector<HeadOpinion> opinions;
  for (const heads::ComputingHead* head : order) {
    if (question.head_wanted && head->name() != *question.head_wanted) continue;
    opinions.push_back({head->name(), head->compute(question.prompt, limits_, question.stop)});
  }
  return opinions;
}

// Not where the client said what the answer looks like, nor where more was asked than what the user said in words.
bool ComputeStage::takes(const Question& question, const routing::RouteDecision& route) const {
  if (is_formatted(question) || !is_asked_in_words(question)) return false;
  if (question.strategy == answers::Strategy::compute) return true;
  return question.strategy == answers::Strategy::automatic && plans_.of(route.head).has(StageName::compute);
}

Async<Result<StageEnd>> ComputeStage::run(Question question, routing::RouteDecision route, std::vector<Candidate>) {
  co_return co_await pool_.run([this, question = std::move(question), route = std::move(route)]() -> Result<StageEnd> {
    std::vector<HeadOpinion> opinions = ask_all(question, route);
    if (std::ranges::any_of(opinions,
                            [](const HeadOpinion& opinion) { return was(opinion, heads::RefusalKind::cancelled); })) {
      return fail(ErrorCode::cancelled, "the work was stopped");
    }
    return judge(std::move(opinions));
  });
}

}  // namespace swarm::answering
