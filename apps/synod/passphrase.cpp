#include "apps/synod/passphrase.hpp"

#include "apps/synod/secret_file.hpp"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <stdexcept>

namespace synod {

namespace {

constexpr auto passphrase_bytes_max = std::size_t{1'024};

/// What Ctrl-C sends.
constexpr auto interrupt = '\003';

/// The terminal without an echo, whatever standard input and output are.
class silent_terminal {
public:
  silent_terminal() : file_(::open("/dev/tty", O_RDWR | O_CLOEXEC)) {
    if (file_ < 0)
      throw std::runtime_error("there is no terminal to ask for the "
                               "passphrase; name a file with "
                               "--passphrase-file");
    ::tcgetattr(file_, &before_);
    auto silent = before_;
    // An interrupt ends the line instead of the process, which must not leave
    // the terminal without its echo.
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO | ISIG);
    silent.c_cc[VEOL] = interrupt;
    ::tcsetattr(file_, TCSAFLUSH, &silent);
  }

  silent_terminal(const silent_terminal&) = delete;
  silent_terminal& operator=(const silent_terminal&) = delete;

  ~silent_terminal() {
    ::tcsetattr(file_, TCSAFLUSH, &before_);
    ::close(file_);
  }

  [[nodiscard]] std::string ask(const std::string& what) const {
    write(what + ": ");
    auto result = std::string{};
    auto c = '\0';
    while (::read(file_, &c, 1) == 1 && c != '\n' && c != interrupt
           && result.size() < passphrase_bytes_max)
      result += c;
    write("\n");
    if (c == interrupt)
      throw std::runtime_error("interrupted; nothing was done");
    return result;
  }

private:
  void write(const std::string& text) const {
    [[maybe_unused]] auto written = ::write(file_, text.data(), text.size());
  }

  int file_;
  termios before_{};
};

} // namespace

std::string ask_passphrase(const std::string& what, bool twice) {
  auto terminal = silent_terminal{};
  auto result = terminal.ask("Passphrase of " + what);
  if (result.empty())
    throw std::runtime_error("an empty passphrase protects nothing");
  if (twice && terminal.ask("Once more") != result)
    throw std::runtime_error("the two passphrases are not the same; nothing "
                             "was written");
  return result;
}

std::string
get_passphrase(const std::string& file, const std::string& what, bool twice) {
  if (file.empty())
    return ask_passphrase(what, twice);
  return read_secret(file, "passphrase");
}

} // namespace synod
