// SPDX-License-Identifier: Apache-2.0

import { JSON } from "json-as";
import { AgentStatus } from "./enums";
import * as utils from "./utils";

// @ts-expect-error: decorator
@external("modus_agents", "startAgent")
declare function hostStartAgent(agentName: string): AgentInfo;

// @ts-expect-error: decorator
@external("modus_agents", "stopAgent")
declare function hostStopAgent(agentId: string): AgentInfo;

// @ts-expect-error: decorator
@external("modus_agents", "getAgentInfo")
declare function hostGetAgentInfo(agentId: string): AgentInfo;

// @ts-expect-error: decorator
@external("modus_agents", "listAgents")
declare function hostListAgents(): AgentInfo[];

// @ts-expect-error: decorator
@external("modus_agents", "publishEvent")
declare function hostPublishEvent(
  agentId: string,
  eventName: string,
  eventData: string | null,
): void;

const registry = new Map<string, Agent>();
let active: Agent | null = null;
let activeId = "";

/** Something that lives on between calls: it has a state, and answers one message at a time. */
export abstract class Agent {
  /** The id that the runtime gave this agent. */
  get id(): string {
    return activeId;
  }

  /** The name by which agents of this class are started. */
  abstract get name(): string;

  /** The state to keep while the agent is suspended. */
  abstract getState(): string | null;

  /** Takes up a state that getState returned. */
  abstract setState(data: string | null): void;

  /** Called once, after the agent was started. */
  onInitialize(): void {}

  /** Called before the agent is suspended. */
  onSuspend(): void {}

  /** Called after the agent took up its state again. */
  onResume(): void {}

  /** Called before the agent is stopped for good. */
  onTerminate(): void {}

  /** Answers a message. */
  onReceiveMessage(msgName: string, data: string | null): string | null {
    return null;
  }

  /** Sends an event to those who subscribed to this agent. */
  publishEvent(event: AgentEvent): void {
    if (event.eventName.length == 0) {
      utils.throwUserError("An agent's event needs a name.");
    }
    hostPublishEvent(this.id, event.eventName, JSON.stringify(event));
  }
}

/** Makes a class of agents known, so that startAgent finds it. Belongs in the app's index.ts. */
export function registerAgent<T extends Agent>(): void {
  const agent = instantiate<T>();
  if (registry.has(agent.name)) {
    utils.throwUserError('Two agents are registered as "' + agent.name + '".');
  }
  registry.set(agent.name, agent);
}

/** Starts an agent of the class with this name. */
export function startAgent(name: string): AgentInfo {
  if (!registry.has(name)) {
    utils.throwUserError(
      'No agent is registered as "' + name + '". Call agents.register with its class in index.ts.',
    );
  }
  const info = hostStartAgent(name);
  if (utils.resultIsInvalid(info)) utils.throwUserError('The agent "' + name + '" did not start.');
  return info;
}

/** Stops an agent for good. */
export function stopAgent(agentId: string): AgentInfo {
  const info = hostStopAgent(agentId);
  if (utils.resultIsInvalid(info)) utils.throwUserError("The agent " + agentId + " did not stop.");
  return info;
}

/** Tells how an agent is. */
export function getAgentInfo(agentId: string): AgentInfo {
  const info = hostGetAgentInfo(agentId);
  if (utils.resultIsInvalid(info)) utils.throwUserError("There is no agent " + agentId + ".");
  return info;
}

/** All agents that have not been stopped. */
export function listAgents(): AgentInfo[] {
  const list = hostListAgents();
  if (utils.resultIsInvalid(list)) utils.throwUserError("The agents cannot be listed.");
  return list;
}

// The following are called by the runtime, in the instance that belongs to one agent.

export function activateAgent(name: string, id: string): void {
  if (!registry.has(name)) utils.throwUserError('No agent is registered as "' + name + '".');
  active = registry.get(name);
  activeId = id;
}

export function getAgentState(): string | null {
  return activeAgent().getState();
}

export function setAgentState(data: string | null): void {
  activeAgent().setState(data);
}

export function handleEvent(action: string): void {
  const agent = activeAgent();
  if (action == "initialize") agent.onInitialize();
  else if (action == "suspend") agent.onSuspend();
  else if (action == "resume") agent.onResume();
  else if (action == "terminate") agent.onTerminate();
  else utils.throwUserError('Unknown agent event "' + action + '".');
}

export function handleMessage(msgName: string, data: string | null): string | null {
  return activeAgent().onReceiveMessage(msgName, data);
}

function activeAgent(): Agent {
  if (active === null) utils.throwUserError("No agent is active in this instance.");
  return active!;
}

/** What the runtime tells of an agent. */
export class AgentInfo {
  id: string;
  name: string;
  status: AgentStatus;

  constructor(id: string, name: string, status: AgentStatus = "") {
    this.id = id;
    this.name = name;
    this.status = status;
  }
}

/** The base of events: a class with @json whose fields are the event's data. */
@json
export class AgentEvent {
  @omit
  eventName: string;

  constructor(eventName: string) {
    this.eventName = eventName;
  }
}
