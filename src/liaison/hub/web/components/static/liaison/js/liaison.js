// Small comforts; every page works without them.
(() => {
  const root = document.documentElement;
  const toggle = document.querySelector("[data-theme-toggle]");
  if (toggle) {
    toggle.hidden = false;
    toggle.addEventListener("click", () => {
      const dark = root.dataset.theme
        ? root.dataset.theme === "dark"
        : matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.theme = dark ? "light" : "dark";
      document.cookie = `theme=${root.dataset.theme};path=/;max-age=31536000;samesite=lax`;
    });
  }

  // Beside the answer there is room for filters and map; on a phone they would push it out of sight.
  const openFilters = () => {
    document.querySelectorAll("#found details[data-open-beside]").forEach((group) => {
      if (matchMedia(`(min-width: ${group.dataset.openBeside || "60rem"})`).matches) group.open = true;
    });
  };
  openFilters();

  // When a filter brings a new answer: leave open what was open and the focus where it was, and
  // tell those who do not see it what has changed.
  let open = [];
  let focused = "";
  document.addEventListener("htmx:beforeSwap", () => {
    open = [...document.querySelectorAll("#found details[id][open]")].map((group) => group.id);
    focused = document.activeElement?.id ?? "";
  });
  document.addEventListener("htmx:afterSettle", () => {
    openFilters();
    open.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    const status = document.querySelector("[data-found-status]");
    const heading = document.querySelector("#found-heading");
    if (status && heading) status.textContent = heading.textContent;
  });

  // How long a text has become, while it is written.
  document.querySelectorAll("[data-count-of]").forEach((number) => {
    const field = document.getElementById(number.dataset.countOf);
    field?.addEventListener("input", () => { number.textContent = [...field.value].length; });
  });

  // Someone who is about to lose a long need by leaving the page is asked first by the browser itself.
  const need = document.querySelector("textarea[name=need]");
  if (need) {
    const before = need.value;
    let sent = false;
    need.form.addEventListener("submit", () => { sent = true; });
    addEventListener("beforeunload", (event) => {
      if (!sent && need.value !== before && need.value.length > 80) event.preventDefault();
    });
  }
})();
