#pragma once

#include <memory>
#include <optional>
#include <string>

#include "platform/http_server/message.hpp"
#include "swarm/openai/answer_form.hpp"
#include "swarm/openai/swarm_lane.hpp"

namespace swarm::openai {

// A task of the swarm as a stream of one of OpenAI's endpoints: what it does as comments, its text while it is written
// when nobody verifies it, and its answer when it has ended. A stream whose text was told and does not go on in the
// answer (another attempt wrote anew) ends with an error: what was shown cannot be taken back.
class SwarmStream final : public http::EventSource {
 public:
  SwarmStream(const OpenAiMetrics& metrics, SwarmLane::Begun begun, std::unique_ptr<AnswerForm> form,
              std::string request_id);
  ~SwarmStream() override;

  Async<std::optional<std::string>> next(std::chrono::milliseconds at_most) override;
  bool ends_at_drain() const override { return false; }

 private:
  std::string frames_of(const TextHub::Heard& heard);
  std::string frames_of(const tasks::Task& task);
  std::string end_frames(const tasks::Task& task);
  std::string fail_with(const Error& error);

  const OpenAiMetrics& metrics_;
  SwarmLane::Hold hold_;
  SwarmLane::Watch watch_;
  const std::unique_ptr<AnswerForm> form_;
  const std::string request_id_;
  std::string told_{};                                                // of the text
  std::optional<std::pair<tasks::TaskState, std::int64_t>> shown_{};  // the last status
  bool has_begun_ = false;
  bool has_ended_ = false;
};

// OpenAI's error object for an error: {message, type, param, code}.
json::Object error_object(const Error& error, std::string_view request_id);
Outcome outcome_of(const tasks::Task& task);

}  // namespace swarm::openai
