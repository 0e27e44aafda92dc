// SPDX-License-Identifier: Apache-2.0

//go:build !wasip1

package localtime

import (
	"os"
	"path/filepath"
	"time"

	"github.com/hypermodeinc/modus/sdk/go/internal/native"
)

func init() {
	native.Default("modus_system.getTimeInZone", func(arguments ...any) any {
		zone := time.Local
		if tz := arguments[0].(*string); tz != nil {
			found, err := time.LoadLocation(*tz)
			if err != nil {
				return nil
			}
			zone = found
		}
		return time.Now().In(zone).Format(time.RFC3339Nano)
	})
	native.Default("modus_system.getTimeZoneData", func(arguments ...any) any {
		tz := arguments[0].(*string)
		if tz == nil || !filepath.IsLocal(*tz) {
			return nil
		}
		data, err := os.ReadFile(filepath.Join("/usr/share/zoneinfo", *tz))
		if err != nil {
			return nil
		}
		return data
	})
}

func hostGetTimeInZone(tz *string) *string {
	return native.String("modus_system.getTimeInZone", tz)
}

func hostGetTimeZoneData(tz *string, format string) []byte {
	if data := native.String("modus_system.getTimeZoneData", tz, format); data != nil {
		return []byte(*data)
	}
	return nil
}
