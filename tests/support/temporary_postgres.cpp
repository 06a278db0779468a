#include "support/temporary_postgres.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <grp.h>
#include <iterator>
#include <optional>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace swarm::tests {

namespace {

const std::filesystem::path kPrograms = "/usr/lib/postgresql/15/bin";
constexpr std::chrono::seconds kStartMax{60};
constexpr std::chrono::milliseconds kLookAgain{20};

// Who runs the server: us, unless we are root.
struct User {
  uid_t user;
  gid_t group;
  bool is_other;
};

std::optional<User> server_user() {
  if (geteuid() != 0) return User{geteuid(), getegid(), false};
  for (const char* name : {"postgres", "nobody"}) {
    if (const passwd* found = getpwnam(name)) return User{found->pw_uid, found->pw_gid, true};
  }
  return std::nullopt;
}

// In the child between fork and exec: only calls that are safe there.
[[noreturn]] void become(const User& user, pid_t parent, int output, char* const* arguments) {
  if (user.is_other && (setgroups(0, nullptr) != 0 || setgid(user.group) != 0 || setuid(user.user) != 0)) _exit(126);
  prctl(PR_SET_PDEATHSIG, SIGQUIT);  // after setuid, which forgets it; SIGQUIT ends a server at once
  if (getppid() != parent) _exit(126);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  if (dup2(output, STDOUT_FILENO) < 0 || dup2(output, STDERR_FILENO) < 0) _exit(126);
  if (chdir("/") != 0) _exit(126);
  execv(arguments[0], arguments);
  _exit(127);
}

pid_t spawn(const User& user, std::vector<std::string> arguments, int output) {
  arguments[0] = (kPrograms / arguments[0]).string();
  std::vector<char*> pointers;
  for (std::string& argument : arguments)
    pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child == 0) become(user, parent, output, pointers.data());
  return child;
}

int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

// Waits for the end of a process, but not for longer.
bool ended_within(pid_t child, std::chrono::milliseconds at_most) {
  const int descriptor = static_cast<int>(syscall(SYS_pidfd_open, child, 0));
  pollfd waiting{.fd = descriptor, .events = POLLIN, .revents = 0};
  const bool ended = poll(&waiting, 1, static_cast<int>(at_most.count())) > 0;
  close(descriptor);
  return ended;
}

// What a short program says, as one text.
Result<std::string> run(const User& user, const std::vector<std::string>& arguments) {
  std::array<int, 2> pipe_ends{};
  if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0) return fail(ErrorCode::internal, "no pipe");
  const pid_t child = spawn(user, arguments, pipe_ends[1]);
  close(pipe_ends[1]);
  std::string said;
  std::array<char, 4096> buffer{};
  while (true) {
    const ssize_t count = read(pipe_ends[0], buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    said.append(buffer.data(), static_cast<std::size_t>(count));
  }
  close(pipe_ends[0]);
  if (wait_for(child) != 0) return fail(ErrorCode::internal, fmt::format("{} failed: {}", arguments[0], said));
  while (said.ends_with('\n'))
    said.pop_back();
  return said;
}

}  // namespace

Result<TemporaryPostgres*> TemporaryPostgres::of_this_process() {
  static TemporaryPostgres server;
  static const Result<Done> ready = server.initialise();
  if (!ready) return std::unexpected(ready.error());
  return &server;
}

Result<Done> TemporaryPostgres::initialise() {
  if (!std::filesystem::exists(kPrograms / "initdb")) {
    return fail(ErrorCode::unavailable,
                fmt::format("no PostgreSQL in {} (Debian package postgresql-15)", kPrograms.string()));
  }
  const std::optional<User> user = server_user();
  if (!user) return fail(ErrorCode::unavailable, "no unprivileged user to run PostgreSQL as");
  std::string name = (std::filesystem::temp_directory_path() / "swarm-postgres-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) return fail(ErrorCode::internal, "mkdtemp failed");
  folder_ = name;
  if (user->is_other && chown(name.c_str(), user->user, user->group) != 0)
    return fail(ErrorCode::internal, "chown failed");
  TRY(run(*user, {"initdb", "-D", (folder_ / "data").string(), "-U", "swarm", "-A", "trust", "-E", "UTF8", "--locale=C",
                  "--no-sync"}));
  return start();
}

Result<Done> TemporaryPostgres::start() {
  const User user = *server_user();
  const std::string log = (folder_ / "log").string();
  const int output = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (output < 0) return fail(ErrorCode::internal, "cannot write " + log);
  server_ =
      spawn(user,
            {"postgres", "-D", (folder_ / "data").string(), "-k", folder_.string(), "-c", "listen_addresses=", "-c",
             "max_connections=200", "-c", "shared_buffers=32MB", "-c", "fsync=off", "-c", "autovacuum=off"},
            output);
  close(output);
  const auto give_up_at = std::chrono::steady_clock::now() + kStartMax;
  while (std::chrono::steady_clock::now() < give_up_at) {
    if (ended_within(server_, kLookAgain)) {
      wait_for(std::exchange(server_, 0));
      break;
    }
    if (run(user, {"pg_isready", "-q", "-h", folder_.string()})) return Done{};
  }
  std::ifstream file(log);
  const std::string said{std::istreambuf_iterator<char>(file), {}};
  return fail(ErrorCode::internal, "PostgreSQL did not start: " + said);
}

void TemporaryPostgres::crash() {
  if (server_ <= 0) return;
  kill(server_, SIGQUIT);
  wait_for(server_);
  server_ = 0;
}

TemporaryPostgres::~TemporaryPostgres() {
  crash();
  std::error_code ignored;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

Result<std::string> TemporaryPostgres::client(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin() + 1, {"-h", folder_.string(), "-U", "swarm"});
  return run(*server_user(), arguments);
}

Result<std::string> TemporaryPostgres::query(const std::string& database, const std::string& sql) const {
  return client({"psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", sql});
}

std::string TemporaryPostgres::url(const std::string& database) const {
  return fmt::format("postgresql:///{}?user=swarm&host={}", database, folder_.string());
}

Result<Done> TemporaryPostgres::create(const std::string& database) const {
  TRY(client({"createdb", "-T", "template0", database}));
  return Done{};
}

void TemporaryPostgres::drop(const std::string& database) const {
  if (server_ > 0) static_cast<void>(client({"dropdb", "--force", "--if-exists", database}));
}

Result<std::unique_ptr<TemporaryDatabase>> TemporaryDatabase::create() {
  static std::atomic<int> number = 0;
  TemporaryPostgres* server = TRY(TemporaryPostgres::of_this_process());
  const std::string name = fmt::format("test_{}", ++number);
  TRY(server->create(name));
  return std::unique_ptr<TemporaryDatabase>(new TemporaryDatabase(*server, name));
}

Result<Done> TemporaryDatabase::set_time(Time now) const {
  const std::int64_t offset = to_milliseconds(now) - to_milliseconds(SystemClock().now());
  TRY(query(fmt::format("ALTER DATABASE {} SET swarm.clock_offset_ms = {}", name_, offset)));
  return end_connections();
}

Result<Done> TemporaryDatabase::stop_time_at(Time now) const {
  TRY(
      query(fmt::format("CREATE OR REPLACE FUNCTION swarm_now_ms() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE "
                        "AS 'SELECT {}::bigint'",
                        to_milliseconds(now))));
  return Done{};
}

Result<Done> TemporaryDatabase::end_connections() const {
  TRY(
      query("SET client_min_messages = error; DO $$ DECLARE others int[]; BEGIN "
            "SELECT array_agg(pid) INTO others FROM pg_stat_activity WHERE datname = current_database() "
            "AND backend_type = 'client backend' AND pid <> pg_backend_pid(); "
            "PERFORM pg_terminate_backend(other) FROM unnest(others) AS other; "
            "PERFORM pg_terminate_backend(other, 10000) FROM unnest(others) AS other; END $$"));
  return Done{};
}

}  // namespace swarm::tests
