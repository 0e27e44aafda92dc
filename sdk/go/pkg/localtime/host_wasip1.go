// SPDX-License-Identifier: Apache-2.0

package localtime

import (
	"unsafe"

	"github.com/hypermodeinc/modus/sdk/go/abi"
)

//go:wasmimport modus_system getTimeInZone
func importGetTimeInZone(address unsafe.Pointer, length uint32) int32

//go:wasmimport modus_system getTimeZoneData
func importGetTimeZoneData(address unsafe.Pointer, length uint32) int32

func hostGetTimeInZone(tz *string) *string {
	w := &abi.Writer{}
	w.OptionalString(tz)
	return abi.CallForString(importGetTimeInZone, w)
}

func hostGetTimeZoneData(tz *string, format string) []byte {
	w := &abi.Writer{}
	w.OptionalString(tz)
	w.String(format)
	r, ok := abi.Call(importGetTimeZoneData, w)
	if !ok {
		return nil
	}
	return r.Blob()
}
