#include "apps/synod/replay_display.hpp"

#include "apps/synod/printable.hpp"
#include "runtime/ledger/admission.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <sstream>

namespace synod {

namespace {

constexpr auto bar_width = std::size_t{24};
constexpr auto question_bytes_max = std::size_t{160};
constexpr auto red = "\033[1;31m";
constexpr auto green = "\033[1;32m";

std::string blocks_of(const shard_range& x) {
  return "blocks " + std::to_string(x.first) + '-'
         + std::to_string(x.first + x.count - 1);
}

std::string positions_of(std::uint32_t first, std::uint32_t count) {
  return count == 1 ? "position " + std::to_string(first)
                    : "positions " + std::to_string(first) + '-'
                        + std::to_string(first + count - 1);
}

/// The last thing that was asked, in one line.
std::string question_of(const request_record& x) {
  auto text
    = printable(x.messages.empty() ? x.prompt : x.messages.back().content);
  std::ranges::replace(text, '\n', ' ');
  if (text.size() <= question_bytes_max)
    return text;
  auto end = question_bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
    --end; // not within a character
  return text.substr(0, end) + "...";
}

void print_line(const char* name, const std::string& text) {
  std::cout << std::left << std::setw(9) << name << text << std::right << '\n';
}

void print_receipt(const proof::compared_receipt& x) {
  std::cout << std::left << std::setw(13) << blocks_of(x.range) << " worker "
            << to_hex(x.worker, 16) << "  " << std::setw(18)
            << positions_of(x.position, x.positions) << std::right
            << (x.first ? "DIFFERS: " + x.first->side : "equal bits") << '\n';
}

} // namespace

std::string describe(const proof::difference& x) {
  return "worker " + to_hex(x.worker, 16) + ", " + blocks_of(x.range) + ", "
         + x.side + " of " + positions_of(x.position, x.positions) + ": "
         + x.text;
}

replay_display::replay_display(bool shown,
                               std::shared_ptr<const model::tokenizer> words)
  : shown_(shown), bar_(shown && isatty(STDERR_FILENO) == 1),
    colour_(isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr),
    begun_(std::chrono::steady_clock::now()), words_(words),
    stream_(std::move(words)) {
}

void replay_display::introduce(const proof::service_proof& x,
                               const std::string& model,
                               const std::string& trust) const {
  if (!shown_)
    return;
  auto id = ledger::id_of(close(x.attestation).transaction);
  print_line("proof", "attestation " + to_hex(id, 16) + ", height "
                        + std::to_string(x.block.header.height.value())
                        + " of chain \"" + printable(x.block.header.chain_id)
                        + '"');
  print_line("checked", trust);
  print_line("model", model + ", every byte as attested");
  print_line("asked", question_of(x.request->record));
  if (auto passages = x.request->record.passages.size(); passages > 0)
    print_line("passages", std::to_string(passages));
  std::cout << std::flush;
}

void replay_display::show_prompt(std::uint32_t done,
                                 std::uint32_t positions) const {
  if (!bar_)
    return;
  auto filled = bar_width * done / std::max(1U, positions);
  std::cerr << "\rprompt   [" << std::string(filled, '#')
            << std::string(bar_width - filled, '.') << "] " << done << " of "
            << positions << " positions" << (done == positions ? "\n" : "")
            << std::flush;
}

void replay_display::show_token(token_id made, token_id recorded) {
  if (!shown_)
    return;
  if (tokens_++ == 0)
    std::cout << "answer   ";
  std::cout << printable(stream_.push(made));
  if (made != recorded && !std::exchange(differs_, true))
    std::cout << " [the record has \""
              << printable(model::decode(words_, {&recorded, 1},
                                         model::leading_space::keep))
              << "\" here]";
  std::cout << std::flush;
}

void replay_display::end_answer() {
  if (tokens_ > 0)
    std::cout << printable(stream_.finish()) << "\n\n";
}

void replay_display::print_verdict(const std::string& title, const char* colour,
                                   const std::string& text) const {
  std::cout << '\n'
            << (colour_ ? colour : "") << title << (colour_ ? "\033[0m" : "")
            << ": " << printable(text) << '\n';
}

void replay_display::conclude(
  const std::vector<proof::compared_receipt>& compared, std::uint32_t positions,
  const std::string& difference) {
  if (!shown_)
    return;
  end_answer();
  for (const auto& x : compared)
    print_receipt(x);
  if (!difference.empty())
    return print_verdict("FIRST DIFFERENCE", red, difference);
  auto took
    = std::chrono::duration<double>{std::chrono::steady_clock::now() - begun_};
  auto text = std::ostringstream{};
  text << compared.size() << " receipts over " << positions
       << " positions are exactly what this model gives; " << tokens_
       << " tokens were made again in " << std::fixed << std::setprecision(2)
       << took.count() << " s.";
  print_verdict("EQUAL BITS", green, text.str());
}

} // namespace synod
