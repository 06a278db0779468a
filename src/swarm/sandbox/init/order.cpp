#include "swarm/sandbox/init/order.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace swarm::sandbox::init {

namespace {

bool write_file(const char* name, Bytes content) {
  const int file = ::open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);
  if (file < 0) return false;
  while (content.size > 0) {
    const ssize_t written = ::write(file, content.data, content.size);
    if (written <= 0) break;
    content.data += written;
    content.size -= static_cast<std::size_t>(written);
  }
  ::close(file);
  return content.size == 0;
}

bool enter_folder(const char* folder) {
  return (::mkdir(folder, 0755) == 0 || errno == EEXIST) && ::chdir(folder) == 0;
}

bool add_file(Bytes record) {
  const std::size_t name = ::strnlen(record.data, record.size);
  return name < record.size && write_file(record.data, {record.data + name + 1, record.size - name - 1});
}

bool add_limit(Step& step, Bytes record) {
  if (step.limit_count == kLimitsMax || record.size != sizeof(std::int32_t) + sizeof(std::uint64_t)) return false;
  std::int32_t resource = 0;
  std::uint64_t value = 0;
  std::memcpy(&resource, record.data, sizeof resource);
  std::memcpy(&value, record.data + sizeof resource, sizeof value);
  step.limits[step.limit_count++] = {resource, value};
  return true;
}

template <int Max>
bool add_text(const char* (&list)[Max], int& count, Bytes record) {
  if (count + 1 >= Max) return false;  // the last place stays null
  list[count++] = record.data;
  return true;
}

bool add_to_step(Step& step, OrderRecord kind, Bytes record) {
  if (kind == OrderRecord::argument) return add_text(step.arguments, step.argument_count, record);
  if (kind == OrderRecord::variable) return add_text(step.variables, step.variable_count, record);
  return kind == OrderRecord::limit && add_limit(step, record);
}

bool begin_step(Order& order, Bytes record) {
  if (order.step_count == kStepsMax || record.size != 1) return false;
  order.steps[order.step_count++].is_program = record.data[0] == 1;
  return true;
}

bool add_record(Order& order, OrderRecord kind, Bytes record) {
  switch (kind) {
    case OrderRecord::file:
      return add_file(record);
    case OrderRecord::folder:
      order.folder = record.data;
      return enter_folder(record.data);
    case OrderRecord::input:
      order.input = record;
      return true;
    case OrderRecord::strict_filter:
      order.strict_filter = record;
      return true;
    case OrderRecord::tool_filter:
      order.tool_filter = record;
      return true;
    case OrderRecord::visible:
      if (order.visible_count == kVisibleMax) return false;
      order.visible[order.visible_count++] = record;
      return true;
    case OrderRecord::process_offset:
      if (record.size != sizeof order.process_offset) return false;
      std::memcpy(&order.process_offset, record.data, sizeof order.process_offset);
      return true;
    case OrderRecord::step:
      return begin_step(order, record);
    default:
      return order.step_count > 0 && add_to_step(order.steps[order.step_count - 1], kind, record);
  }
}

}  // namespace

bool read_order(int descriptor, Order& order) {
  struct stat facts{};
  if (::fstat(descriptor, &facts) != 0 || facts.st_size <= 0) return false;
  const std::size_t size = static_cast<std::size_t>(facts.st_size);
  void* mapped = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  if (mapped == MAP_FAILED) return false;
  const char* const bytes = static_cast<const char*>(mapped);
  constexpr std::size_t kHead = 1 + sizeof(std::uint32_t);
  for (std::size_t at = 0; at < size;) {
    std::uint32_t length = 0;
    if (size - at < kHead) return false;
    std::memcpy(&length, bytes + at + 1, sizeof length);
    if (size - at - kHead <= length || bytes[at + kHead + length] != 0) return false;
    if (!add_record(order, static_cast<OrderRecord>(bytes[at]), {bytes + at + kHead, length})) return false;
    at += kHead + length + 1;
  }
  return order.folder != nullptr && order.step_count > 0;
}

}  // namespace swarm::sandbox::init
