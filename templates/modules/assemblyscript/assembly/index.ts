/**
 * Greets somebody.
 * Comments like this one appear in the API's documentation.
 */
export function sayHello(name: string = "World"): string {
  return `Hello, ${name}, from {{name}}!`;
}
