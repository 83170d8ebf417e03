// Saves the answer on the page as it is typed. One save at a time; a reply never touches what stands in the box.

const form = document.querySelector("form[data-autosave]");
const state = form?.querySelector("[data-save-state]");
const version = form?.elements.version;
let saved = form && words();
let timer = 0;
let pause = 1000;
let under_way = null;
// Two versions of the answer: nothing is saved any more until the client has pressed a button for one of them.
let conflict = false;

function words() {
  const data = new FormData(form);
  data.delete("csrfmiddlewaretoken");
  data.delete("version");
  return new URLSearchParams(data).toString();
}

function say(name, text) {
  state.dataset.state = name;
  if (state.textContent !== text) state.textContent = text;
}

// Read afresh each time: a sign-in in another tab changes it.
function token() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? "";
}

function later(wait) {
  clearTimeout(timer);
  timer = setTimeout(save, wait);
}

function again(text) {
  say("unsaved", text);
  later(pause);
  pause = Math.min(pause * 2, 30000);
}

async function save() {
  if (under_way) return under_way;
  const sent = words();
  if (conflict || sent === saved) return undefined;
  say("saving", "Saving…");
  under_way = post(sent).finally(() => { under_way = null; });
  await under_way;
  return undefined;
}

async function post(sent) {
  const headers = { "X-Autosave": "1", "X-CSRFToken": token() };
  const body = new FormData(form);
  body.delete("csrfmiddlewaretoken");
  try {
    const response = await fetch(form.dataset.autosave, { method: "POST", headers, body });
    if (response.status === 401) return again("Not saved yet. Sign in again in another tab; your text is still here.");
    if (response.status === 403 || response.status >= 500) return again("Not saved yet. Trying again.");
    const answer = await response.json();
    if (response.ok) {
      version.value = answer.version;
      saved = sent;
      pause = 1000;
      if (words() !== saved) return later(0);
      return say("saved", `Saved ${answer.saved_at}`);
    }
    if (answer.code === "stale_version") {
      conflict = true;
      version.value = answer.version;
      document.querySelector("[data-conflict]").innerHTML = answer.html;
    }
    return say("unsaved", `Not saved yet. ${answer.message}`);
  } catch {
    return again("Not saved yet. Trying again.");
  }
}

if (form) {
  form.addEventListener("input", () => { say("unsaved", "Not saved yet"); later(700); });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!under_way) { saved = words(); return; }
    // The form waits for the save that is under way, or it would meet its own text as somebody else's.
    event.preventDefault();
    const button = event.submitter;
    under_way.then(() => form.requestSubmit(button));
  });
  window.addEventListener("online", save);
  window.addEventListener("beforeunload", (event) => { if (words() !== saved) event.preventDefault(); });
}
