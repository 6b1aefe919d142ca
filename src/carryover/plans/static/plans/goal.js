// Fills the sentence of a goal while its parts are typed. The page is complete without it.

const form = document.querySelector("form[data-goal]");
const sentence = document.querySelector("[data-goal-sentence]");

function phrase(name) {
  const words = (form.elements[name]?.value ?? "").trim().replace(/[ ,.]+$/, "");
  return words.toLowerCase().startsWith("will ") ? words.slice(5).trimStart() : words;
}

function day(typed) {
  const us = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(typed.trim());
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(typed.trim());
  const [year, month, date] = us ? [us[3], us[1], us[2]] : iso ? iso.slice(1) : [];
  if (!year) return typed.trim();
  return new Intl.DateTimeFormat("en-US", { dateStyle: "long" }).format(new Date(+year, +month - 1, +date));
}

function slots() {
  const method = form.elements.method?.value ?? "";
  const condition = phrase("condition");
  return {
    condition: condition.charAt(0).toUpperCase() + condition.slice(1),
    behavior: phrase("behavior"),
    comparator: form.elements.comparator.value.replace("_", " "),
    value: form.elements.criterion_value.value.trim(),
    unit: method ? sentence.getAttribute(`data-unit-${method}`) : "",
    consistency: form.elements.consistency.value.trim(),
    label: form.elements.label.value.trim(),
    schedule: phrase("schedule"),
    by: day(form.elements.by.value),
  };
}

function fill() {
  for (const [name, words] of Object.entries(slots())) {
    const slot = sentence.querySelector(`[data-slot="${name}"]`);
    if (slot) slot.textContent = words || "…";
  }
}

if (form && sentence) {
  form.addEventListener("input", fill);
  fill();
}
