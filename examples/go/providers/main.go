// SPDX-License-Identifier: Apache-2.0

// One file for each provider.
package main

// What a model said.
func textOf[Answer interface{ Text() string }](answer Answer, err error) (string, error) {
	if err != nil {
		return "", err
	}
	return answer.Text(), nil
}
