// SPDX-License-Identifier: Apache-2.0

// Package localtime tells what time it is where the caller is.
package localtime

import (
	"fmt"
	"os"
	"time"
)

// Now returns the time in the caller's zone.
func Now() (time.Time, error) { return now(nil, "the caller's time zone is not known") }

// NowInZone returns the time in a zone of the IANA database, such as "Europe/Berlin".
func NowInZone(tz string) (time.Time, error) {
	if tz == "" {
		return time.Time{}, fmt.Errorf("a time zone is required")
	}
	return now(&tz, fmt.Sprintf("there is no time zone named %q", tz))
}

func now(tz *string, problem string) (time.Time, error) {
	text := hostGetTimeInZone(tz)
	if text == nil {
		return time.Time{}, fmt.Errorf("%s", problem)
	}
	told, err := time.Parse(time.RFC3339Nano, *text)
	if err != nil {
		return time.Time{}, err
	}
	name := GetTimeZone()
	if tz != nil {
		name = *tz
	}
	if zone, err := GetLocation(name); err == nil {
		return told.In(zone), nil
	}
	return told, nil
}

// GetTimeZone returns the name of the caller's zone.
func GetTimeZone() string { return os.Getenv("TZ") }

// GetLocation returns a zone of the IANA database.
func GetLocation(tz string) (*time.Location, error) {
	if tz == "" {
		return nil, fmt.Errorf("a time zone is required")
	}
	if tz == "UTC" {
		return time.UTC, nil
	}
	data := hostGetTimeZoneData(&tz, "tzif")
	if data == nil {
		return nil, fmt.Errorf("there is no time zone named %q", tz)
	}
	return time.LoadLocationFromTZData(tz, data)
}

// IsValidTimeZone tells whether the IANA database has a zone of that name.
func IsValidTimeZone(tz string) bool {
	if tz == "" {
		return false
	}
	return hostGetTimeInZone(&tz) != nil
}
