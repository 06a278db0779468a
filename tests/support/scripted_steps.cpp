#include <fmt/format.h>

#include "base/json.hpp"
#include "support/scripted_upstream.hpp"

namespace swarm::scripted {

namespace {

std::string head(int status, const Headers& headers) {
  std::string text = fmt::format("HTTP/1.1 {} Scripted\r\n", status);
  for (const auto& [name, value] : headers)
    text += fmt::format("{}: {}\r\n", name, value);
  return text + "\r\n";
}

constexpr std::string_view kUsage = R"({"prompt_tokens":10,"completion_tokens":5,"total_tokens":15})";
constexpr std::string_view kChunkMembers =
    R"("id":"chatcmpl-scripted","object":"chat.completion.chunk","created":1700000000,"model":"scripted")";

}  // namespace

Step send(std::string data) {
  return {.kind = Step::Kind::send, .data = std::move(data)};
}
Step taken() {
  return {.kind = Step::Kind::taken};
}
Step wait(std::string gate) {
  return {.kind = Step::Kind::wait, .data = std::move(gate)};
}
Step repeat(std::string data, std::optional<std::size_t> count) {
  return {.kind = Step::Kind::repeat, .data = std::move(data), .count = count};
}
Step close() {
  return {.kind = Step::Kind::close};
}
Step reset() {
  return {.kind = Step::Kind::reset};
}
Step hang() {
  return {.kind = Step::Kind::hang};
}
Step echo(int status) {
  return {.kind = Step::Kind::echo, .count = static_cast<std::size_t>(status)};
}

Script reply(int status, std::string_view body, ReplyOptions options) {
  Headers headers{{"Content-Type", options.content_type},
                  {"Content-Length", fmt::format("{}", options.length.value_or(body.size()))}};
  headers.insert(headers.end(), options.headers.begin(), options.headers.end());
  return {send(head(status, headers) + std::string(body))};
}

std::string chunk(std::string_view data) {
  return fmt::format("{:x}\r\n{}\r\n", data.size(), data);
}

Script stream(const std::vector<std::string>& pieces, bool ends) {
  Script script{send(head(200, {{"Content-Type", "text/event-stream"}, {"Transfer-Encoding", "chunked"}}))};
  for (const std::string& piece : pieces)
    script.push_back(send(chunk(piece)));
  if (ends) script.push_back(send("0\r\n\r\n"));
  return script;
}

std::string flat(const Script& script) {
  std::string all;
  for (const Step& step : script)
    if (step.kind == Step::Kind::send) all += step.data;
  return all;
}

Script cut(const Script& script, std::size_t size, Step end) {
  return {send(flat(script).substr(0, size)), std::move(end)};
}

Script in_pieces(const Script& script, std::size_t size) {
  Script parted;
  for (const Step& step : script) {
    if (step.kind != Step::Kind::send) parted.push_back(step);
    for (std::size_t at = 0; step.kind == Step::Kind::send && at < step.data.size(); at += size) {
      parted.push_back(send(step.data.substr(at, size)));
      parted.push_back(taken());
    }
  }
  return parted;
}

Script split_at(const Script& script, std::size_t place) {
  const std::string all = flat(script);
  return {send(all.substr(0, place)), taken(), send(all.substr(place))};
}

std::string chat_reply(std::string_view text, bool with_usage) {
  return fmt::format(
      R"({{"id":"chatcmpl-scripted","object":"chat.completion","created":1700000000,"model":"scripted","choices":[)"
      R"({{"index":0,"message":{{"role":"assistant","content":{}}},"finish_reason":"stop"}}]{}}})",
      json::to_text(json::Value(text)), with_usage ? fmt::format(R"(,"usage":{})", kUsage) : "");
}

std::string chat_frame(std::string_view text, bool is_last) {
  return fmt::format("data: {{{},\"choices\":[{{\"index\":0,\"delta\":{},\"finish_reason\":{}}}]}}\n\n", kChunkMembers,
                     is_last ? "{}" : fmt::format(R"({{"content":{}}})", json::to_text(json::Value(text))),
                     is_last ? R"("stop")" : "null");
}

std::string usage_frame() {
  return fmt::format("data: {{{},\"choices\":[],\"usage\":{}}}\n\n", kChunkMembers, kUsage);
}

std::vector<std::string> chat_frames(bool with_usage) {
  std::vector<std::string> frames{chat_frame("Good"), chat_frame(" morning"), chat_frame("."), chat_frame("", true)};
  if (with_usage) frames.push_back(usage_frame());
  frames.emplace_back(kDoneFrame);
  return frames;
}

}  // namespace swarm::scripted
