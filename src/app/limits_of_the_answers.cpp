#include <fmt/format.h>

#include "app/limits_table.hpp"
#include "swarm/answering/answer_text.hpp"
#include "swarm/answering/answering_config.hpp"
#include "swarm/answering/arithmetic_check.hpp"
#include "swarm/consensus/consensus_types.hpp"
#include "swarm/heads/code/program_check.hpp"

namespace swarm::app {

namespace {

std::string number(auto value) {
  return fmt::format("{}", value);
}

MaximaOfPart answering_by_models() {
  constexpr char kSamples[] = "swarm_consensus_decisions_total";
  constexpr char kStages[] = "swarm_answering_stages_total";
  return {"Answering by models",
          {
              {.what = "Options for the model in a task",
               .fixed = "64KiB, 50 members",
               .behaviour = "400 with the path",
               .counter = "swarm_http_requests_total",
               .test = "TaskServiceTest.OptionsSayNothingThatTheTaskItselfSaysAndAreBounded"},
              {.what = "Messages of a task's conversation",
               .fixed = "1000",
               .behaviour = "400 with the path",
               .counter = "swarm_http_requests_total",
               .test = "TaskServiceTest.TakesAConversationAsOpenAiHasIt"},
              {.what = "Voters of a ballot",
               .fixed = number(consensus::kElectorateMax),
               .behaviour = "refused",
               .counter = kSamples,
               .test = "Ballot.NobodyVotesBeyondTheElectorate"},
              {.what = "Models of the cloud that are asked for one answer",
               .fixed = number(answering::kCloudModelsMax),
               .behaviour = "further ones are not asked",
               .counter = kStages,
               .test = "ModelPlans.TakeTheFirstLocalModelAndAllOfTheCloudUpToTheLargestNumber"},
              {.what = "Bytes of a value in a model's answer",
               .fixed = number(answering::kValueBytesMax),
               .behaviour = "not taken for one",
               .counter = kStages,
               .test = "AnswerText.AValueThatIsTooLongIsNone"},
              {.what = "Thoughts of a model among the steps of its answer",
               .fixed = number(answering::kThoughtStepsMax),
               .behaviour = "the last one says how many are left out",
               .test = "AnswerText.ThoughtsAreBounded"},
              {.what = "Calculations of an answer that are done again",
               .fixed = number(answering::kEquationsMax),
               .behaviour = "further ones are not looked at",
               .counter = kStages,
               .test = "StatedEquations.AreBounded"},
              {.what = "Tests of a prompt that a program is held against",
               .fixed = number(code::kTestsMax),
               .behaviour = "not checked: the answer stays unverified",
               .counter = kStages,
               .test = "PromptTests.AreBounded"},
          }};
}

MaximaOfPart heads_on_models() {
  MaximaOfPart part{"Models, by head", {}};
  for (const auto& head : enum_names(answers::Head{})) {
    part.maxima.push_back({.what = fmt::format("Answers that a vote asks for ({})", head.name),
                           .setting = fmt::format("answering.{}.vote.samples_max", head.name),
                           .behaviour = "decided on what there is",
                           .counter = "swarm_consensus_decisions_total",
                           .test = "Cascaded.VotesThatAreTooDifferentAreADisagreementWithoutTheCloud"});
    part.maxima.push_back({.what = fmt::format("Tokens of an answer, unless the task says more ({})", head.name),
                           .setting = fmt::format("answering.{}.output_tokens_max", head.name),
                           .behaviour = "the model ends there; a value that was cut off is not taken",
                           .counter = "swarm_answering_stages_total",
                           .test = "ChatRequests.TheTokenLimitStandsApartFromTheOptions"});
  }
  return part;
}

}  // namespace

std::vector<MaximaOfPart> limits_of_the_answers() {
  return {answering_by_models(), heads_on_models()};
}

}  // namespace swarm::app
