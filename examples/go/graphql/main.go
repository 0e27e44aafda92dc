// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"

	"github.com/hypermodeinc/modus/sdk/go/pkg/graphql"
)

type Country struct {
	Code    string  `json:"code"`
	Name    string  `json:"name"`
	Capital *string `json:"capital"`
}

type countryData struct {
	Country *Country `json:"country"`
}

// GetCountry returns a country by its two letters; null when there is none.
func GetCountry(code string) (*Country, error) {
	const statement = "query ($code: ID!) { country(code: $code) { code name capital } }"

	response, err := graphql.Execute[countryData]("countries", statement, map[string]any{"code": code})
	if err != nil {
		return nil, err
	}
	if len(response.Errors) > 0 {
		return nil, errors.New(response.Errors[0].Message)
	}
	if response.Data == nil {
		return nil, nil
	}
	return response.Data.Country, nil
}
