#include "apps/synod/command_line.hpp"

#include "apps/synod/printable.hpp"
#include "runtime/text/white_space.hpp"
#include "runtime/topology/spelling.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>
#include <utility>

namespace synod {

namespace {

constexpr auto usage_status = 2;

bool is_any(const CLI::App*) {
  return true;
}

std::vector<std::string> names_of_options(const CLI::App& command) {
  auto result = std::vector<std::string>{};
  for (const auto* option : command.get_options())
    for (const auto& name : option->get_lnames())
      result.push_back("--" + name);
  return result;
}

std::vector<std::string> names_of_commands(const CLI::App& command) {
  auto result = std::vector<std::string>{};
  for (const auto* x : command.get_subcommands(is_any))
    if (!x->get_group().empty()) // not hidden
      result.push_back(x->get_name());
  return result;
}

/// CLI11 misses what is required before it sees what nobody expects; a person
/// wants to hear of the word that was mistaken.
std::string
fault_of(const CLI::App& command, const std::vector<std::string>& unexpected,
         const CLI::ParseError& error) {
  auto is_of_a_word = dynamic_cast<const CLI::ExtrasError*>(&error)
                      || dynamic_cast<const CLI::RequiredError*>(&error);
  if (!is_of_a_word || unexpected.empty())
    return error.what();
  const auto& word = unexpected.front();
  auto is_option = word.starts_with('-');
  auto known
    = is_option ? names_of_options(command) : names_of_commands(command);
  if (!is_option && known.empty())
    return "nothing is expected at " + word;
  auto fault
    = (is_option ? "there is no option " : "there is no command ") + word;
  auto meant = topology::nearest(word, known);
  return meant ? fault + "; did you mean " + *meant + "?" : fault;
}

} // namespace

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

command_option command_option::not_blank() {
  return check([](const std::string& x) {
    return std::string{text::trimmed(x).empty() ? "it is empty" : ""};
  });
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
  auto name = app_->get_name();
  for (const auto* x = app_->get_parent(); x; x = x->get_parent())
    name = x->get_name() + " " + name;
  app_->footer("`" + name + " COMMAND --help` has an example of each.");
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
  } catch (const CLI::Success& help) {
    return app_->exit(help);
  } catch (const CLI::ParseError& error) {
    const auto* command = app_.get();
    auto name = command->get_name();
    while (!command->get_subcommands().empty()) {
      command = command->get_subcommands().front();
      name += " " + command->get_name();
    }
    auto fault = fault_of(*command, app_->remaining(true), error);
    std::cerr << name << ": " << printable(fault) << "\nSee `" << name
              << " --help`.\n";
    return usage_status;
  }
}

} // namespace synod
