#include "swarm/sandbox/backends.hpp"

#include <algorithm>
#include <array>
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

// What the jail itself puts in place, or needs.
constexpr std::array<std::string_view, 12> kShown{"usr", "bin",  "sbin", "dev", "proc",       "tmp",
                                                  "etc", "home", "root", "run", "lost+found", "firejail"};

void hide_all_below(std::vector<std::string>& arguments, const std::string& folder) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename();
    const bool shown = std::ranges::find(kShown, name) != kShown.end() || name.starts_with("lib");
    if (!shown && !entry.is_symlink(error)) arguments.push_back("--blacklist=" + entry.path().string());
  }
}

}  // namespace

Jail bubblewrap_jail(const SandboxConfig& config, Circumstances circumstances) {
  const bool other = circumstances == Circumstances::other;
  Jail jail{"/usr/bin/bwrap",
            {"bwrap", "--unshare-user", "--unshare-all", "--disable-userns", "--die-with-parent", "--new-session",
             "--cap-drop", "ALL", "--clearenv"}};
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
  Jail jail{"/usr/bin/firejail",
            {"firejail",
             "--quiet",
             "--noprofile",
             "--net=none",
             "--ipc-namespace",
             "--caps.drop=all",
             "--nonewprivs",
             "--noroot",
             "--nogroups",
             "--private",
             "--private-dev",
             "--private-tmp",
             "--private-etc=alternatives,ld.so.cache",
             "--disable-mnt",
             "--nodbus",
             "--nosound",
             "--novideo",
             "--no3d",
             "--nou2f",
             "--nodvd",
             "--notv",
             "--deterministic-shutdown"}};
  for (const char* folder : {"/", "/run"})
    hide_all_below(jail.arguments, folder);
  add(jail.arguments, {fmt::format("--hostname={}", other ? "another" : "sandbox"),
                       fmt::format("--rlimit-fsize={}", config.disk_max.count)});
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
