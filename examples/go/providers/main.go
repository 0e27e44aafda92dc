// SPDX-License-Identifier: Apache-2.0

// One function or more for each provider, each in its own file.
package main

// textOf returns what a model said.
func textOf[Answer interface{ Text() string }](answer Answer, err error) (string, error) {
	if err != nil {
		return "", err
	}
	return answer.Text(), nil
}
