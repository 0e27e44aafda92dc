// SPDX-License-Identifier: Apache-2.0

/** Where somebody lives. */
export class Address {
  street: string = "";
  city: string = "";
  /** Left out where a country has no such codes. */
  postcode: string | null = null;
}

/**
 * Anything with an identity.
 * The fields of this class come before those of the classes made from it.
 */
export class Entity {
  id: u64 = 0;
  private revision: u8 = 1;
}

/**
 * A person.
 * The fields are of different sizes, in an order that needs padding between them.
 */
export class Person extends Entity {
  /** The given name. */
  firstName: string = "";
  /** The family name. */
  lastName: string = "";
  age: u8 = 0;
  height: f64 = 0;
  active: bool = false;
  nickname: string | null = null;
  /** Empty when nobody knows. */
  address: Address | null = null;
  tags: string[] = [];
  friends: Person[] = [];

  /** Not part of the API: only fields are. */
  get fullName(): string {
    return this.firstName + " " + this.lastName;
  }
}

/** A class without fields. */
export class Nothing {}

function makePerson(id: u64, firstName: string, lastName: string, age: u8): Person {
  const person = new Person();
  person.id = id;
  person.firstName = firstName;
  person.lastName = lastName;
  person.age = age;
  return person;
}

function everybody(): Person[] {
  const ada = makePerson(1, "Ada", "Lovelace", 36);
  ada.height = 1.68;
  ada.active = true;
  ada.nickname = "Countess";
  ada.tags = ["math", "poetry"];
  const address = new Address();
  address.street = "12 St James's Square";
  address.city = "London";
  ada.address = address;
  const charles = makePerson(2, "Charles", "Babbage", 79);
  charles.friends = [ada];
  return [ada, charles];
}

/** Finds a person by id. */
export function getPerson(id: u64): Person | null {
  const people = everybody();
  for (let i = 0; i < people.length; i++) {
    if (people[i].id == id) return people[i];
  }
  return null;
}

/** Lists everybody of at least that age. */
export function listPeople(minAge: u8 = 0): Person[] {
  const found: Person[] = [];
  const people = everybody();
  for (let i = 0; i < people.length; i++) {
    if (people[i].age >= minAge) found.push(people[i]);
  }
  return found;
}

/** Gives the person an id. */
export function addPerson(person: Person): Person {
  person.id = 3;
  return person;
}

export function fullName(person: Person): string {
  return person.fullName;
}

export function cityOf(person: Person | null): string | null {
  if (person === null) return null;
  const address = person.address;
  return address ? address.city : null;
}

export function echoPerson(person: Person): Person {
  return person;
}

export function echoNullablePerson(person: Person | null): Person | null {
  return person;
}

export function getNothing(): Nothing {
  return new Nothing();
}

/** Breaks its promise: the result is null though its type is not nullable. */
export function getBrokenPerson(): Person {
  return changetype<Person>(0);
}

/** A place; the key of a map in collections.ts. */
export class Point {
  x: i32 = 0;
  y: i32 = 0;
}
