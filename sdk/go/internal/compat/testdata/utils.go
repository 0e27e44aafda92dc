// SPDX-License-Identifier: Apache-2.0

package utils

func JsonSerialize(v any) ([]byte, error)
func JsonDeserialize(data []byte, v any) error
func ConvertInterfaceTo[T any](v any) (T, error)
func ParseJsonNumberAs[T any](n json.Number) (T, error)

type RawJsonString string

func (s RawJsonString) MarshalJSON() ([]byte, error)
func (s *RawJsonString) UnmarshalJSON(data []byte) error

type StringOrRawJson string

func (s StringOrRawJson) MarshalJSON() ([]byte, error)
func (s *StringOrRawJson) UnmarshalJSON(data []byte) error
