// SPDX-License-Identifier: Apache-2.0

package main

import "github.com/hypermodeinc/modus/sdk/go/pkg/secrets"

// GetKeyHint returns the last four characters of the key in MODUS_APP_SIGNING_KEY, to tell which one is in use.
func GetKeyHint() (string, error) {
	key, err := secrets.GetSecretValue("SIGNING_KEY")
	if err != nil {
		return "", err
	}
	return "…" + key[max(0, len(key)-4):], nil
}

// GetForgotten needs a secret that nobody set, and fails with an error that names the variable.
func GetForgotten() (string, error) { return secrets.GetSecretValue("FORGOTTEN") }
