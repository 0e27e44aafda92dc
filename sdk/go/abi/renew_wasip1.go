// SPDX-License-Identifier: Apache-2.0

//go:build !tinygo

package abi

import (
	"os"
	"strings"
	_ "unsafe"
)

//go:linkname renewRuntime runtime.modusRenew
func renewRuntime() []string

func renew() {
	for _, variable := range renewRuntime() {
		name, value, _ := strings.Cut(variable, "=")
		os.Setenv(name, value)
	}
}
