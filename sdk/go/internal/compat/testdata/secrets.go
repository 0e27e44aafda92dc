// SPDX-License-Identifier: Apache-2.0

package secrets

func GetSecretValue(name string) (string, error)
