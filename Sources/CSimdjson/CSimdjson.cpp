#include "CSimdjson.h"

#include <memory>
#include <new>
#include <simdjson.h>

struct trail_structure_scanner {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> parser;
};

trail_structure_scanner *trail_structure_scanner_create(void) {
  return new (std::nothrow) trail_structure_scanner();
}

void trail_structure_scanner_destroy(trail_structure_scanner *scanner) { delete scanner; }

trail_structure_status trail_structure_scan(
    trail_structure_scanner *scanner, const uint8_t *bytes, size_t length,
    const uint32_t **positions, size_t *count) {
  *positions = nullptr;
  *count = 0;
  if (length == 0 || length > 0xFFFFFF00u) return trail_structure_unusable;
  if (!scanner->parser) {
    auto error = simdjson::get_active_implementation()->create_dom_parser_implementation(
        length, 16, scanner->parser);
    if (error) return trail_structure_no_memory;
  } else if (scanner->parser->capacity() < length) {
    if (scanner->parser->allocate(length, 16)) return trail_structure_no_memory;
  }
  // The count keeps its old value when the pass stops early: clear it to tell the cases apart.
  scanner->parser->n_structural_indexes = 0;
  auto error = scanner->parser->stage1(bytes, length, simdjson::stage1_mode::regular);
  if (error != simdjson::SUCCESS && error != simdjson::UTF8_ERROR) return trail_structure_unusable;
  if (scanner->parser->n_structural_indexes == 0) return trail_structure_unusable;
  *positions = scanner->parser->structural_indexes.get();
  *count = scanner->parser->n_structural_indexes;
  return error == simdjson::SUCCESS ? trail_structure_ok : trail_structure_not_utf8;
}
