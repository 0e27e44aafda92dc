// SPDX-License-Identifier: Apache-2.0
// Boost.JSON's implementation, compiled once here.
#include <boost/json/src.hpp>
