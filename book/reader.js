// What mdBook's own frame lacks: the same page in the other language, keys for what scrolls sideways, and drawings for narrow screens.
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
  // Beside its list of chapters a wide drawing would be shrunk until its notes cannot be read.
  for (const wide of document.querySelectorAll('main img[src^="figures/"]')) {
    const narrow = document.createElement("source");
    const srcset = wide.getAttribute("src").replace(/\.svg$/, "-narrow.svg");
    Object.assign(narrow, { media: "screen and (max-width: 1200px)", srcset });
    const picture = document.createElement("picture");
    wide.replaceWith(picture);
    picture.append(narrow, wide);
  }
  for (const e of document.querySelectorAll("main pre > code, main .table-wrapper")) e.tabIndex = 0;
})();
