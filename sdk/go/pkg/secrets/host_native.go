// SPDX-License-Identifier: Apache-2.0

//go:build !wasip1

package secrets

import (
	"os"

	"github.com/hypermodeinc/modus/sdk/go/internal/native"
)

func init() {
	native.Default("modus_secrets.getSecretValue", func(arguments ...any) any {
		if value, set := os.LookupEnv("MODUS_APP_" + arguments[0].(string)); set {
			return value
		}
		return nil
	})
}

func hostGetSecretValue(name string) *string {
	return native.String("modus_secrets.getSecretValue", name)
}
