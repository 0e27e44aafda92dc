// SPDX-License-Identifier: Apache-2.0

package localtime_test

import (
	"testing"

	"github.com/hypermodeinc/modus/sdk/go/pkg/localtime"
	"github.com/hypermodeinc/modus/sdk/go/pkg/testutils"
)

func TestZones(t *testing.T) {
	testutils.Mock(t, "modus_system.getTimeInZone", func(arguments ...any) any {
		if tz := arguments[0].(*string); tz != nil && *tz == "Nowhere" {
			return nil
		}
		return "2024-07-01T12:00:00.5+02:00"
	})
	told, err := localtime.NowInZone("Europe/Berlin")
	if err != nil || told.UTC().Hour() != 10 {
		t.Errorf("%v, %v", told, err)
	}
	if _, err := localtime.NowInZone("Nowhere"); err == nil || localtime.IsValidTimeZone("Nowhere") || localtime.IsValidTimeZone("") {
		t.Error("there is no such zone")
	}
	if _, err := localtime.GetLocation("../../etc/passwd"); err == nil {
		t.Error("there is no such zone")
	}
}
