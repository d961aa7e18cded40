// The desk by keyboard; without this the page works by Tab, as every other.
(() => {
  const form = document.querySelector("[data-desk]");
  const keys = document.querySelector("[data-desk-keys]");
  const opener = document.querySelector("[data-desk-keys-open]");
  if (opener && keys?.showModal) {
    opener.hidden = false;
    opener.addEventListener("click", () => keys.showModal());
  }
  const rows = form ? [...form.querySelectorAll("[data-desk-row]")] : [];
  const box = (row) => row.querySelector("input[type=checkbox]");
  const here = () => rows.findIndex((row) => row.contains(document.activeElement));
  const go = (to) => {
    const row = rows[Math.min(Math.max(to, 0), rows.length - 1)];
    if (!row) return;
    (row.querySelector("[data-desk-open]") ?? box(row)).focus();
    row.scrollIntoView({ block: "nearest" });
  };
  const count = () => {
    const number = rows.filter((row) => box(row).checked).length;
    form.querySelector("[data-desk-number]").textContent = number ? `(${number})` : "";
  };
  const chooseAll = () => {
    const isAny = rows.some((row) => !box(row).checked);
    for (const row of rows) box(row).checked = isAny;
    count();
  };
  form?.addEventListener("change", count);
  const all = form?.querySelector("[data-desk-all]");
  if (all) {
    all.hidden = false;
    all.addEventListener("click", chooseAll);
  }
  document.addEventListener("keydown", (event) => {
    const writes = event.target.closest("input:not([type=checkbox]), select, textarea");
    if (event.ctrlKey || event.metaKey || event.altKey || writes || keys?.open) return;
    const at = here();
    if (event.key === "?" && keys?.showModal) keys.showModal();
    else if (event.key === "j" || event.key === "ArrowDown") go(at + 1);
    else if (event.key === "k" || event.key === "ArrowUp") go(at < 0 ? 0 : at - 1);
    else if (event.key === "x" && at >= 0) {
      box(rows[at]).checked = !box(rows[at]).checked;
      count();
    } else if (event.key === "a" && rows.length) chooseAll();
    else if (event.key === "d") form?.querySelector("[name=deed]")?.focus();
    else if (event.key === "Enter" && at >= 0 && document.activeElement === box(rows[at])) {
      // A form would be sent by Enter in a box.
      rows[at].querySelector("[data-desk-open]")?.click();
    } else return;
    event.preventDefault();
  });
})();
