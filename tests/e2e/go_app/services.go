// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"github.com/hypermodeinc/modus/sdk/go/pkg/agents"
	"github.com/hypermodeinc/modus/sdk/go/pkg/dgraph"
	"github.com/hypermodeinc/modus/sdk/go/pkg/mysql"
	"github.com/hypermodeinc/modus/sdk/go/pkg/neo4j"
	"github.com/hypermodeinc/modus/sdk/go/pkg/postgresql"
)

type counter struct {
	agents.AgentBase
	state string
}

func (c *counter) Name() string          { return "counter" }
func (c *counter) GetState() *string     { return &c.state }
func (c *counter) SetState(data *string) { c.state = *data }

func init() { agents.Register(&counter{}) }

// Each calls a host function that this version does not have.
var services = map[string]func() error{
	"postgresql":         func() error { return second(postgresql.QueryScalar[int]("nowhere", "select 1")) },
	"mysql":              func() error { return second(mysql.Execute("nowhere", "select 1")) },
	"dgraph.Execute":     func() error { return second(dgraph.ExecuteQuery("nowhere", dgraph.NewQuery("{}"))) },
	"dgraph.AlterSchema": func() error { return dgraph.AlterSchema("nowhere", "") },
	"dgraph.DropAttr":    func() error { return dgraph.DropAttr("nowhere", "a") },
	"dgraph.DropAll":     func() error { return dgraph.DropAll("nowhere") },
	"neo4j":              func() error { return second(neo4j.ExecuteQuery("nowhere", "RETURN 1", nil)) },
	"agents.Start":       func() error { return second(agents.Start("counter")) },
	"agents.Stop":        func() error { return second(agents.Stop("1")) },
	"agents.GetInfo":     func() error { return second(agents.GetInfo("1")) },
	"agents.ListAll":     func() error { return second(agents.ListAll()) },
	"agents.SendMessage": func() error { return second(agents.SendMessage("1", "count", agents.WithData("x"))) },
	"agents.SendAsync":   func() error { return agents.SendMessageAsync("1", "count") },
}

func second[T any](_ T, err error) error { return err }

func CallService(name string) (bool, error) {
	call, known := services[name]
	if !known {
		return false, fmt.Errorf("there is no %s", name)
	}
	err := call()
	return err == nil, err
}
