#include "apps/synod/corpus.hpp"

#include "apps/synod/gateway_call.hpp"
#include "apps/synod/json_output.hpp"
#include "apps/synod/network_options.hpp"
#include "apps/synod/printable.hpp"

#include <iostream>
#include <iterator>
#include <memory>

namespace synod {

namespace {

using nlohmann::json;

constexpr auto page_size = 200;

struct options {
  std::string data;
  std::string corpus;
  std::string id;
  std::string text;
  std::string title;
  bool json = false;

  [[nodiscard]] gateway network() const {
    return gateway::of({std::filesystem::absolute(data)});
  }

  [[nodiscard]] std::string passages() const {
    return "/synod/corpora/" + url_escape(corpus) + "/passages";
  }

  [[nodiscard]] std::string passage() const {
    return passages() + "/" + url_escape(id);
  }
};

std::string member(const json& object, const char* name) {
  auto found = object.find(name);
  return found == object.end() ? "" : spell(*found);
}

// -- list ---------------------------------------------------------------------

json list_page(const options& x, const gateway& network,
               const std::string& after, int limit) {
  auto page
    = network.send({.target = x.passages() + "?after=" + url_escape(after)
                              + "&limit=" + std::to_string(limit)});
  if (!page["passages"].is_array())
    throw std::runtime_error("the gateway's list has no passages");
  return page;
}

/// Reads page after page, until one is empty.
json list_corpus(const options& x) {
  auto network = x.network();
  auto result = list_page(x, network, "", page_size);
  for (auto page = result; !page["passages"].empty();) {
    page
      = list_page(x, network, member(page["passages"].back(), "id"), page_size);
    for (auto& passage : page["passages"])
      result["passages"].push_back(passage);
  }
  return result;
}

void print_corpora(const json& found) {
  for (const auto& x : found.value("corpora", json::array()))
    std::cout << member(x, "name") << "  domain " << member(x, "domain")
              << ", version " << member(x, "version") << ", "
              << member(x, "passages") << " passages, " << member(x, "state")
              << '\n';
}

void print_passages(const json& found) {
  std::cout << member(found, "corpus") << "  domain " << member(found, "domain")
            << ", version " << member(found, "version") << ", "
            << member(found, "total") << " passages\n";
  for (const auto& x : found["passages"])
    std::cout << member(x, "id") << "  " << printable(member(x, "title"))
              << '\n'
              << "  " << member(x, "text") << '\n';
}

void list(const options& x) {
  auto all = x.corpus.empty();
  auto found
    = all ? x.network().send({.target = "/synod/corpora"}) : list_corpus(x);
  if (x.json)
    print_json(found);
  else if (all)
    print_corpora(found);
  else
    print_passages(found);
}

// -- changes ------------------------------------------------------------------

std::string text_of(const options& x) {
  if (x.text != "-")
    return x.text;
  auto text = std::string{std::istreambuf_iterator<char>{std::cin}, {}};
  while (text.ends_with('\n'))
    text.pop_back();
  return text;
}

void report(const options& x, const json& changed) {
  if (x.json)
    print_json(changed);
  else
    std::cout << member(changed, "corpus") << " is at version "
              << member(changed, "version") << " with "
              << member(changed, "passages") << " passages\n";
}

json body_of(const options& x) {
  return {{"id", x.id}, {"title", x.title}, {"text", text_of(x)}};
}

void add(const options& x) {
  report(
    x, x.network().send(
         {.method = "POST", .target = x.passages(), .body = dump(body_of(x))}));
}

void replace(const options& x) {
  report(x,
         x.network().send(
           {.method = "PUT", .target = x.passage(), .body = dump(body_of(x))}));
}

void remove(const options& x) {
  report(x, x.network().send({.method = "DELETE", .target = x.passage()}));
}

// -- options ------------------------------------------------------------------

using shared_options = std::shared_ptr<options>;

command_line add_command(command_line app, const char* name, const char* what,
                         const shared_options& x) {
  auto command = app.add_subcommand(name, what);
  add_data_option(command, x->data);
  command.add_flag("--json", x->json, "Print one JSON object");
  return command;
}

void add_passage_options(command_line command, const shared_options& x) {
  command.add_option("corpus", x->corpus, "The corpus's name").required();
  command.add_option("id", x->id, "The passage's id")
    .required()
    .check([](const std::string& id) {
      return id.empty() ? "an id is not empty" : "";
    });
}

void add_text_options(command_line command, const shared_options& x) {
  command.add_option("text", x->text, "The text; - reads standard input")
    .required();
  command.add_option("--title", x->title, "The passage's title");
}

} // namespace

void add_corpus(command_line app) {
  auto corpus = app.add_subcommand(
    "corpus", "List and change what answers are looked up in, while the "
              "network runs.");
  corpus.require_subcommand();

  auto listed = std::make_shared<options>();
  auto list_command = add_command(
    corpus, "list", "List corpora, or a corpus's passages.", listed);
  list_command.add_option("corpus", listed->corpus, "The corpus's name");
  list_command.footer("Example:\n  synod corpus list finance");
  list_command.callback([listed] { list(*listed); });

  auto added = std::make_shared<options>();
  auto add_one = add_command(corpus, "add", "Add a passage.", added);
  add_passage_options(add_one, added);
  add_text_options(add_one, added);
  add_one.footer("Example:\n  synod corpus add finance card-fee \"The Nolva "
                 "card costs 12 crowns a year.\" --title Cards");
  add_one.callback([added] { add(*added); });

  auto replaced = std::make_shared<options>();
  auto replace_one = add_command(
    corpus, "replace",
    "Replace a passage's text; it keeps its title if none is given.", replaced);
  add_passage_options(replace_one, replaced);
  add_text_options(replace_one, replaced);
  replace_one.footer("Example:\n  synod corpus replace finance card-fee \"The "
                     "Nolva card is free.\"");
  replace_one.callback([replaced] { replace(*replaced); });

  auto removed = std::make_shared<options>();
  auto remove_one = add_command(corpus, "remove", "Remove a passage.", removed);
  add_passage_options(remove_one, removed);
  remove_one.footer("Example:\n  synod corpus remove finance card-fee");
  remove_one.callback([removed] { remove(*removed); });
}

} // namespace synod
