// SPDX-License-Identifier: Apache-2.0

// Package auth tells who calls.
package auth

import (
	"os"

	"github.com/hypermodeinc/modus/sdk/go/pkg/utils"
)

// GetJWTClaims reads the claims of the caller's token into a T. Without a token it returns the zero T.
func GetJWTClaims[T any]() (T, error) {
	var claims T
	text := os.Getenv("CLAIMS")
	if text == "" {
		return claims, nil
	}
	err := utils.JsonDeserialize([]byte(text), &claims)
	return claims, err
}
