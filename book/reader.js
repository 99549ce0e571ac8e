// What mdBook's own frame lacks: the same page in the other language, and keys for what scrolls sideways.
(() => {
  const spanish = document.documentElement.lang === "es";
  const [code, words] = spanish ? ["en", "In English"] : ["es", "En español"];
  const name = location.pathname.split("/").pop() || "index.html";
  const menu = document.querySelector("#mdbook-menu-bar .right-buttons, #menu-bar .right-buttons");
  // Its page of all chapters and its page for what is missing are there once.
  if (menu && !/^(print|404|toc)\.html$/.test(name)) {
    const link = document.createElement("a");
    Object.assign(link, { href: `../${code}/${name}`, hreflang: code, lang: code, textContent: words, className: "other-language" });
    menu.prepend(link);
  }
  for (const e of document.querySelectorAll("main pre > code, main .table-wrapper")) e.tabIndex = 0;
})();
