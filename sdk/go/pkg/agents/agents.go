// SPDX-License-Identifier: Apache-2.0

package agents

import (
	"errors"
	"fmt"
	"math"
	"time"
)

// AgentInfo is what the runtime knows about an agent.
type AgentInfo struct {
	Id     string
	Name   string
	Status string
}

// AgentStatus says how an agent is.
type AgentStatus string

const (
	AgentStatusStarting   AgentStatus = "starting"
	AgentStatusRunning    AgentStatus = "running"
	AgentStatusSuspending AgentStatus = "suspending"
	AgentStatusSuspended  AgentStatus = "suspended"
	AgentStatusResuming   AgentStatus = "resuming"
	AgentStatusStopping   AgentStatus = "stopping"
	AgentStatusTerminated AgentStatus = "terminated"
)

// Start starts an agent of a registered name.
func Start(name string) (AgentInfo, error) {
	if _, known := registered[name]; !known {
		return AgentInfo{}, fmt.Errorf("no agent named %q is registered", name)
	}
	return result(hostStartAgent(name), "the agent cannot be started")
}

// Stop lets an agent end.
func Stop(agentId string) (AgentInfo, error) {
	if agentId == "" {
		return AgentInfo{}, errNoId
	}
	return result(hostStopAgent(agentId), "the agent cannot be stopped")
}

// GetInfo tells about an agent.
func GetInfo(agentId string) (AgentInfo, error) {
	if agentId == "" {
		return AgentInfo{}, errNoId
	}
	return result(hostGetAgentInfo(agentId), "the agent is not known")
}

// ListAll tells about all agents that have not ended.
func ListAll() ([]AgentInfo, error) {
	list := hostListAgents()
	if list == nil {
		return nil, errors.New("the agents cannot be listed; the log of the runtime tells why")
	}
	return *list, nil
}

var errNoId = errors.New("the agent's id is missing")

func result(info *AgentInfo, problem string) (AgentInfo, error) {
	if info == nil {
		return AgentInfo{}, errors.New(problem + "; the log of the runtime tells why")
	}
	return *info, nil
}

// MessageResponse is what the host answers to a message.
type MessageResponse struct {
	data  *string
	error *string
}

type messageOptions struct {
	data    *string
	timeout time.Duration
}

type messageOption func(*messageOptions)

// WithData adds data to a message.
func WithData(data string) messageOption {
	return func(o *messageOptions) { o.data = &data }
}

// WithTimeout limits how long the answer is waited for.
func WithTimeout(timeout time.Duration) messageOption {
	return func(o *messageOptions) { o.timeout = timeout }
}

// SendMessage sends a message and waits for the answer.
func SendMessage(agentId, msgName string, options ...messageOption) (*string, error) {
	o := messageOptions{timeout: math.MaxInt64}
	for _, option := range options {
		option(&o)
	}
	return send(agentId, msgName, o)
}

// SendMessageAsync sends a message and does not wait.
func SendMessageAsync(agentId, msgName string, options ...messageOption) error {
	var o messageOptions
	for _, option := range options {
		option(&o)
	}
	o.timeout = 0
	_, err := send(agentId, msgName, o)
	return err
}

func send(agentId, msgName string, o messageOptions) (*string, error) {
	if agentId == "" {
		return nil, errNoId
	}
	if msgName == "" {
		return nil, errors.New("the message's name is missing")
	}
	if o.timeout < 0 {
		return nil, errors.New("the message's timeout is negative")
	}
	response := hostSendMessage(agentId, msgName, o.data, int64(o.timeout))
	if response == nil {
		return nil, errors.New("the message cannot be sent; the log of the runtime tells why")
	}
	if response.error != nil {
		return nil, errors.New(*response.error)
	}
	return response.data, nil
}
