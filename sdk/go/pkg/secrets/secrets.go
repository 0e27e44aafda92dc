// SPDX-License-Identifier: Apache-2.0

// Package secrets gives access to the app's own secrets: the MODUS_APP_* variables.
package secrets

import "fmt"

// GetSecretValue returns the value of MODUS_APP_NAME.
func GetSecretValue(name string) (string, error) {
	value := hostGetSecretValue(name)
	if value == nil {
		return "", fmt.Errorf("the secret %q was not found; set MODUS_APP_%s", name, name)
	}
	return *value, nil
}
