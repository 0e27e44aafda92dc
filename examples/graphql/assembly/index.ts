// SPDX-License-Identifier: Apache-2.0

import { graphql } from "@hypermode/modus-sdk-as";

@json
class Country {
  code: string = "";
  name: string = "";
  capital: string | null = null;
}

@json
class CountryData {
  country: Country | null = null;
}

/** A country by its two letters; null when there is none. */
export function getCountry(code: string): Country | null {
  const statement = "query ($code: ID!) { country(code: $code) { code name capital } }";
  const variables = new graphql.Variables();
  variables.set("code", code);

  const response = graphql.execute<CountryData>("countries", statement, variables);
  const errors = response.errors;
  if (errors !== null) throw new Error(errors[0].message);
  const data = response.data;
  return data === null ? null : data.country;
}
