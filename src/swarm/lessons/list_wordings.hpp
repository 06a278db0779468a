#pragma once

#include <string_view>

#include "swarm/lessons/problems.hpp"

// Tables of wordings about short lists, one a line. {l} is the list as it is shown, {r} the same with "or", {p} as
// Python has it, {i} a place counted from 0, {o} an ordinal.
namespace swarm::lessons {

// The list within the question: for one item or the length, and for all items. The tables after `length` are of
// `whole`.
std::string_view wordings_of_item(ListTask::Operation operation);
std::string_view wordings_of_whole(ListTask::Operation operation);

// Questions without the list, {k} being what each item is; empty where there are none. {q} in the introductions, {u}
// within a sentence. The named ones end with "|score": their {k}.
std::string_view questions_behind(ListTask::Operation operation);
std::string_view list_introductions();
std::string_view named_list_introductions();

// {c} is a call such as "max([3, 9])"; with variables "max(x)", where {v} is "x". {nl} is a line end.
std::string_view call_wordings();
std::string_view variable_wordings();

}  // namespace swarm::lessons
