// Elements of a page, for question.js and pad.js: question.py and pad.py put this file before theirs.

function make(tag, name = "") {
  const element = document.createElement(tag);
  element.className = name;
  return element;
}

function button(text, action) {
  const made = make("button", "jupyter-widgets jupyter-button widget-button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", action);
  return made;
}
