/* What every page wants from script, and works without: fresh tokens, words for what went wrong, and the focus
   where the eye goes. */

(() => {
  const cookie = () => {
    const found = document.cookie.match(/(?:^|;\s*)(?:__(?:Host|Secure)-)?csrftoken=([^;]+)/);
    return found ? decodeURIComponent(found[1]) : "";
  };

  // The token is read at the moment of sending: a sign-in in another tab has changed it since the page was made.
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb === "get" || !cookie()) return;
    event.detail.headers["X-CSRFToken"] = cookie();
    // A field of the form would be believed before the header.
    event.detail.formData.delete("csrfmiddlewaretoken");
  });
  document.addEventListener("submit", (event) => {
    const field = event.target.querySelector("input[name=csrfmiddlewaretoken]");
    if (field && cookie()) field.value = cookie();
  });

  const say = (what) => {
    const words = document.getElementById(`say-${what}`);
    const notices = document.getElementById("notices");
    if (words && notices) notices.replaceChildren(words.content.cloneNode(true));
  };
  const unless = (event, what) => {
    // A part of a page that speaks for itself (the state of saving, say) is left to it.
    if (!event.target.closest?.("[data-speaks]")) say(what);
  };
  document.addEventListener("htmx:sendError", (event) => unless(event, "offline"));
  document.addEventListener("htmx:timeout", (event) => unless(event, "offline"));
  document.addEventListener("htmx:responseError", (event) =>
    unless(event, event.detail.xhr.status === 401 ? "signed-out" : "failed"),
  );
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    say("no-passkey");
  });

  document.querySelector("[data-focus]")?.focus();
  if (window.PublicKeyCredential) {
    for (const offer of document.querySelectorAll("[data-needs=passkeys]")) offer.hidden = false;
  }
})();

for (const input of document.querySelectorAll("[data-time-zone]")) {
  input.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}
