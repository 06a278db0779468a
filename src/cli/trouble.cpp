#include "cli/trouble.hpp"

#include <fmt/format.h>

#include "cli/api.hpp"
#include "cli/human_text.hpp"
#include "cli/json_view.hpp"
#include "cli/safe_text.hpp"

namespace swarm::cli {

namespace {

constexpr std::size_t kBodyShownMax = 200;  // of an answer that is no problem document

ErrorCode code_of_status(int status) {
  for (const ErrorCodeFacts& facts : kErrorCodes) {
    if (facts.http_status == status) return facts.code;
  }
  if (status == 405 || status == 415 || status == 422) return ErrorCode::invalid_input;
  if (status == 502) return ErrorCode::unavailable;
  return status >= 500 ? ErrorCode::internal : ErrorCode::invalid_input;
}

std::vector<Fault> faults_of(const json::Value& document) {
  std::vector<Fault> faults;
  for (const json::Value& entry : list_at(document, "errors"))
    faults.push_back({raw_text(entry, "path"), raw_text(entry, "message")});
  return faults;
}

std::string first_of(std::string preferred, std::string otherwise) {
  return preferred.empty() ? otherwise : preferred;
}

std::string next_step(const Trouble& trouble) {
  if (!trouble.next.empty()) return trouble.next;
  const Error& error = trouble.error;
  if (error.retry_after) return fmt::format("try again in {}", human_duration(*error.retry_after));
  switch (error.code) {
    case ErrorCode::unauthenticated:
      return "the server does not accept this key (revoked, expired or of another server): give one with --key-file";
    case ErrorCode::forbidden:
      return "'swarmctl keys self' shows what this key may do; 'swarmctl keys create' makes one that may do more";
    case ErrorCode::timeout:
      return "give it longer with --timeout";
    case ErrorCode::storage_full:
      return "free disk space on the server; it goes on by itself";
    default:
      return {};
  }
}

}  // namespace

Trouble trouble_of(const ApiReply& reply) {
  Trouble trouble(code_of_status(reply.status), "");
  Result<json::Value> document = json::parse(reply.body);
  trouble.request_id = reply.request_id;
  trouble.error.retry_after = reply.retry_after;
  if (!document || !document->is_object() || raw_text(*document, "code").empty()) {
    trouble.error.message = fmt::format("the server answered {} {}", reply.status, reply.body.substr(0, kBodyShownMax));
    trouble.next = "is this address a swarmd, without another service in between?";
    return trouble;
  }
  if (const auto code = error_code_named(raw_text(*document, "code"))) trouble.error.code = *code;
  trouble.error.message = first_of(raw_text(*document, "detail"), raw_text(*document, "title"));
  trouble.error.reason = raw_text(*document, "reason");
  trouble.error.faults = faults_of(*document);
  trouble.request_id = first_of(raw_text(*document, "request_id"), reply.request_id);
  trouble.document = std::move(*document);
  return trouble;
}

std::string trouble_text(const Trouble& trouble, const Console& console) {
  const Error& error = trouble.error;
  std::string text = console.styled_remark("swarmctl: ", Style::bad) + safe_line(error.message);
  text += error.reason.empty() ? "\n" : fmt::format(" [{}]\n", safe_line(error.reason));
  const bool is_said_already = error.faults.size() == 1 && error.message.contains(error.faults.front().message);
  if (!is_said_already) {
    for (const Fault& fault : error.faults)
      text += fmt::format("  {}: {}\n", safe_line(fault.path), safe_line(fault.message));
  }
  if (const std::string next = next_step(trouble); !next.empty()) text += fmt::format("  {}\n", safe_line(next));
  if (!trouble.request_id.empty()) {
    text += console.styled_remark(fmt::format("  request id: {}", safe_line(trouble.request_id)), Style::faint) + "\n";
  }
  return text;
}

json::Value trouble_document(const Trouble& trouble) {
  if (trouble.document.is_object()) return trouble.document;
  const ErrorCodeFacts& facts = facts_of(trouble.error.code);
  json::Object document{{"type", fmt::format("urn:swarmkeeper:error:{}", facts.name)},
                        {"code", facts.name},
                        {"detail", trouble.error.message}};
  if (!trouble.error.reason.empty()) document.emplace("reason", trouble.error.reason);
  if (!trouble.request_id.empty()) document.emplace("request_id", trouble.request_id);
  return document;
}

}  // namespace swarm::cli
