/** Choosing where one is without any map: a sample place, the device's own position, or two numbers. */
import { el } from "./element.js";
import { readPlaces, Trouble } from "./wire.js";
import { PLACE_TROUBLE } from "./words.js";

const PATIENCE = { timeout: 8000, maximumAge: 60_000, enableHighAccuracy: false };

export class PlacePicker {
  /** `onChoose(name, {latitude, longitude})` is called once the person has chosen. */
  constructor(dialog, onChoose) {
    this.dialog = dialog;
    this.onChoose = onChoose;
    this.list = dialog.querySelector("#place-list");
    this.problem = dialog.querySelector("#place-problem");
    dialog.querySelector("#place-mine").addEventListener("click", () => this.useMine());
    dialog.querySelector("#place-form").addEventListener("submit", (event) => this.useNumbers(event));
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  }

  async open() {
    this.problem.textContent = "";
    if (!this.dialog.open) this.dialog.showModal();
    if (!this.list.children.length) await this.fill();
  }

  async fill() {
    try {
      const places = await readPlaces();
      this.list.replaceChildren(...places.map((place) => this.row(place)));
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      this.problem.textContent = error.message;
    }
  }

  row({ name, latitude, longitude }) {
    const choose = () => this.choose(name, { latitude, longitude });
    return el("li", {}, el("button", { type: "button", on: { click: choose } }, name));
  }

  useMine() {
    if (!navigator.geolocation) {
      this.problem.textContent = PLACE_TROUBLE.denied;
      return;
    }
    this.problem.textContent = PLACE_TROUBLE.looking;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        this.dialog.open && this.choose("내 위치", { latitude: coords.latitude, longitude: coords.longitude }),
      (error) =>
        (this.problem.textContent =
          error.code === error.PERMISSION_DENIED ? PLACE_TROUBLE.denied : PLACE_TROUBLE.lost),
      PATIENCE,
    );
  }

  useNumbers(event) {
    event.preventDefault();
    const { latitude, longitude } = event.target.elements;
    this.choose("고른 자리", { latitude: latitude.valueAsNumber, longitude: longitude.valueAsNumber });
  }

  choose(name, point) {
    this.dialog.close();
    this.onChoose(name, point);
  }
}
