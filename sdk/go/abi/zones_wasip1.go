// SPDX-License-Identifier: Apache-2.0

//go:build !tinygo

package abi

import (
	"syscall"
	"unsafe"
)

// A sandbox has no files, so none of time zones. Package time lets another ask for them, as it does for the
// data in time/tzdata.
//
//go:linkname registerZones time.registerLoadFromEmbeddedTZData
func registerZones(find func(name string) (string, error))

func init() { registerZones(findZone) }

//go:wasmimport modus_system getTimeZoneData
func importGetTimeZoneData(address unsafe.Pointer, length uint32) int32

func findZone(name string) (string, error) {
	arguments := &Writer{}
	arguments.OptionalString(&name)
	arguments.String("tzif")
	r, ok := Call(importGetTimeZoneData, arguments)
	if !ok {
		return "", syscall.ENOENT
	}
	return string(r.Blob()), nil
}
