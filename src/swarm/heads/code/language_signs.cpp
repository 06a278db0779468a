#include "swarm/heads/code/language_signs.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <span>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "swarm/heads/code/request_words.hpp"

namespace swarm::code {

namespace {

using Signs = std::span<const std::string_view>;

// Where a sign begins or ends in a letter, the neighbour must not be part of the same name.
bool contains_sign(std::string_view text, std::string_view sign) {
  const auto is_name = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  for (std::size_t at = 0; (at = text.find(sign, at)) != std::string_view::npos; ++at) {
    const bool begins = !is_name(sign.front()) || at == 0 || !is_name(text[at - 1]);
    const std::size_t end = at + sign.size();
    const bool ends = !is_name(sign.back()) || end == text.size() || !is_name(text[end]);
    if (begins && ends) return true;
  }
  return false;
}

bool has_any(std::string_view text, Signs signs) {
  return std::ranges::any_of(signs, [&](std::string_view sign) { return contains_sign(text, sign); });
}

// What Python, JavaScript and C++ do not say.
// clang-format off
constexpr auto kForeign = std::to_array<std::string_view>({
    "System.out", "public static", "public class", "String[]", "import java", "Console.Write", "using System",
    "package main", "fmt.Print", "fmt.Sprint", "func ", "fn ", "println!", "let mut", "impl ", "puts ", "elsif",
    ".each do", "do |", "<?php", "<?=", "echo ", "my $", "use strict", "#!/bin", "#!/usr/bin/env bash", "$(",
    "SELECT ", "select ", "INSERT INTO", "CREATE TABLE", "UPDATE ", "fun ", "println(", "val ", "interface ",
    ": number", ": string", "local ", "<- ", "cat(", "data.frame", "writeln", "Dim ", "disp(", "fprintf(", "(defun",
    "(define", "module Main", "<html", "<div", "</", "FROM ", "apiVersion:", "Sub ", "DISPLAY ", "PROCEDURE",
    "PROGRAM ", "putStrLn", "IO.puts", "def main(args", "object ", "trait ", "@interface", "NSLog", "guard let",
    "Int =", "Int)", "-> Int", "String)", "sudo ", "git ", "npm ", "pip ", "cd ", "ls ", "$ ", ">>> ", "In [",
    "public void", "private ", "extends Object", "std::io", "use std", "SET ", "PRINT ", "END ", "ENDIF",
    "THEN", "then\n", "\nend\n", "\nfi\n", "\ndone\n"});
constexpr auto kPythonSigns = std::to_array<std::string_view>({
    "print(", "range(", "len(", "elif", "lambda", "None", "True", "False", "str(", "sorted(", "def ", "f\"", "f'",
    "isinstance(", "enumerate(", "zip(", "tuple(", "dict(", "list(", "__name__", "not in", "import math",
    "from collections", ".append(", ".items()", ".upper()", ".lower()", "sum(", "raise ", "assert ", "input(",
    "set(", "int(", "import "});
constexpr auto kPythonOpeners = std::to_array<std::string_view>({
    "for ", "while ", "if ", "def ", "class ", "with ", "try:", "else:", "elif ", "async "});
constexpr auto kJavaScriptSigns = std::to_array<std::string_view>({
    "console.", "=>", "let ", "const ", "var ", "function ", "function(", "===", "!==", "typeof ", "undefined",
    "null", "new Promise", "require(", ".length", "JSON.", "Math.", "process.", "parseInt(", "Object.", "Array.",
    ".toUpperCase(", ".toFixed(", "async ", ".then("});
constexpr auto kOnlyJavaScript = std::to_array<std::string_view>({
    "console.log", "console.error", "===", "!==", "typeof ", "const ", "let ", "=> ", "=>{"});
constexpr auto kOnlyCpp = std::to_array<std::string_view>({
    "#include", "std::", "cout", "int main", "using namespace", "vector<"});
// clang-format on

bool line_with_colon(std::string_view program) {
  for (const std::string_view line : split(program, '\n')) {
    const std::string_view text = trim(line);
    const bool opens =
        std::ranges::any_of(kPythonOpeners, [&](std::string_view opener) { return text.starts_with(opener); });
    if (opens && text.contains(':') && !text.contains('{') && !text.ends_with(';')) return true;
  }
  return false;
}

bool looks_like_python(std::string_view program) {
  return has_any(program, kPythonSigns) || line_with_colon(program);
}

bool looks_like_cpp(std::string_view program) {
  // clang-format off
  static constexpr auto kSigns = std::to_array<std::string_view>({
      "#include", "std::", "cout", "int main", "printf(", "vector<", "using namespace", "nullptr", "int ", "double ",
      "char ", "auto ", "unsigned ", "sizeof(", "static_cast<", "endl", "bool "});
  // clang-format on
  return has_any(program, kSigns);
}

}  // namespace

bool looks_foreign(std::string_view program) {
  return has_any(program, kForeign);
}

// Each way in which language_of() finds a language, without regard to where its signs stand: a program is cut from the
// prompt line by line, so a sign in it is in the prompt too.
bool may_hold_program(std::string_view prompt) {
  const auto holds = [&](Signs signs) {
    return std::ranges::any_of(signs, [&](std::string_view sign) { return prompt.contains(sign); });
  };
  return prompt.contains('`') || may_name_language(prompt) || holds(kPythonSigns) || holds(kJavaScriptSigns) ||
         holds(kOnlyJavaScript) || holds(kOnlyCpp) || (prompt.contains(':') && holds(kPythonOpeners));
}

std::optional<Language> language_of_tag(std::string_view tag) {
  return language_named(tag);
}

std::optional<Language> language_of(std::string_view program) {
  if (looks_foreign(program)) return std::nullopt;
  if (has_any(program, kOnlyCpp)) return Language::cpp;
  const bool python = looks_like_python(program), javascript = has_any(program, kJavaScriptSigns);
  if (has_any(program, kOnlyJavaScript) && !contains_sign(program, "print(") && !line_with_colon(program))
    return Language::javascript;
  if (python && !javascript && !looks_like_cpp(program)) return Language::python;
  if (javascript && !python && !looks_like_cpp(program)) return Language::javascript;
  // clang-format off
  static constexpr auto kLikeJavaScript = std::to_array<std::string_view>({
      ";\n", "let ", "var ", "const ", "function "});
  // clang-format on
  // What both allow, decided by what only Python prints with.
  if (python && contains_sign(program, "print(") && !has_any(program, kLikeJavaScript)) return Language::python;
  if (python && line_with_colon(program)) return Language::python;
  return std::nullopt;
}

}  // namespace swarm::code
