#pragma once

#include "providers/chat/chat_model.hpp"
#include "providers/gateway/governed_call.hpp"

namespace swarm::gateway {

// A model of the catalogue as the stages of a cascade see it: a conversation in, an answer out. Every call is governed
// like one of the plain lane.
class GovernedChatModel final : public chat::ChatModel {
 public:
  GovernedChatModel(GovernedCalls& calls, const chat::Catalogue& catalogue, chat::Target target,
                    const chat::HostedProvider* hosted = nullptr)
      : calls_(calls), catalogue_(catalogue), target_(target), hosted_(hosted) {}

  std::string_view name() const override { return model().name; }
  chat::ProviderClass provider_class() const override { return provider().config.provider_class; }
  bool masks() const override { return provider().masks(); }
  std::int64_t context_tokens() const override { return model().context_tokens; }
  chat::Instructions instructions() const override { return model().instructions; }
  bool is_set_up() const override { return hosted_ == nullptr || hosted_->is_set_up(); }
  std::shared_ptr<const chat::Calibration> calibration() const override;
  Async<Result<chat::ChatReply>> complete(chat::ChatRequest request) override;

 private:
  const chat::Provider& provider() const { return catalogue_.provider_of(target_); }
  const chat::Model& model() const { return catalogue_.model_of(target_); }
  Result<std::shared_ptr<Job>> job_for(chat::ChatRequest& request) const;

  GovernedCalls& calls_;
  const chat::Catalogue& catalogue_;
  const chat::Target target_;
  const chat::HostedProvider* const hosted_;  // nothing: its server is elsewhere
};

}  // namespace swarm::gateway
