// SPDX-License-Identifier: Apache-2.0

//go:build !wasip1

package agents

import "github.com/hypermodeinc/modus/sdk/go/internal/native"

func hostStartAgent(name string) *AgentInfo {
	return native.Result[AgentInfo]("modus_agents.startAgent", name)
}

func hostStopAgent(id string) *AgentInfo {
	return native.Result[AgentInfo]("modus_agents.stopAgent", id)
}

func hostGetAgentInfo(id string) *AgentInfo {
	return native.Result[AgentInfo]("modus_agents.getAgentInfo", id)
}

func hostListAgents() *[]AgentInfo { return native.Result[[]AgentInfo]("modus_agents.listAgents") }

func hostSendMessage(id, name string, data *string, timeout int64) *MessageResponse {
	if answer := native.String("modus_agents.sendMessage", id, name, data, timeout); answer != nil {
		return &MessageResponse{data: answer}
	}
	return nil
}

func hostPublishEvent(id, name string, data *string) {
	native.Invoke("modus_agents.publishEvent", id, name, data)
}
