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

//go:linkname renewEnvironment syscall.modusRenewEnvironment
func renewEnvironment(variables []string) bool

func renew() {
	variables := renewRuntime()
	if renewEnvironment(variables) {
		return
	}
	for _, variable := range variables {
		name, value, _ := strings.Cut(variable, "=")
		os.Setenv(name, value)
	}
}
