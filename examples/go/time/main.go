// SPDX-License-Identifier: Apache-2.0

package main

import (
	"time"

	"github.com/hypermodeinc/modus/sdk/go/pkg/localtime"
)

// GetUtcTime returns the time in UTC.
func GetUtcTime() time.Time { return time.Now() }

// GetLocalTime returns the time where the caller is; clients name their zone in the header X-Time-Zone.
func GetLocalTime() (string, error) {
	now, err := localtime.Now()
	return now.Format(time.RFC3339Nano), err
}

// GetTimeInZone returns the time in a zone such as "Europe/Berlin".
func GetTimeInZone(zone string) (string, error) {
	now, err := localtime.NowInZone(zone)
	return now.Format(time.RFC3339Nano), err
}

// GetLocalTimeZone returns the caller's time zone.
func GetLocalTimeZone() string { return localtime.GetTimeZone() }

// IsTimeZone tells whether there is such a zone.
func IsTimeZone(zone string) bool { return localtime.IsValidTimeZone(zone) }
