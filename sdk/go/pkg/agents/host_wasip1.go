// SPDX-License-Identifier: Apache-2.0

package agents

import (
	"unsafe"

	"github.com/hypermodeinc/modus/sdk/go/abi"
)

//go:wasmimport modus_agents startAgent
func importStartAgent(address unsafe.Pointer, length uint32) int32

//go:wasmimport modus_agents stopAgent
func importStopAgent(address unsafe.Pointer, length uint32) int32

//go:wasmimport modus_agents getAgentInfo
func importGetAgentInfo(address unsafe.Pointer, length uint32) int32

//go:wasmimport modus_agents listAgents
func importListAgents(address unsafe.Pointer, length uint32) int32

//go:wasmimport modus_agents sendMessage
func importSendMessage(address unsafe.Pointer, length uint32) int32

//go:wasmimport modus_agents publishEvent
func importPublishEvent(address unsafe.Pointer, length uint32) int32

func hostStartAgent(name string) *AgentInfo {
	return unpackInfo(abi.Call(importStartAgent, abi.Strings(name)))
}

func hostStopAgent(id string) *AgentInfo {
	return unpackInfo(abi.Call(importStopAgent, abi.Strings(id)))
}

func hostGetAgentInfo(id string) *AgentInfo {
	return unpackInfo(abi.Call(importGetAgentInfo, abi.Strings(id)))
}

func unpackInfo(r *abi.Reader, ok bool) *AgentInfo {
	if !ok {
		return nil
	}
	return &AgentInfo{Id: r.String(), Name: r.String(), Status: r.String()}
}

func hostListAgents() *[]AgentInfo {
	r, ok := abi.Call(importListAgents, &abi.Writer{})
	if !ok || !r.Bool() {
		return nil
	}
	list := make([]AgentInfo, r.Count())
	for i := range list {
		list[i] = *unpackInfo(r, true)
	}
	return &list
}

func hostSendMessage(id, name string, data *string, timeout int64) *MessageResponse {
	w := abi.Strings(id, name)
	w.OptionalString(data)
	w.Int64(timeout)
	r, ok := abi.Call(importSendMessage, w)
	if !ok {
		return nil
	}
	return &MessageResponse{data: r.OptionalString(), error: r.OptionalString()}
}

func hostPublishEvent(id, name string, data *string) {
	w := abi.Strings(id, name)
	w.OptionalString(data)
	abi.Call(importPublishEvent, w)
}
