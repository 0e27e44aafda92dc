// SPDX-License-Identifier: Apache-2.0

import { JSON } from "json-as";
import { check, read, throwNotAnswered } from "./model_answer";
import { askFor, askWithTools, readAnswer } from "./model_ask";
import { ModelStream, Opener, PieceKind, open, openWithTools } from "./model_stream";
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
  /**
   * When set, requests go to this function instead of the host: for tests. What it gives is the
   * response body, or for ask() the value as JSON.
   */
  static invoker: ModelInvoker | null = null;

  constructor(public info: ModelInfo) {}

  /** Logs the request and the response of every call. */
  debug: boolean = false;

  /** Looks at a response body before it is parsed; returns the error it carries, if any. */
  validator: ((data: string) => ModelError | null) | null = null;

  /**
   * Names of functions of the app that the model may call before it answers: exported ones, and
   * those marked @tool. The host calls them.
   */
  get tools(): string[] {
    return this.offered;
  }

  set tools(names: string[]) {
    this.offered = names;
    // Only apps that offer tools import what it takes.
    this.sender = sendWithTools;
    this.opener = openWithTools;
  }

  /** How many times in a row the model may call tools before it must answer. */
  maxToolRounds: i32 = 8;

  private offered: string[] = [];
  private sender: Sender = send;
  private opener: Opener | null = null;

  /**
   * Sends the input to the model and waits for an answer that is a value of type T: a class of the
   * app, a string, a number, a boolean, a list, a map, or any of these or null. The model is told
   * what such a value looks like, by the names of the fields and what is written about them.
   */
  ask<T>(input: TInput): T {
    const name = this.info.name;
    const request = this.write(input);
    const invoker = Model.invoker;
    const answer =
      invoker === null
        ? askFor<T>(name, request, this.offered, this.maxToolRounds)
        : invoker(name, request);
    if (answer === null) throwNotAnswered(name);
    if (this.debug) console.debug('Answer of model "' + name + '": ' + answer!);
    return readAnswer<T>(name, answer!);
  }

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
      const chosen = this.opener;
      const opener = chosen === null ? open : chosen;
      stream.take(opener(name, request, this.offered, this.maxToolRounds));
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
    const response = this.sender(name, request, this.offered, this.maxToolRounds);
    if (response === null) throwNotAnswered(name);
    if (this.debug) console.debug('Response of model "' + name + '": ' + response!);
    check(response!, this.validator);
    return response!;
  }
}

/** Sends a request body and gives the response body, or null on failure. */
type Sender = (modelName: string, request: string, tools: string[], maxToolRounds: i32) => string | null;

function send(modelName: string, request: string, tools: string[], maxToolRounds: i32): string | null {
  const invoker = Model.invoker;
  if (invoker !== null) return invoker(modelName, request);
  return hostInvokeModel(modelName, request);
}

function sendWithTools(modelName: string, request: string, tools: string[], maxToolRounds: i32): string | null {
  const invoker = Model.invoker;
  if (invoker !== null) return invoker(modelName, request);
  return askWithTools(modelName, request, tools, maxToolRounds);
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
