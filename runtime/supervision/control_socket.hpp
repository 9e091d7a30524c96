#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace synod::supervision {

/// A Unix socket on which a supervisor answers questions of one line each. Only
/// its own user can connect. One question per connection; a client that sends
/// too much, or nothing, is dropped. Whatever lies at the path is replaced, so
/// hold the supervisor's lock before.
class control_socket {
public:
  /// @returns the answer to a question.
  using handler = std::function<std::string(const std::string& question)>;

  /// @throws std::runtime_error with one line for a person
  control_socket(std::filesystem::path path, handler answer);
  ~control_socket();

  control_socket(const control_socket&) = delete;
  control_socket& operator=(const control_socket&) = delete;

  /// Appends the descriptors to wait for.
  void append_descriptors(std::vector<int>& out) const;

  /// Accepts, reads, and answers what is there, without waiting.
  void work();

private:
  struct client {
    int descriptor;
    std::string question;
  };

  void accept_clients();
  bool is_done(client& x);

  std::filesystem::path path_;
  handler answer_;
  int listener_ = -1;
  std::vector<client> clients_;
};

/// What a supervisor said, and which process it is.
struct control_answer {
  std::string text;
  pid_t pid = 0;
};

/// Asks the supervisor whose socket is at `path`.
/// @returns nothing if no process listens there, or none answers in time.
[[nodiscard]] std::optional<control_answer>
ask_supervisor(const std::filesystem::path& path, const std::string& question,
               std::chrono::milliseconds timeout);

} // namespace synod::supervision
