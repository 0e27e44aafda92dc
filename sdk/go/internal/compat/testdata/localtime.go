// SPDX-License-Identifier: Apache-2.0

package localtime

func Now() (time.Time, error)
func NowInZone(tz string) (time.Time, error)
func GetTimeZone() string
func GetLocation(tz string) (*time.Location, error)
func IsValidTimeZone(tz string) bool
