#include "cli/session.hpp"

#include "cli/json_view.hpp"

namespace swarm::cli {

int print_document(Session& session, const Document& document) {
  if (session.console.out_is_terminal())
    session.console.print_line(readable_json(document.value));
  else
    session.console.print_line(document.text.empty() ? "null" : document.text);
  return 0;
}

int print_json(Session& session, const json::Value& value) {
  session.console.print_line(session.console.out_is_terminal() ? readable_json(value) : json::to_text(value));
  return 0;
}

int say(Session& session, std::string_view line) {
  session.console.print_line(line);
  return 0;
}

}  // namespace swarm::cli
