// The end of a session, told before it comes: offers to stay, keeps what is half typed, and puts it back later.
// Without this file the session ends all the same, and a form that is sent too late is kept by the server.

const box = document.getElementById("session-end");
const WARN = 120_000; // two minutes before the end, as the server's rules say
const KEEP = 10_000; // what is half typed is kept this long before
const TELL = 180_000; // somebody who types is here: tell the server, at most this often

const channel = "BroadcastChannel" in window ? new BroadcastChannel("carryover-session") : null;
let told = Date.now();
let ends = 0;
let used = 0;
let typed = null;
let kept = false;

const lasts = (seconds, share = true) => {
  ends = Math.max(share ? 0 : ends, Date.now() + seconds * 1000);
  if (share) channel?.postMessage(seconds);
};

const post = (address, values) =>
  fetch(address, {
    method: "POST",
    headers: { "X-CSRFToken": box.dataset.token, Accept: "application/json" },
    body: new URLSearchParams(values),
    redirect: "error",
  });

async function stay() {
  told = Date.now();
  const failed = box.querySelector("[data-session-failed]");
  try {
    const answer = await post(box.dataset.stay, {});
    if (!answer.ok) throw new Error("not answered");
    lasts((await answer.json()).left);
    failed.hidden = true;
    box.hidden = true;
    kept = false;
  } catch {
    failed.hidden = false;
  }
}

const own = (form) =>
  form instanceof HTMLFormElement && form.method === "post" && !form.matches("[data-not-kept], [data-passkey]") && !form.querySelector("[type=password]");

function fieldsOf(form) {
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && name !== "csrfmiddlewaretoken") (fields[name] ??= []).push(value);
  }
  return fields;
}

const pathOf = (address) => {
  const { pathname, search } = new URL(address, location.href);
  return pathname + search;
};

async function keep() {
  if (kept || !typed?.isConnected) return;
  kept = true;
  const form = JSON.stringify(fieldsOf(typed));
  await post(box.dataset.keep, { form, path: pathOf(typed.action), page: pathOf(location.href) }).catch(() => {});
}

function leave() {
  const to = `${box.dataset.signIn}?${new URLSearchParams({ next: pathOf(location.href) })}`;
  location.replace(to);
}

async function tick() {
  const left = ends - Date.now();
  if (left <= 0) return leave();
  if (used > told && Date.now() - told > TELL) return stay();
  if (left <= KEEP) await keep();
  if (left <= WARN && box.hidden) {
    box.hidden = false;
    box.focus();
  } else if (left > WARN) {
    box.hidden = true;
  }
}

function fill(form, fields) {
  for (const [name, values] of Object.entries(fields)) {
    const found = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
    found.forEach((field, at) => {
      if (field.type === "hidden" || field.type === "file") return;
      if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
      else if (field.multiple) for (const each of field.options) each.selected = values.includes(each.value);
      else if (at in values) field.value = values[at];
    });
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

async function putBack(key) {
  history.replaceState(null, "", pathOf(location.href));
  const answer = await fetch(`${box.dataset.keep}${key}/fields/`, { headers: { Accept: "application/json" }, cache: "no-store" });
  if (!answer.ok) return;
  const { path, fields } = await answer.json();
  const forms = [...document.forms].filter(own);
  const form = forms.find((each) => pathOf(each.action) === path);
  if (!form) return;
  fill(form, fields);
  const word = document.querySelector("[data-put-back]");
  word.hidden = false;
  setTimeout(() => (word.hidden = true), 20_000);
}

if (box) {
  lasts(Number(box.dataset.left));
  channel?.addEventListener("message", ({ data }) => {
    lasts(Number(data), false);
    box.hidden = true;
  });
  for (const kind of ["keydown", "pointerdown", "input"]) {
    document.addEventListener(kind, (event) => {
      if (!box.contains(event.target)) used = Date.now();
    });
  }
  document.addEventListener("input", ({ target }) => {
    if (own(target.form)) typed = target.form;
    kept = false;
  });
  box.querySelector("[data-session-stay]").addEventListener("click", stay);
  setInterval(tick, 1000);
  const key = /^#kept=([0-9a-f-]{36})$/.exec(location.hash)?.[1];
  if (key) putBack(key);
}
