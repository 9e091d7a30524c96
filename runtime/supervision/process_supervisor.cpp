#include "runtime/supervision/process_supervisor.hpp"

#include "runtime/supervision/log_file.hpp"

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace synod::supervision {

namespace {

constexpr auto poll_interval = std::chrono::milliseconds{100};
constexpr auto log_interval = std::chrono::milliseconds{2000};

instant now() {
  return std::chrono::duration_cast<instant>(
    std::chrono::steady_clock::now().time_since_epoch());
}

int open_signals() {
  auto wanted = sigset_t{};
  ::sigemptyset(&wanted);
  for (auto number : {SIGINT, SIGTERM, SIGHUP})
    ::sigaddset(&wanted, number);
  ::sigprocmask(SIG_BLOCK, &wanted, nullptr);
  auto result = ::signalfd(-1, &wanted, SFD_NONBLOCK | SFD_CLOEXEC);
  if (result < 0)
    throw std::runtime_error(std::string{"signals cannot be read: "}
                             + std::strerror(errno));
  return result;
}

exit_reason reason_of(process_end how) {
  if (how.signalled)
    return exit_reason::crashed;
  if (how.code == exit_hopeless)
    return exit_reason::hopeless;
  return how.code == 0 ? exit_reason::normal : exit_reason::crashed;
}

std::string spell(process_end how) {
  return how.signalled ? "was ended by signal " + std::to_string(how.code)
                       : "ended with status " + std::to_string(how.code);
}

std::vector<child_spec> children_of(const std::vector<process_spec>& specs) {
  auto result = std::vector<child_spec>{};
  for (const auto& x : specs)
    result.push_back(x.child);
  return result;
}

} // namespace

process_supervisor::process_supervisor(std::vector<process_spec> processes,
                                       supervisor_options options,
                                       const std::filesystem::path& socket,
                                       observer tell)
  : specs_(std::move(processes)), core_(children_of(specs_), options),
    tell_(std::move(tell)), signals_(open_signals()),
    socket_(socket, [this](const std::string& x) { return answer(x); }) {
}

process_supervisor::~process_supervisor() {
  ::close(signals_);
}

bool process_supervisor::run() {
  apply(core_.start(now()));
  while (!stopped_) {
    wait();
    read_signals();
    socket_.work();
    reap();
    apply(core_.tick(now()));
    bound_logs();
    if (poll_ && poll_())
      poll_ = nullptr;
  }
  return !gave_up_;
}

std::vector<process_status> process_supervisor::status() const {
  auto result = std::vector<process_status>{};
  for (std::size_t child = 0; child < specs_.size(); ++child) {
    auto found = running_.find(child);
    result.push_back({specs_[child].child.name,
                      found == running_.end() ? 0 : found->second.pid(),
                      core_.restarts(child)});
  }
  return result;
}

std::string process_supervisor::answer(const std::string& question) {
  if (question == "stop") {
    tell_("stopping");
    apply(core_.stop(now()));
    return "stopping\n";
  }
  if (question != "status")
    return "unknown question\n";
  auto out = std::ostringstream{};
  for (const auto& x : status())
    out << x.name << ' ' << x.pid << ' ' << x.restarts << '\n';
  return out.str();
}

void process_supervisor::wait() {
  auto descriptors = std::vector<int>{signals_};
  socket_.append_descriptors(descriptors);
  for (const auto& [child, process] : running_)
    descriptors.push_back(process.descriptor());
  auto waits = std::vector<pollfd>{};
  for (auto descriptor : descriptors)
    waits.push_back({descriptor, POLLIN, 0});
  ::poll(waits.data(), waits.size(), timeout_ms());
}

int process_supervisor::timeout_ms() const {
  if (!unstarted_.empty())
    return 0;
  auto next = logs_looked_at_ + log_interval;
  if (auto deadline = core_.deadline())
    next = std::min(next, *deadline);
  auto left = std::max(next - now(), instant{0});
  return static_cast<int>(
    (poll_ ? std::min(left, poll_interval) : left).count());
}

void process_supervisor::bound_logs() {
  if (now() < logs_looked_at_ + log_interval)
    return;
  for (const auto& x : specs_)
    bound_log(x.run.log);
  logs_looked_at_ = now();
}

void process_supervisor::read_signals() {
  auto info = signalfd_siginfo{};
  while (::read(signals_, &info, sizeof(info)) == sizeof(info)) {
    tell_("stopping");
    apply(core_.stop(now()));
  }
}

void process_supervisor::reap() {
  auto ends = std::vector<std::pair<std::size_t, process_end>>{};
  for (auto& [child, process] : running_)
    if (auto how = process.reap())
      ends.emplace_back(child, *how);
  for (auto [child, how] : ends)
    ended(child, how);
  for (auto child : std::exchange(unstarted_, {}))
    apply(core_.exited(child, exit_reason::crashed, now()));
}

void process_supervisor::apply(const std::vector<output>& outputs) {
  for (const auto& x : outputs) {
    if (const auto* begin = std::get_if<start_child>(&x))
      start(begin->child);
    else if (const auto* stop = std::get_if<stop_child>(&x))
      send_signal(*stop);
    else if (const auto* given = std::get_if<give_up>(&x)) {
      gave_up_ = true;
      tell_("giving up because of " + specs_[given->child].child.name + ": "
            + given->reason);
    } else {
      stopped_ = true;
    }
  }
}

void process_supervisor::send_signal(const stop_child& x) {
  auto found = running_.find(x.child);
  if (found != running_.end())
    found->second.send_signal(x.signal == signal::kill ? SIGKILL : SIGTERM);
}

void process_supervisor::start(std::size_t child) {
  const auto& spec = specs_[child];
  try {
    auto process = child_process{spec.run};
    tell_("started " + spec.child.name + " (pid "
          + std::to_string(process.pid()) + ")");
    running_.emplace(child, std::move(process));
  } catch (const std::runtime_error& error) {
    tell_(spec.child.name + ": " + error.what());
    unstarted_.push_back(child);
  }
}

void process_supervisor::ended(std::size_t child, process_end how) {
  running_.erase(child);
  tell_(specs_[child].child.name + " "
        + (core_.is_stopping() ? "stopped" : spell(how)));
  apply(core_.exited(child, reason_of(how), now()));
}

} // namespace synod::supervision
