#pragma once

#include "platform/storage/sql_value.hpp"
#include "swarm/tasks/task_types.hpp"

// Between columns and types.
namespace swarm::tasks {

// A row of SWARM_TASK_COLUMNS, from `first` on; texts are moved out.
Task task_of(storage::Row& row, std::size_t first = 0);
// A row of SWARM_CLAIM_COLUMNS; `rank` orders the claimed ones.
Assignment assignment_of(storage::Row& row, std::int64_t& rank);

// Ids as they stand in one column, and as a statement takes a list of them.
std::string joined_ids(const std::vector<TaskId>& ids);
std::vector<TaskId> split_ids(std::string_view joined);
std::string id_list(const std::vector<TaskId>& ids);

storage::SqlValue optional_name(const std::optional<answers::Head>& head);
std::optional<answers::Verdict> optional_verdict(const std::optional<std::string>& name);
TaskState state_named(const std::string& name);
storage::SqlValue messages_value(const std::vector<Message>& messages);
// What else the submitter said of how it is answered; null when nothing.
storage::SqlValue ask_value(const TaskInput& input);
// Which model answered, and its message when it carries more than text; null when none did.
storage::SqlValue model_answer_value(const TaskResult& result);
// What of a result has no column of its own.
std::string result_text(const TaskResult& result);

// For an id, state or enum that our own database holds: a wrong one means that somebody else wrote there.
TaskId task_id_of(const std::string& text);
ProjectId project_id_of(const std::string& text);

}  // namespace swarm::tasks
