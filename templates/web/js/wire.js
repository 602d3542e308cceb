/** Talks to the server's doors. What goes wrong becomes a `Trouble` with kind words. */
import { TROUBLE } from "./words.js";

const PATIENCE_MS = 15_000;

export class Trouble extends Error {}

/** Sends one message; the answer is {turn_id, text, kakao, line, trace}. */
export function sendMessage(body) {
  return post("/web/messages", body);
}

/** Becomes a new person. */
export function startOver() {
  return post("/web/reset", {});
}

/** The sample places as [{name, latitude, longitude}]. */
export async function readPlaces() {
  return read(await asked("/web/places", {}));
}

async function post(address, body) {
  const response = await asked(address, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  return read(response);
}

async function asked(address, options) {
  try {
    return await fetch(address, {
      ...options,
      credentials: "same-origin",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch (error) {
    throw new Trouble(error.name === "TimeoutError" ? TROUBLE.slow : TROUBLE.offline);
  }
}

async function read(response) {
  if (response.status === 204) return null;
  if (response.ok) return readBody(response);
  if (response.status === 429 || response.status === 503) throw new Trouble(TROUBLE.tooMany);
  if (response.status === 413 || response.status === 422) throw new Trouble(TROUBLE.tooLong);
  throw new Trouble(response.status < 500 ? TROUBLE.refused : TROUBLE.broken);
}

async function readBody(response) {
  try {
    return await response.json();
  } catch {
    throw new Trouble(TROUBLE.broken);
  }
}
