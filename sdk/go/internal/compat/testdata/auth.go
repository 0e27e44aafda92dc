// SPDX-License-Identifier: Apache-2.0

package auth

func GetJWTClaims[T any]() (T, error)
