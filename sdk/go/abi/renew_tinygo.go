// SPDX-License-Identifier: Apache-2.0

//go:build tinygo

package abi

// TinyGo draws a random number when it starts, so that its modules are not snapshotted: there is nothing
// to renew.
func renew() {}
