// SPDX-License-Identifier: Apache-2.0

// Package agents starts agents and talks to them. The runtime does not run agents yet: until it does,
// every call of it fails with an error that says so.
package agents

import (
	"errors"
	"fmt"

	"github.com/hypermodeinc/modus/sdk/go/pkg/utils"
)

// An Agent lives on between calls, with a state of its own, and answers messages one at a time.
type Agent interface {
	Id() string
	Name() string

	// GetState returns what must survive while the agent is suspended; SetState gives it back.
	GetState() *string
	SetState(data *string)

	OnInitialize() error
	OnSuspend() error
	OnResume() error
	OnTerminate() error

	// OnReceiveMessage answers a message; nil when there is nothing to answer.
	OnReceiveMessage(msgName string, data *string) (*string, error)
}

// AgentBase is what agents embed: everything an agent needs besides its name, its state and its
// answers.
type AgentBase struct {
	id string
}

// Id returns the id that the runtime gave the agent.
func (a *AgentBase) Id() string { return a.id }

// OnInitialize is called when the agent was started.
func (a *AgentBase) OnInitialize() error { return nil }

// OnSuspend is called before the agent is put away.
func (a *AgentBase) OnSuspend() error { return nil }

// OnResume is called when the agent was brought back.
func (a *AgentBase) OnResume() error { return nil }

// OnTerminate is called before the agent ends.
func (a *AgentBase) OnTerminate() error { return nil }

// OnReceiveMessage ignores the message.
func (a *AgentBase) OnReceiveMessage(msgName string, data *string) (*string, error) { return nil, nil }

// PublishEvent tells those who listen to the agent.
func (a *AgentBase) PublishEvent(event AgentEvent) error {
	if a.id == "" {
		return errors.New("an agent that was not started cannot publish events")
	}
	data, err := utils.JsonSerialize(event)
	if err != nil {
		return fmt.Errorf("the event %s cannot be written as JSON: %w", event.EventName(), err)
	}
	text := string(data)
	hostPublishEvent(a.id, event.EventName(), &text)
	return nil
}

// An AgentEvent is what an agent publishes; its fields are what listeners see.
type AgentEvent interface {
	EventName() string
}

var registered = map[string]Agent{}

// Register makes a kind of agent known, by its name: from func init.
func Register(agent Agent) {
	name := agent.Name()
	if name == "" {
		panic("an agent cannot be registered without a name")
	}
	if _, twice := registered[name]; twice {
		panic(fmt.Sprintf("two agents are registered under the name %q", name))
	}
	registered[name] = agent
}
