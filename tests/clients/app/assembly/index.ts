// SPDX-License-Identifier: Apache-2.0

import { Stream } from "@hypermode/modus-sdk-as";

/**
 * Somebody who can be asked for.
 */
class Person {
  name: string = "";
  age: i32 = 0;
  friends: Person[] = [];
}

class Greeting {
  text: string = "";
  to: Person | null = null;
}

function person(name: string, age: i32): Person {
  const result = new Person();
  result.name = name;
  result.age = age;
  return result;
}

/**
 * The person of that name, with friends.
 */
export function getPerson(name: string): Person {
  const result = person(name, 30);
  result.friends = [person("Ann", 31), person("Bob", 32), person("Cid", 33)];
  return result;
}

export function sayHello(name: string | null = null): string {
  return `Hello, ${name === null ? "World" : name!}!`;
}

export function addPerson(name: string, age: i32): Person {
  return person(name, age);
}

export function fail(message: string): string {
  throw new Error(message);
}

/**
 * Answers after that many milliseconds.
 */
export function slowly(milliseconds: i32): i32 {
  const end = Date.now() + milliseconds;
  while (Date.now() < end) {}
  return milliseconds;
}

/**
 * Counts down to 1.
 */
export function countdown(from: i32): Stream<i32> {
  const out = new Stream<i32>();
  for (let i = from; i > 0; i--) out.push(i);
  return out;
}

/**
 * A greeting for each name.
 */
export function greetings(names: string[]): Stream<Greeting> {
  const out = new Stream<Greeting>();
  for (let i = 0; i < names.length; i++) {
    const greeting = new Greeting();
    greeting.text = `Hello, ${names[i]}!`;
    greeting.to = person(names[i], i);
    out.push(greeting);
  }
  return out;
}

/**
 * Counts up until its listener leaves.
 */
export function forever(): Stream<i32> {
  const out = new Stream<i32>();
  for (let i = 0; true; i++) out.push(i);
  return out;
}

/**
 * Gives one value, then fails.
 */
export function breaking(): Stream<string> {
  const out = new Stream<string>();
  out.push("first");
  throw new Error("broken");
}
