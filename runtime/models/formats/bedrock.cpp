// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/formats/bedrock.h"

namespace modus::models {

bool stream_from_bedrock(std::string& url) {
  const std::string_view path = without_query(url);
  if (!path.contains("/model/")) return false;
  if (path.ends_with("-stream")) return true;
  if (path.ends_with("/converse")) {
    url.insert(path.size(), "-stream");
  } else if (path.ends_with("/invoke")) {
    url.insert(path.size(), "-with-response-stream");
  } else {
    return false;
  }
  return true;
}

std::string_view without_query(std::string_view url) { return url.substr(0, url.find('?')); }

}  // namespace modus::models
