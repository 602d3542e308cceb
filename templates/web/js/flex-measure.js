/** Flex's keywords in pixels, and its layout rules as CSS (LINE's "Flex Message layout"). */

const SPACES = { none: 0, xs: 2, sm: 4, md: 8, lg: 12, xl: 16, xxl: 20 };
const TEXTS = { xxs: 11, xs: 13, sm: 14, md: 16, lg: 19, xl: 22, xxl: 29, "3xl": 35, "4xl": 48, "5xl": 74 };
const CORNERS = { none: 0, xs: 2, sm: 4, md: 8, lg: 12, xl: 16, xxl: 20 };
const BORDERS = { none: 0, light: 0.5, normal: 1, medium: 2, "semi-bold": 3, bold: 4 };
const IMAGES = { xxs: 40, xs: 60, sm: 80, md: 100, lg: 120, xl: 140, xxl: 160, "3xl": 180, "4xl": 200, "5xl": 220 };

/** Widths of a bubble by its `size`. */
export const BUBBLES = { nano: 120, micro: 160, deca: 220, hecto: 241, kilo: 260, mega: 300, giga: 386 };

const measured = (table) => (value, otherwise) => {
  if (value == null) return otherwise;
  if (value in table) return `${table[value]}px`;
  return /^-?\d+(\.\d+)?(px|%)$/.test(value) ? value : otherwise;
};

export const space = measured(SPACES);
export const textSize = measured(TEXTS);
export const corner = measured(CORNERS);
export const border = measured(BORDERS);
export const imageSize = measured(IMAGES);

/** A colour as Flex writes it (#RGB is not allowed there), or undefined. */
export const colour = (value) => (/^#([0-9a-f]{6}|[0-9a-f]{8})$/i.test(value ?? "") ? value : undefined);

/** Sets CSS properties of `node` through the object model, which a strict policy on styles allows. */
export function style(node, properties) {
  for (const [name, value] of Object.entries(properties)) if (value != null) node.style[name] = value;
  return node;
}

/** How a component takes room in its parent: `flex` is a ratio across a row, nothing grows down a column. */
export function share(component, parentLayout) {
  if (component.type === "separator") return "0 0 auto";
  if (component.type === "box" && component[parentLayout === "vertical" ? "height" : "width"]) return "0 0 auto";
  const grows = component.flex ?? (component.type === "filler" ? 1 : defaultFlex(component, parentLayout));
  if (grows === 0) return "0 0 auto";
  return parentLayout === "vertical" ? `${grows} 0 auto` : `${grows} 0 0`;
}

function defaultFlex(component, parentLayout) {
  if (component.type === "icon" || component.type === "spacer") return 0;
  return parentLayout === "vertical" ? 0 : 1;
}

/** White where it reads well on `background`, else near black. */
export function ink(background) {
  const [red, green, blue] = [1, 3, 5].map((at) => linear(parseInt(background.slice(at, at + 2), 16) / 255));
  const light = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return 1.05 / (light + 0.05) >= 4.5 ? "#ffffff" : "#111111";
}

const linear = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
