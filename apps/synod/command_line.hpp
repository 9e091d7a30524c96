#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
} // namespace CLI

// What the commands say of themselves: CLI11 behind a header that parses in no
// time, since its own costs seven seconds in every file. The words are CLI11's.

namespace synod {

/// Thrown by a command that has said all, and only wants to end the process
/// with this status.
struct exit_status {
  int value;
};

/// An option of a command; a handle, which lives as long as its program.
class command_option {
public:
  explicit command_option(CLI::Option* x) : option_(x) {
  }

  command_option required();
  /// Shows in the help what the value is now.
  command_option capture_default_str();
  command_option excludes(command_option other);
  /// Values of a list are separated by this, too.
  command_option delimiter(char x);
  /// @param fault says what is wrong with a value, or nothing
  command_option check(std::function<std::string(const std::string&)> fault);
  /// Both ends are allowed. For int, std::int64_t, std::uint64_t and double.
  template <class Number>
  command_option between(Number least, Number most);
  command_option positive();
  /// There is more to it than white space.
  command_option not_blank();

private:
  CLI::Option* option_;
};

/// A command, or the program that holds all; a handle, which lives as long as
/// its program.
class command_line {
public:
  explicit command_line(CLI::App* x) : app_(x) {
  }

  [[nodiscard]] command_line add_subcommand(std::string name, std::string what);
  /// @pre there is such a subcommand
  [[nodiscard]] command_line subcommand(const std::string& name);

  /// `name` begins with -- or is that of the next positional argument. `value`
  /// must outlive the program. For std::string, numbers, and optional values
  /// and lists of some of them; the linker refuses others.
  template <class Value>
  command_option
  add_option(std::string name, Value& value, std::string what = "");
  command_option add_flag(std::string name, bool& value, std::string what);

  void require_subcommand();
  /// Leaves the command out of the help.
  void hide();
  void footer(std::string text);
  void callback(std::function<void()> run);

private:
  CLI::App* app_;
};

/// Owns the commands.
class program {
public:
  program(std::string name, std::string about);
  ~program();

  [[nodiscard]] command_line commands();

  /// Runs the command that the words name.
  /// @throws what the command throws; CLI::ParseError for help and bad words
  void parse(std::vector<std::string> words);

  /// The same for `main`: prints help and what is wrong with the words.
  /// @returns the exit status: 0, or 2 where the words are wrong
  /// @throws what the command throws
  int run(int argc, const char* const* argv);

private:
  std::unique_ptr<CLI::App> app_;
};

} // namespace synod
