#include "apps/bench/echo.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <stdexcept>

namespace synod::bench {

namespace {

std::string read_line(std::FILE* from) {
  auto result = std::string{};
  for (auto c = std::getc(from); c != EOF && c != '\n'; c = std::getc(from))
    result += static_cast<char>(c);
  if (result.empty())
    throw std::runtime_error("the echo process did not start");
  return result;
}

} // namespace

echo_process::echo_process(const std::string& client_public_key) {
  auto in = std::array<int, 2>{};
  auto out = std::array<int, 2>{};
  if (pipe2(in.data(), O_CLOEXEC) != 0 || pipe2(out.data(), O_CLOEXEC) != 0)
    throw std::runtime_error("pipe failed");
  pid_ = fork();
  if (pid_ == 0) {
    dup2(in[0], STDIN_FILENO);
    dup2(out[1], STDOUT_FILENO);
    execl("/proc/self/exe", "synod", "bench", "hop-echo", nullptr);
    _exit(127);
  }
  close(in[0]);
  close(out[1]);
  input_ = in[1];
  auto line = client_public_key + '\n';
  auto written = write(input_, line.data(), line.size());
  auto* from = fdopen(out[0], "r");
  if (pid_ < 0 || written < 0 || from == nullptr)
    throw std::runtime_error("the echo process did not start");
  public_key = read_line(from);
  for (auto* line : {&curve.raw, &curve.actor, &plain.raw, &plain.actor})
    *line = read_line(from);
  std::fclose(from);
}

echo_process::~echo_process() {
  close(input_);
  waitpid(pid_, nullptr, 0);
}

} // namespace synod::bench
