#pragma once

#include <vector>

#include "swarm/openai/answer_form.hpp"

// What the forms of answers are made of.
namespace swarm::openai {

std::unique_ptr<AnswerForm> make_chat_form(FormFacts facts);
std::unique_ptr<AnswerForm> make_completion_form(FormFacts facts);
std::unique_ptr<AnswerForm> make_response_form(FormFacts facts);

json::Object token_counts(const tasks::Usage& usage);  // prompt_tokens, completion_tokens, total_tokens

std::string data_frame(const json::Object& data);
std::string event_frame(std::string_view event, const json::Object& data);
// Official clients take the data of every event, whatever its name, for a piece of the answer; a comment they skip.
std::string status_comment(const json::Object& status);
// A text cut into what one frame may carry, never inside of a character.
std::vector<std::string_view> pieces_of(std::string_view text);

}  // namespace swarm::openai
