// SPDX-License-Identifier: Apache-2.0

package agents

type AgentInfo struct {
	Id     string
	Name   string
	Status string
}
type AgentEvent interface {
	EventName() string
}
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

func Register(agent Agent)
func Start(name string) (AgentInfo, error)
func Stop(agentId string) (AgentInfo, error)
func GetInfo(agentId string) (AgentInfo, error)
func ListAll() ([]AgentInfo, error)

type Agent interface {
	Id() string
	Name() string
	GetState() *string
	SetState(data *string)
	OnInitialize() error
	OnSuspend() error
	OnResume() error
	OnTerminate() error
	OnReceiveMessage(msgName string, data *string) (*string, error)
}
type AgentBase struct {
}

func (a *AgentBase) Id() string
func (a *AgentBase) OnInitialize() error
func (a *AgentBase) OnSuspend() error
func (a *AgentBase) OnResume() error
func (a *AgentBase) OnTerminate() error
func (a *AgentBase) OnReceiveMessage(msgName string, data *string) (*string, error)
func (a *AgentBase) PublishEvent(event AgentEvent) error

type MessageResponse struct {
}

func WithData(data string) messageOption
func WithTimeout(timeout time.Duration) messageOption
func SendMessage(agentId, msgName string, options ...messageOption) (*string, error)
func SendMessageAsync(agentId, msgName string, options ...messageOption) error
