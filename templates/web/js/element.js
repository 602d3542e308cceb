/** Makes an element: el("p", {class: "bubble", on: {click: press}}, "words", child). Text is never read as HTML. */
export function el(tag, { on = {}, ...attributes } = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, String(value));
  }
  for (const [event, listener] of Object.entries(on)) node.addEventListener(event, listener);
  node.append(...children.flat(Infinity).filter((child) => child != null && child !== ""));
  return node;
}

/** A picture; where it cannot be loaded its words stand in its place. */
export function picture(address, words, className) {
  const image = el("img", { class: className, src: address, alt: words, loading: "lazy" });
  image.addEventListener("error", () => {
    image.replaceWith(...(words ? [el("span", { class: `${className} no-picture` }, words)] : []));
  });
  return image;
}
