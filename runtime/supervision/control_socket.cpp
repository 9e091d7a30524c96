#include "runtime/supervision/control_socket.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace synod::supervision {

namespace {

constexpr auto clients_max = std::size_t{16};
constexpr auto question_bytes_max = std::size_t{64};
constexpr auto answer_bytes_max = std::size_t{1} << 20;

/// A descriptor that is closed at the end.
struct descriptor {
  int value = -1;

  explicit descriptor(int x) : value(x) {
  }

  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;

  ~descriptor() {
    if (value >= 0)
      ::close(value);
  }
};

/// Names a socket through its folder's descriptor, for a Unix socket's address
/// holds 107 bytes and a data folder's path may be longer.
std::optional<sockaddr_un>
address_of(const std::filesystem::path& path, const descriptor& folder) {
  auto text = "/proc/self/fd/" + std::to_string(folder.value) + "/"
              + path.filename().string();
  auto result = sockaddr_un{};
  result.sun_family = AF_UNIX;
  if (folder.value < 0 || text.size() >= sizeof(result.sun_path))
    return {};
  std::memcpy(result.sun_path, text.c_str(), text.size() + 1);
  return result;
}

descriptor open_folder(const std::filesystem::path& path) {
  return descriptor{
    ::open(path.parent_path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
}

const sockaddr* as_sockaddr(const sockaddr_un& x) {
  return reinterpret_cast<const sockaddr*>(&x);
}

/// Sends all of a short text; the socket's own buffer takes it.
void send_text(int socket, std::string_view text) {
  while (!text.empty()) {
    auto sent = ::send(socket, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent <= 0)
      return;
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
}

} // namespace

control_socket::control_socket(std::filesystem::path path, handler answer)
  : path_(std::move(path)), answer_(std::move(answer)) {
  auto folder = open_folder(path_);
  auto address = address_of(path_, folder);
  ::unlink(path_.c_str());
  listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  auto mask = ::umask(0077);
  auto bound
    = address && listener_ >= 0
      && ::bind(listener_, as_sockaddr(*address), sizeof(*address)) == 0
      && ::listen(listener_, clients_max) == 0;
  auto error = errno;
  ::umask(mask);
  if (bound)
    return;
  if (listener_ >= 0)
    ::close(listener_);
  throw std::runtime_error(path_.string() + ": " + std::strerror(error));
}

control_socket::~control_socket() {
  for (auto& x : clients_)
    ::close(x.descriptor);
  ::close(listener_);
  ::unlink(path_.c_str());
}

void control_socket::append_descriptors(std::vector<int>& out) const {
  out.push_back(listener_);
  for (const auto& x : clients_)
    out.push_back(x.descriptor);
}

void control_socket::work() {
  accept_clients();
  std::erase_if(clients_, [this](client& x) {
    auto done = is_done(x);
    if (done)
      ::close(x.descriptor);
    return done;
  });
}

void control_socket::accept_clients() {
  for (;;) {
    auto accepted
      = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (accepted < 0)
      return;
    if (clients_.size() == clients_max) { // the oldest has had its time
      ::close(clients_.front().descriptor);
      clients_.erase(clients_.begin());
    }
    clients_.push_back({accepted, {}});
  }
}

bool control_socket::is_done(client& x) {
  auto bytes = std::array<char, question_bytes_max>{};
  auto size = ::recv(x.descriptor, bytes.data(), bytes.size(), 0);
  if (size < 0)
    return errno != EAGAIN && errno != EINTR;
  x.question.append(bytes.data(), static_cast<std::size_t>(size));
  auto end = x.question.find('\n');
  if (end == x.question.npos)
    return size == 0 || x.question.size() > question_bytes_max;
  send_text(x.descriptor, answer_(x.question.substr(0, end)));
  return true;
}

std::optional<control_answer>
ask_supervisor(const std::filesystem::path& path, const std::string& question,
               std::chrono::milliseconds timeout) {
  auto folder = open_folder(path);
  auto address = address_of(path, folder);
  auto socket = descriptor{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  if (!address || socket.value < 0
      || ::connect(socket.value, as_sockaddr(*address), sizeof(*address)) != 0)
    return {};
  auto who = ucred{};
  auto size = socklen_t{sizeof(who)};
  ::getsockopt(socket.value, SOL_SOCKET, SO_PEERCRED, &who, &size);
  send_text(socket.value, question + "\n");
  auto result = control_answer{{}, who.pid};
  auto deadline = std::chrono::steady_clock::now() + timeout;
  for (;;) {
    auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      deadline - std::chrono::steady_clock::now());
    auto wait = pollfd{socket.value, POLLIN, 0};
    if (left.count() <= 0
        || ::poll(&wait, 1, static_cast<int>(left.count())) <= 0)
      return {};
    auto bytes = std::array<char, 4096>{};
    auto got = ::recv(socket.value, bytes.data(), bytes.size(), 0);
    if (got == 0)
      return result;
    if (got < 0 || result.text.size() > answer_bytes_max)
      return {};
    result.text.append(bytes.data(), static_cast<std::size_t>(got));
  }
}

} // namespace synod::supervision
