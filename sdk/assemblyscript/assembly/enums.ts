// SPDX-License-Identifier: Apache-2.0

/** A length of time in nanoseconds. */
export type Duration = i64;

export namespace Duration {
  export const zero: Duration = 0;
  export const nanosecond: Duration = 1;
  export const microsecond: Duration = 1000 * nanosecond;
  export const millisecond: Duration = 1000 * microsecond;
  export const second: Duration = 1000 * millisecond;
  export const minute: Duration = 60 * second;
  export const hour: Duration = 60 * minute;
  export const maxValue: Duration = i64.MAX_VALUE;
}

/** Where an agent is in its life. */
export type AgentStatus = string;

export namespace AgentStatus {
  export const Starting: AgentStatus = "starting";
  export const Running: AgentStatus = "running";
  export const Suspending: AgentStatus = "suspending";
  export const Suspended: AgentStatus = "suspended";
  export const Resuming: AgentStatus = "resuming";
  export const Stopping: AgentStatus = "stopping";
  export const Terminated: AgentStatus = "terminated";
}
