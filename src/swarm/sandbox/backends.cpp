#include "swarm/sandbox/backends.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "base/text.hpp"
#include "swarm/sandbox/init/init_protocol.hpp"

namespace swarm::sandbox {

namespace {

void add(std::vector<std::string>& list, std::initializer_list<std::string> more) {
  list.insert(list.end(), more);
}

std::string init_program() {
  return fmt::format("/proc/self/fd/{}", init::kInit);
}

// /bin, /lib and the like: links into /usr on every machine of today, folders on some older ones.
void add_old_folder(std::vector<std::string>& arguments, const std::string& folder) {
  std::error_code error;
  const std::filesystem::path target = std::filesystem::read_symlink(folder, error);
  if (!error)
    add(arguments, {"--symlink", target.string(), folder});
  else
    add(arguments, {"--ro-bind-try", folder, folder});
}

}  // namespace

Jail bubblewrap_jail(const SandboxConfig& config, Circumstances circumstances) {
  const bool other = circumstances == Circumstances::other;
  Jail jail{"/usr/bin/bwrap", {"bwrap", "--unshare-user", "--unshare-all", "--disable-userns", "--die-with-parent",
                               "--new-session", "--cap-drop", "ALL", "--clearenv"}};
  const std::string user = other ? "1001" : "1000";
  add(jail.arguments, {"--uid", user, "--gid", user, "--hostname", other ? "another" : "sandbox"});
  add(jail.arguments, {"--ro-bind", "/usr", "/usr"});
  for (const char* folder : {"/bin", "/sbin", "/lib", "/lib32", "/lib64"})
    add_old_folder(jail.arguments, folder);
  add(jail.arguments, {"--ro-bind-try", "/etc/alternatives", "/etc/alternatives", "--ro-bind-try", "/etc/ld.so.cache",
                       "/etc/ld.so.cache"});
  add(jail.arguments, {"--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"});
  const std::string disk = std::to_string(config.disk_max.count);
  for (const char* folder : {"/dev/shm", "/tmp"})
    add(jail.arguments, {"--perms", "1777", "--size", disk, "--tmpfs", folder});
  add(jail.arguments, {"--chdir", "/tmp", "--remount-ro", "/", "--as-pid-1", "--", init_program()});
  return jail;
}

Jail firejail_jail(const SandboxConfig& config, Circumstances circumstances) {
  const bool other = circumstances == Circumstances::other;
  Jail jail{"/usr/bin/firejail", {"firejail", "--quiet", "--noprofile", "--net=none", "--private", "--private-dev",
                                  "--private-tmp", "--private-etc=alternatives,ld.so.cache", "--caps.drop=all",
                                  "--nonewprivs", "--seccomp", "--nogroups", "--noroot", "--shell=none", "--nodbus",
                                  "--nosound", "--novideo", "--no3d", "--nou2f", "--nodvd", "--notv", "--ipc-namespace",
                                  "--deterministic-shutdown", "--disable-mnt", "--blacklist=/boot", "--blacklist=/srv",
                                  "--blacklist=/opt", "--blacklist=/var", "--blacklist=/run"}};
  add(jail.arguments, {fmt::format("--hostname={}", other ? "another" : "sandbox"),
                       fmt::format("--rlimit-fsize={}", config.disk_max.count)});
  // Its own end, should both this server and the first process inside be unable to end it.
  const auto seconds = (config.time_max + config.compile_time_max).count() / 1000 + 5;
  add(jail.arguments, {fmt::format("--timeout={:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)});
  std::string kept;
  for (int number = init::kOrder; number <= init::kInit; ++number)
    kept += fmt::format("{}{}", kept.empty() ? "" : ",", number);
  add(jail.arguments, {"--keep-fd=" + kept, "--", init_program()});
  return jail;
}

Jail jail_of(const SandboxConfig& config, Circumstances circumstances) {
  return config.backend == Backend::firejail ? firejail_jail(config, circumstances)
                                             : bubblewrap_jail(config, circumstances);
}

std::string version_in(std::string_view text) {
  const std::size_t begin = text.find_first_of("0123456789");
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_first_not_of("0123456789.", begin) - begin));
}

std::string_view package_of(Backend backend) {
  return backend == Backend::firejail ? "firejail" : "bubblewrap";
}

}  // namespace swarm::sandbox
