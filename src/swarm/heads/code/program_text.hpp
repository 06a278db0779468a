#pragma once

#include <string>
#include <string_view>

#include "swarm/heads/code/code_question.hpp"

namespace swarm::code {

// Programs around the user's program, which stands in a file of its own beside them.
extern const std::string_view kPythonValueDriver;      // prints what the expression is
extern const std::string_view kPythonTestDriver;       // runs every test by itself and prints one line for each
extern const std::string_view kJavaScriptValueDriver;  // prints what the expression is, as console.log does

// The program as a whole translation unit: one without `main` is put into it, and an expression is printed.
std::string cpp_program(const CodeQuestion& question);

}  // namespace swarm::code
