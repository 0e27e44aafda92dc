// SPDX-License-Identifier: Apache-2.0
#include "runtime/connect/public_address.h"

#include <gtest/gtest.h>

namespace modus::connect {
namespace {

TEST(PublicAddress, IsOneOfTheInternet) {
  for (const char* address :
       {"1.1.1.1",         "9.255.255.255",   "11.0.0.0",         "100.63.255.255",
        "100.128.0.0",     "126.255.255.255", "128.0.0.0",        "169.253.0.1",
        "172.15.255.255",  "172.32.0.0",      "192.0.1.0",        "192.167.0.1",
        "198.17.0.0",      "198.20.0.0",      "223.255.255.255",  "2606:4700::1111",
        "2001:4860::8888", "::ffff:8.8.8.8",  "64:ff9b::808:808", "2002:808:808::1"})
    EXPECT_TRUE(is_public_address(address)) << address;
}

TEST(PublicAddress, IsNoneOfAMachineOrANetworkOfItsOwn) {
  for (const char* address : {"0.0.0.0",
                              "10.0.0.1",
                              "100.64.0.1",
                              "100.127.255.255",
                              "127.0.0.1",
                              "127.255.255.255",
                              "169.254.169.254",
                              "172.16.0.1",
                              "172.31.255.255",
                              "192.0.0.1",
                              "192.0.2.1",
                              "192.168.1.1",
                              "198.18.0.1",
                              "198.19.255.255",
                              "198.51.100.1",
                              "203.0.113.7",
                              "224.0.0.1",
                              "255.255.255.255",
                              "::",
                              "::1",
                              "fe80::1",
                              "fe80::1%1",
                              "fc00::1",
                              "fd12::1",
                              "ff02::1",
                              "2001:db8::1",
                              "2001::1",
                              "3fff::1",
                              "::ffff:127.0.0.1",
                              "::ffff:a00:1",
                              "64:ff9b::a00:1",
                              "2002:7f00:1::",
                              "100::1",
                              "::7f00:1"})
    EXPECT_FALSE(is_public_address(address)) << address;
}

TEST(PublicAddress, IsAnAddress) {
  for (const char* text :
       {"", "localhost", "1.1.1", "1.1.1.1.1", "[2606:4700::1111]", "8.8.8.8:80"})
    EXPECT_FALSE(is_public_address(text)) << text;
}

}  // namespace
}  // namespace modus::connect
