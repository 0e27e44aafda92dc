// SPDX-License-Identifier: Apache-2.0

package db_test

import (
	"encoding/json"
	"testing"

	"github.com/hypermodeinc/modus/sdk/go/pkg/db"
	"github.com/hypermodeinc/modus/sdk/go/pkg/postgresql"
	"github.com/hypermodeinc/modus/sdk/go/pkg/testutils"
)

func answer(t *testing.T, rows string) *[]any {
	t.Helper()
	var asked []any
	testutils.Mock(t, "modus_sql_client.executeQuery", func(arguments ...any) any {
		asked = arguments
		return &db.HostQueryResponse{ResultJson: &rows, RowsAffected: 2}
	})
	return &asked
}

func TestQuery(t *testing.T) {
	asked := answer(t, `[{"name": "Ada", "at": "(1.5,2)"}, {"name": "Grace", "at": null}]`)
	response, err := postgresql.Query[struct {
		Name string
		At   *postgresql.Location
	}]("my-db", "select", 1, "x")
	if err != nil || len(response.Rows) != 2 || response.Rows[0].At.Latitude != 2 || response.Rows[1].At != nil {
		t.Fatalf("%+v, %v", response, err)
	}
	if got, _ := json.Marshal(*asked); string(got) != `["my-db","postgresql","select","[1,\"x\"]"]` {
		t.Errorf("asked %s", got)
	}
}

func TestScalar(t *testing.T) {
	answer(t, `[{"count": 9007199254740993}]`)
	if scalar, err := postgresql.QueryScalar[int64]("my-db", "select"); err != nil || scalar.Value != 9007199254740993 {
		t.Errorf("%+v, %v", scalar, err)
	}
	answer(t, `[]`)
	if _, err := postgresql.QueryScalar[int64]("my-db", "select"); err == nil {
		t.Error("no row is no value")
	}
}

func TestExecuteWantsNoRows(t *testing.T) {
	asked := answer(t, `[]`)
	if response, err := postgresql.Execute("my-db", "delete"); err != nil || response.RowsAffected != 2 || (*asked)[3] != "exec:[]" {
		t.Errorf("%+v, %v, %v", response, err, *asked)
	}
}

func TestPoints(t *testing.T) {
	for _, text := range []string{"(1.5,-2)", "POINT(1.5 -2)", " point (1.5, -2) "} {
		if p, err := db.ParsePoint(text); err != nil || *p != (db.Point{X: 1.5, Y: -2}) || p.String() != "(1.5,-2)" {
			t.Errorf("%q: %v, %v", text, p, err)
		}
	}
	for _, text := range []string{"", "(1)", "(a,b)", "(1,2,3)"} {
		if _, err := db.ParseLocation(text); err == nil {
			t.Errorf("%q was read", text)
		}
	}
}
