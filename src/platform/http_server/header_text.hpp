#pragma once

#include <string_view>

// The character classes and small grammars of RFC 9110 that the header and the trailers of a chunked body share.
namespace swarm::http {

bool is_token(std::string_view text);        // RFC 9110, section 5.6.2; not empty
bool is_field_value(std::string_view text);  // no control characters other than tab
bool equals_ignoring_case(std::string_view a, std::string_view b);

struct FieldLine {
  std::string_view name, value;  // the value without the blanks around it
};
// A line without its CRLF. False when it is no field: folded, a blank before the colon, a control character.
bool parse_field_line(std::string_view line, FieldLine& field);

// Whether the comma-separated list holds `token`, in any case.
bool list_has(std::string_view list, std::string_view token);

}  // namespace swarm::http
