// SPDX-License-Identifier: Apache-2.0

package secrets_test

import (
	"strings"
	"testing"

	"github.com/hypermodeinc/modus/sdk/go/pkg/secrets"
)

func TestSecretsComeFromTheEnvironment(t *testing.T) {
	t.Setenv("MODUS_APP_KEY", "value")
	if value, err := secrets.GetSecretValue("KEY"); err != nil || value != "value" {
		t.Errorf("%q, %v", value, err)
	}
	if _, err := secrets.GetSecretValue("OTHER"); err == nil || !strings.Contains(err.Error(), "MODUS_APP_OTHER") {
		t.Errorf("%v", err)
	}
}
