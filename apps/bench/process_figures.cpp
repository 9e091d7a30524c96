#include "apps/bench/process_figures.hpp"

#include <unistd.h>

#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

namespace synod::bench {

namespace {

std::string read(const std::string& path) {
  auto in = std::ifstream{path};
  return {std::istreambuf_iterator<char>{in}, {}};
}

double cpu_of(const std::string& process) {
  auto text = read(process + "/stat");
  auto end = text.rfind(')');
  if (end == std::string::npos)
    return 0;
  // proc(5): the name ends at ')'; utime and stime are fields 14 and 15.
  auto in = std::istringstream{text.substr(end + 1)};
  auto skipped = std::string{};
  for (auto field = 3; field < 14; ++field)
    in >> skipped;
  auto user = 0.0;
  auto system = 0.0;
  in >> user >> system;
  return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

/// The number on the line of a file of /proc that begins so.
std::uint64_t number_in(const std::string& file, const std::string& name) {
  auto in = std::istringstream{read(file)};
  for (auto line = std::string{}; std::getline(in, line);)
    if (line.starts_with(name))
      return std::stoull(line.substr(name.size()));
  return 0;
}

} // namespace

process_figures measure(const std::vector<pid_t>& pids) {
  auto sum = process_figures{};
  for (auto pid : pids) {
    auto process = "/proc/" + std::to_string(pid);
    sum.cpu_s += cpu_of(process);
    sum.memory_kib += number_in(process + "/smaps_rollup", "Pss:");
    sum.own_kib += number_in(process + "/status", "RssAnon:");
  }
  return sum;
}

std::uint64_t loopback_packets() {
  auto in = std::ifstream{"/sys/class/net/lo/statistics/tx_packets"};
  auto result = std::uint64_t{0};
  in >> result;
  return result;
}

} // namespace synod::bench
