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

  // A menu of the header gets out of the way: with Escape, and when one goes on elsewhere.
  const closeMenus = (but) => {
    document.querySelectorAll(".nav__menu[open]").forEach((menu) => {
      if (!but || !menu.contains(but)) menu.open = false;
    });
  };
  document.addEventListener("click", (event) => closeMenus(event.target));
  document.addEventListener("focusin", (event) => closeMenus(event.target));
  // Nor does the menu of a narrow screen stay above what one goes on to by keyboard.
  const menuOfHeader = document.querySelector("#header-menu[popover]");
  document.addEventListener("focusin", (event) => {
    if (!menuOfHeader?.hidePopover || menuOfHeader.contains(event.target)) return;
    if (menuOfHeader.matches(":popover-open") && !event.target.matches(".header__open")) menuOfHeader.hidePopover();
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest?.(".nav__menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

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
  let isAnswer = false;
  document.addEventListener("htmx:beforeSwap", (event) => {
    isAnswer = event.detail.target.id === "found";
    if (!isAnswer) return;
    open = [...document.querySelectorAll("#found details[id][open]")].map((group) => group.id);
    focused = document.activeElement?.id ?? "";
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (!isAnswer) return;
    openFilters();
    open.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    const status = document.querySelector("[data-found-status]");
    const heading = document.querySelector("#found-heading");
    if (status && heading) status.textContent = heading.textContent;
  });

  // A form that came back goes to what is to be corrected, wherever on the page that stands.
  document.querySelector("main [aria-invalid=true]")?.focus();

  // How long a text has become, while it is written.
  document.querySelectorAll("[data-count-of]").forEach((number) => {
    const field = document.getElementById(number.dataset.countOf);
    field?.addEventListener("input", () => { number.textContent = [...field.value].length; });
  });

  // A picture of who works with whom: come closer, move about, and see whom one is tied to.
  document.querySelectorAll("[data-graph]").forEach((graph) => {
    const svg = graph.querySelector("svg");
    const whole = svg.viewBox.baseVal;
    const all = { x: whole.x, y: whole.y, width: whole.width, height: whole.height };
    let view = { ...all };
    const show = (next) => {
      const width = Math.min(Math.max(next.width, all.width / 6), all.width);
      const height = (width * all.height) / all.width;
      view = {
        x: Math.min(Math.max(next.x, 0), all.width - width),
        y: Math.min(Math.max(next.y, 0), all.height - height),
        width,
        height,
      };
      svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
      graph.toggleAttribute("data-zoomed", width < all.width);
    };
    const zoom = (by) => {
      const width = view.width * by;
      const height = view.height * by;
      show({ x: view.x + (view.width - width) / 2, y: view.y + (view.height - height) / 2, width });
    };
    graph.querySelector("[data-graph-tools]").hidden = false;
    graph.addEventListener("click", (event) => {
      const how = event.target.closest("[data-graph-zoom]")?.dataset.graphZoom;
      if (how === "in") zoom(0.7);
      if (how === "out") zoom(1 / 0.7);
      if (how === "all") show(all);
    });
    let held = null;
    svg.addEventListener("pointerdown", (event) => {
      if (graph.hasAttribute("data-zoomed") && !event.target.closest("a")) held = { event, view };
    });
    svg.addEventListener("pointermove", (event) => {
      if (!held) return;
      const scale = view.width / svg.clientWidth;
      show({
        x: held.view.x - (event.clientX - held.event.clientX) * scale,
        y: held.view.y - (event.clientY - held.event.clientY) * scale,
        width: view.width,
      });
    });
    addEventListener("pointerup", () => { held = null; });
    const light = (node) => {
      graph.querySelectorAll(".is-near").forEach((each) => each.classList.remove("is-near"));
      graph.classList.toggle("is-lit", Boolean(node));
      if (!node) return;
      node.classList.add("is-near");
      graph.querySelectorAll(".graph__tie").forEach((tie) => {
        const ends = [tie.dataset.one, tie.dataset.other];
        if (!ends.includes(node.dataset.node)) return;
        tie.classList.add("is-near");
        ends.forEach((at) => graph.querySelector(`[data-node="${at}"]`).classList.add("is-near"));
      });
    };
    ["pointerover", "focusin"].forEach((what) => svg.addEventListener(what, (event) => {
      light(event.target.closest(".graph__node"));
    }));
    ["pointerleave", "focusout"].forEach((what) => svg.addEventListener(what, () => light(null)));
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
