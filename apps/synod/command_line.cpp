#include "apps/synod/command_line.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <utility>

namespace synod {

command_option command_option::required() {
  option_->required();
  return *this;
}

command_option command_option::capture_default_str() {
  option_->capture_default_str();
  return *this;
}

command_option command_option::excludes(command_option other) {
  option_->excludes(other.option_);
  return *this;
}

command_option command_option::delimiter(char x) {
  option_->delimiter(x);
  return *this;
}

command_option
command_option::check(std::function<std::string(const std::string&)> fault) {
  option_->check(std::move(fault));
  return *this;
}

template <class Number>
command_option command_option::between(Number least, Number most) {
  option_->check(CLI::Range(least, most));
  return *this;
}

template command_option command_option::between(int, int);
template command_option command_option::between(std::int64_t, std::int64_t);
template command_option command_option::between(std::uint64_t, std::uint64_t);
template command_option command_option::between(double, double);

command_option command_option::positive() {
  option_->check(CLI::PositiveNumber);
  return *this;
}

command_line command_line::add_subcommand(std::string name, std::string what) {
  return command_line{app_->add_subcommand(std::move(name), std::move(what))};
}

command_line command_line::subcommand(const std::string& name) {
  return command_line{app_->get_subcommand(name)};
}

template <class Value>
command_option
command_line::add_option(std::string name, Value& value, std::string what) {
  return command_option{
    app_->add_option(std::move(name), value, std::move(what))};
}

// NOLINTBEGIN(bugprone-macro-parentheses): types.
#define SYNOD_OPTION_OF(...)                                                   \
  template command_option command_line::add_option(std::string, __VA_ARGS__&,  \
                                                   std::string)
SYNOD_OPTION_OF(std::string);
SYNOD_OPTION_OF(int);
SYNOD_OPTION_OF(std::uint32_t);
SYNOD_OPTION_OF(std::uint64_t);
SYNOD_OPTION_OF(float);
SYNOD_OPTION_OF(std::optional<double>);
SYNOD_OPTION_OF(std::optional<std::uint32_t>);
SYNOD_OPTION_OF(std::optional<std::uint64_t>);
SYNOD_OPTION_OF(std::vector<std::string>);
SYNOD_OPTION_OF(std::vector<std::uint32_t>);
#undef SYNOD_OPTION_OF
// NOLINTEND(bugprone-macro-parentheses)

command_option
command_line::add_flag(std::string name, bool& value, std::string what) {
  return command_option{
    app_->add_flag(std::move(name), value, std::move(what))};
}

void command_line::require_subcommand() {
  app_->require_subcommand(1);
}

void command_line::hide() {
  app_->group("");
}

void command_line::footer(std::string text) {
  app_->footer(std::move(text));
}

void command_line::callback(std::function<void()> run) {
  app_->callback(std::move(run));
}

program::program(std::string name, std::string about)
  : app_(std::make_unique<CLI::App>(std::move(about), std::move(name))) {
}

program::~program() = default;

command_line program::commands() {
  return command_line{app_.get()};
}

void program::parse(std::vector<std::string> words) {
  std::ranges::reverse(words); // as CLI11 takes them
  app_->parse(std::move(words));
}

int program::run(int argc, const char* const* argv) {
  try {
    app_->parse(argc, argv);
    return 0;
  } catch (const CLI::ParseError& error) {
    return app_->exit(error);
  }
}

} // namespace synod
