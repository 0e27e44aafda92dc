// SPDX-License-Identifier: Apache-2.0

// Takes the place of json-as/lib/as-bs.ts, which reserves less room than its callers write and so
// lets JSON.stringify run over the end of its buffer. Same interface, same guarantees for callers:
// room reserved is there, wherever the buffer moves.

/** The buffer into which JSON is written. */
export namespace bs {
  /** Room beyond what is reserved: callers write keys and brackets without asking. */
  const SLACK: usize = 4096;

  export let buffer: ArrayBuffer = new ArrayBuffer(8192);

  /** Where the next byte goes. */
  export let offset: usize = changetype<usize>(buffer);

  /** The sum of what was reserved for the current text. */
  export let stackSize: usize = 0;

  let bufferSize: usize = 8192;

  /** The lengths of unfinished texts, around each of which another one is being written. */
  const marks: usize[] = [];

  function used(): usize {
    return offset - changetype<usize>(buffer);
  }

  function moveTo(size: usize): void {
    const kept = used();
    buffer = changetype<ArrayBuffer>(__renew(changetype<usize>(buffer), size));
    bufferSize = size;
    offset = changetype<usize>(buffer) + kept;
  }

  function makeRoom(size: usize): void {
    const needed = max(stackSize, used() + size) + SLACK;
    if (needed > bufferSize) moveTo(max(needed, bufferSize << 1));
  }

  /** Makes sure that `size` more bytes fit. */
  export function ensureSize(size: u32): void {
    makeRoom(size);
  }

  /** Reserves `size` bytes beside all that was reserved before. */
  export function proposeSize(size: u32): void {
    stackSize += size;
    makeRoom(size);
  }

  /** The same as `proposeSize`. */
  export function growSize(size: u32): void {
    proposeSize(size);
  }

  /** Begins a text within the text being written; `cpyOut` ends it. */
  export function saveState(): void {
    marks.push(used());
  }

  /** Goes back to where the text within began. */
  export function loadState(): void {
    if (marks.length > 0) offset = changetype<usize>(buffer) + marks.pop();
  }

  /** Called after texts within were copied out, which leaves nothing to do. */
  export function resetState(): void {}

  /** Forgets what was written and sets the size of the buffer. */
  export function resize(newSize: u32): void {
    offset = changetype<usize>(buffer);
    stackSize = 0;
    moveTo(max<usize>(newSize, SLACK));
  }

  /** Copies out the text that `saveState` began and takes it back from the text around it. */
  export function cpyOut<T>(): T {
    const result = copy<T>(marks.length > 0 ? marks[marks.length - 1] : 0);
    loadState();
    return result;
  }

  /** Copies out all that was written and starts afresh. */
  export function out<T>(): T {
    const result = copy<T>(0);
    offset = changetype<usize>(buffer);
    stackSize = 0;
    return result;
  }

  /** Copies all that was written into an object, of a new size if need be, and starts afresh. */
  export function outTo<T>(dst: usize): T {
    const length = used();
    const target = __renew(dst, length);
    memory.copy(target, changetype<usize>(buffer), length);
    offset = changetype<usize>(buffer);
    stackSize = 0;
    return changetype<T>(target);
  }

  function copy<T>(start: usize): T {
    const length = used() - start;
    const target = __new(length, idof<T>());
    memory.copy(target, changetype<usize>(buffer) + start, length);
    return changetype<T>(target);
  }
}
