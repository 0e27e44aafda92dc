// SPDX-License-Identifier: Apache-2.0
// The GraphQL documents that `modus graphql validate` checks, and the fragments they share.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/graphql/language/source.h"

namespace modus::cli {

struct SourceFile {
  std::string name;  // as the user gave it
  std::string text;
};

/// A place in one of several files.
struct FilePlace {
  const SourceFile* file;
  graphql::Location location;
};

/// One document to be checked: a file, followed by those shared fragments that it needs. Borrows
/// the files.
class JoinedDocument {
 public:
  explicit JoinedDocument(const SourceFile& file);

  /// Adds a definition that begins at a place of another file.
  void append(FilePlace from, std::string_view definition);

  const std::string& text() const { return text_; }
  /// Where a place of the text is in the files.
  FilePlace origin(graphql::Location location) const;

 private:
  struct Piece {
    std::size_t line;  // its first within the text
    FilePlace from;
  };
  std::string text_;
  std::size_t lines_;
  std::vector<Piece> pieces_;
};

/// Fragments from files, for documents to take what they need. Borrows the files.
class SharedFragments {
 public:
  /// Adds the fragments of a file. What is wrong with it: a syntax error, or a name that is taken.
  std::vector<graphql::Diagnostic> add(const SourceFile& file);

  /// The file and, transitively, the fragments it spreads and does not define itself.
  JoinedDocument join(const SourceFile& file) const;

 private:
  struct Fragment {
    FilePlace from;
    std::string_view text;
    std::vector<std::string> spreads;
  };
  std::map<std::string, Fragment, std::less<>> fragments_;
};

}  // namespace modus::cli
