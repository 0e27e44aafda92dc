// SPDX-License-Identifier: Apache-2.0

import { JSON } from "json-as";
import { check, read, throwNotAnswered } from "./model_answer";
import { ModelStream, PieceKind } from "./model_stream";
import * as utils from "./utils";

export { ModelStream, PieceKind };

// @ts-expect-error: decorator
@external("modus_models", "getModelInfo")
declare function hostGetModelInfo(modelName: string): ModelInfo;

// @ts-expect-error: decorator
@external("modus_models", "invokeModel")
declare function hostInvokeModel(modelName: string, input: string): string | null;

/** Sends a request body to a model and returns the response body, or null on failure. */
type ModelInvoker = (modelName: string, inputJson: string) => string | null;

/** What the manifest says about a model. */
export class ModelInfo {
  constructor(
    /** The name of the model in modus.json. */
    public readonly name: string,
    /** The name by which the provider knows the model. */
    public readonly fullName: string = name,
  ) {}
}

/** Anything that can be asked for a model by its name in modus.json. */
export interface ModelFactory {
  getModel<T extends Model>(modelName: string): T;
}

/** A problem that a model reported in place of its answer. */
@json
export abstract class ModelError {
  abstract toString(): string;
}

/**
 * A model that takes requests of type `TInput` and answers with `TOutput`.
 * Both are classes that JSON.stringify and JSON.parse understand.
 */
export abstract class Model<TInput = unknown, TOutput = unknown> {
  /** When set, requests go to this function instead of the host: for tests. */
  static invoker: ModelInvoker | null = null;

  constructor(public info: ModelInfo) {}

  /** Logs the request and the response of every call. */
  debug: boolean = false;

  /** Looks at a response body before it is parsed; returns the error it carries, if any. */
  validator: ((data: string) => ModelError | null) | null = null;

  /** Sends the input to the model and waits for its answer. */
  invoke(input: TInput): TOutput {
    return read<TOutput>(this.info.name, this.exchange(this.write(input)));
  }

  /** Sends the input to the model and gives its answer as it comes. */
  stream(input: TInput): ModelStream<TOutput> {
    const name = this.info.name;
    const request = this.write(input);
    const stream = new ModelStream<TOutput>(name, this.validator, this.debug);
    if (Model.invoker === null) {
      stream.ask(request);
    } else {
      const response = this.exchange(request);
      stream.tell(response, this.textOf(read<TOutput>(name, response)));
    }
    return stream;
  }

  /** The text of an answer; empty when it has none. */
  textOf(answer: TOutput): string {
    return "";
  }

  private write(input: TInput): string {
    const request = JSON.stringify(input);
    if (this.debug) console.debug('Request to model "' + this.info.name + '": ' + request);
    return request;
  }

  private exchange(request: string): string {
    const name = this.info.name;
    const response = send(name, request);
    if (response === null) throwNotAnswered(name);
    if (this.debug) console.debug('Response of model "' + name + '": ' + response!);
    check(response!, this.validator);
    return response!;
  }
}

function send(modelName: string, request: string): string | null {
  const invoker = Model.invoker;
  if (invoker !== null) return invoker(modelName, request);
  return hostInvokeModel(modelName, request);
}

/**
 * Looks a model up in modus.json.
 * @param modelName The name under "models" in modus.json.
 * @returns The model, through the class that fits its API.
 */
export function getModel<T extends Model>(modelName: string): T {
  const info = hostGetModelInfo(modelName);
  if (utils.resultIsInvalid(info)) {
    utils.throwUserError(
      'Model "' + modelName + '" was not found. Add it under "models" in modus.json.',
    );
  }
  return instantiate<T>(info);
}
