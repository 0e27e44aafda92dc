// SPDX-License-Identifier: Apache-2.0

import { check, read, throwNotAnswered } from "./model_answer";
import { ModelError } from "./models";
import { resultIsInvalid, throwUserError } from "./utils";

/** What a piece of an answer belongs to. */
export enum PieceKind {
  /** The answer's text. */
  Text,
  /** What the model thinks before it answers. */
  Reasoning,
  /** The arguments of a tool call, JSON. */
  ToolCall,
}

/** As the host gives it. */
class Piece {
  kind: i32 = 0;
  index: i64 = 0;
  text: string = "";
  tool: string | null = null;
  call: string | null = null;
}

/** The kind of the last one, whose text is the whole answer. */
const END: i32 = 3;

// @ts-expect-error: decorator
@external("modus_models", "streamModel")
declare function hostStreamModel(modelName: string, input: string): i32;

// @ts-expect-error: decorator
@external("modus_models", "nextDelta")
declare function hostNextDelta(stream: i32): Piece;

// @ts-expect-error: decorator
@external("modus_models", "closeStream")
declare function hostCloseStream(stream: i32): void;

// @ts-expect-error: decorator
@external("modus_models", "streamWithTools")
declare function hostStreamWithTools(modelName: string, input: string, tools: string[], maxToolRounds: i32): i32;

/** Asks the host for a stream; 0 when it has none. */
export type Opener = (modelName: string, request: string, tools: string[], maxToolRounds: i32) => i32;

export function open(modelName: string, request: string, tools: string[], maxToolRounds: i32): i32 {
  return hostStreamModel(modelName, request);
}

export function openWithTools(modelName: string, request: string, tools: string[], maxToolRounds: i32): i32 {
  return hostStreamWithTools(modelName, request, tools, maxToolRounds);
}

/** A model's answer as it comes; Model.stream begins one. Ends with the call at the latest. */
export class ModelStream<TOutput> {
  /** The piece that next() has moved to. */
  delta: string = "";

  /** What that piece belongs to. */
  kind: PieceKind = PieceKind.Text;

  /** Which of several answers the piece belongs to; of a tool call, which part of the answer. */
  index: i32 = 0;

  /** The name of the tool, with the first piece of a tool call; else empty. */
  toolName: string = "";

  /** The id of the tool call, with its first piece; else empty. */
  toolCallId: string = "";

  /** The host's number for it; 0 when nothing more comes. */
  private stream: i32 = 0;
  private answer: string | null = null;
  /** Of an answer that is there: its text, until that was told. */
  private untold: string = "";

  constructor(
    private modelName: string,
    private validator: ((data: string) => ModelError | null) | null,
    private debug: bool,
  ) {}

  /** For Model.stream: what the host has opened. */
  take(stream: i32): void {
    this.stream = stream;
    if (this.stream == 0) throwNotAnswered(this.modelName);
  }

  /** For Model.stream: an answer that is there already comes as one piece of text. */
  tell(answer: string, text: string): void {
    this.answer = answer;
    this.untold = text;
  }

  /** Moves to the next piece of the answer's text, and waits for it. False after the last. */
  next(): bool {
    while (this.nextPart()) {
      if (this.kind == PieceKind.Text) return true;
    }
    return false;
  }

  /** Moves to the next piece of any kind, and waits for it. False after the last. */
  nextPart(): bool {
    if (this.stream == 0) return this.nextUntold();
    const piece = hostNextDelta(this.stream);
    if (resultIsInvalid(piece)) throwNotAnswered(this.modelName);
    if (piece.kind == END) {
      this.finish(piece.text);
      return false;
    }
    this.kind = piece.kind;
    this.index = i32(piece.index);
    this.delta = piece.text;
    const tool = piece.tool;
    const call = piece.call;
    this.toolName = tool === null ? "" : tool;
    this.toolCallId = call === null ? "" : call;
    return true;
  }

  /** The whole answer, as invoke() would have given it; passes over the pieces that are left. */
  get response(): TOutput {
    while (this.nextPart()) {}
    const answer = this.answer;
    if (answer === null) {
      throwUserError('The stream of model "' + this.modelName + '" was closed before the answer was whole.');
    }
    return read<TOutput>(this.modelName, answer!);
  }

  /** No more is wanted: the model stops. */
  close(): void {
    if (this.stream != 0) hostCloseStream(this.stream);
    this.stream = 0;
    this.untold = "";
  }

  private nextUntold(): bool {
    this.delta = this.untold;
    this.untold = "";
    return this.delta.length > 0;
  }

  private finish(answer: string): void {
    this.stream = 0;
    if (this.debug) console.debug('Response of model "' + this.modelName + '": ' + answer);
    check(answer, this.validator);
    this.answer = answer;
  }
}
