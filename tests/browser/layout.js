// What a page must keep however wide it is. Runs in the page; both functions answer with sentences, none where all is well.

/** Longer words may be broken: a narrow table cell cannot hold them (own choice; Spanish and English have hardly any). */
const LONGEST_WORD = 24;

/** The accessibility checker; `within` narrows it to a part of the page. */
async function paperboatAxe(options, within) {
  const found = await axe.run(within || document, options);
  const first = (violation) => violation.nodes[0].target.join(" ");
  return found.violations.map((v) => `axe ${v.id}: ${v.help}: ${v.nodes.length} x, first ${first(v)}`);
}

/** What is laid out wrongly. Of a page of mdBook's only the text is ours. */
function paperboatLayout(mdbook) {
  const found = new Set();
  const say = (what, element) => found.add(element ? `${what}: ${named(element)}` : what);
  const named = (e) => `${e.tagName.toLowerCase()}${e.id ? "#" + e.id : ""} “${e.textContent.trim().slice(0, 40)}”`;
  const within = mdbook ? document.querySelector("main") : document.body;
  const all = (selector) => [...within.querySelectorAll(selector)];
  const range = document.createRange();
  const seen = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length > 0;

  // A page that is wider than its window.
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide > 0) say(`the page scrolls by ${wide} pixels sideways`);

  // Text that leaves its box, unless the box scrolls; then it is reached with the keyboard too.
  for (const e of all("*")) {
    if (e.closest("svg") || !seen(e)) continue;
    const over = e.scrollWidth - e.clientWidth;
    if (e.clientWidth === 0 || over <= 1) continue;
    const style = getComputedStyle(e);
    if (style.display === "inline") continue;
    if (style.overflowX === "auto" || style.overflowX === "scroll") {
      const reached = e.tabIndex >= 0 || e.querySelector("a, button, summary, [tabindex]");
      if (!mdbook && !reached) say("scrolls, and no key reaches it", e);
    } else if (style.position !== "absolute") {
      const inner = [...e.children].some((c) => c.scrollWidth - c.clientWidth > 1);
      if (!inner) say(`text leaves its box by ${over} pixels`, e);
    }
  }

  // What a table is about is read without scrolling it.
  for (const e of all("caption").filter(seen)) {
    range.selectNodeContents(e);
    const over = range.getBoundingClientRect().right - e.closest("div, main").getBoundingClientRect().right;
    if (over > 1) say(`a table's title reaches ${Math.round(over)} pixels beyond what is seen of it`, e);
  }

  // Words that are broken inside: only long ones that nothing else could hold may be.
  const walker = document.createTreeWalker(within, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const parent = node.parentElement;
    if (parent.closest("svg, pre") || !seen(parent)) continue;
    range.selectNodeContents(node);
    if (range.getClientRects().length < 2) continue;
    for (const option of mdbook ? [] : node.data.matchAll(/(?<=^|\s)--?[a-z][a-z-]{1,14}(?![^\s.,:;)])/g)) {
      range.setStart(node, option.index);
      range.setEnd(node, option.index + option[0].length);
      const lines = new Set([...range.getClientRects()].map((r) => Math.round(r.top)));
      if (lines.size > 1) say(`the option “${option[0]}” is broken`, parent);
    }
    const style = getComputedStyle(parent);
    if (parent.closest("code") || (style.overflowWrap === "normal" && style.wordBreak === "normal")) continue;
    for (const word of node.data.matchAll(/[\p{L}\p{N}]+/gu)) {
      if (word[0].length > LONGEST_WORD) continue;
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].map((r) => Math.round(r.top)));
      if (lines.size > 1) say(`the word “${word[0]}” is broken`, parent);
    }
  }

  drawings(all("svg").filter(seen), say);
  pictures(all("img").filter(seen), say);
  structure(all, say, mdbook);
  return [...found];
}

/** The files to which links of the page lead, and the languages of those that say theirs. */
function paperboatLinks() {
  const links = [...document.querySelectorAll("a[href]")];
  return {
    files: [...new Set(links.map((a) => a.href.split("#")[0]).filter((href) => href.startsWith("file:")))],
    languages: links.map((a) => a.hreflang).filter(Boolean),
  };
}

/** Smaller words are not read (own choice; a drawing's notes have 11 pixels where it is not shrunk). */
const SMALLEST = 9.5;

/** Pictures are there, and no smaller than their words can be read. */
function pictures(images, say) {
  for (const image of images) {
    const named = `the picture ${image.currentSrc.split("/").pop()}`;
    if (!image.complete || image.naturalWidth === 0) say(`${named} is not there`);
    const size = (11 * image.getBoundingClientRect().width) / image.naturalWidth;
    if (size < SMALLEST) say(`${named} is shrunk until its notes have ${size.toFixed(1)} pixels`);
  }
}

/** Drawings have names, and their words lie within them, apart from one another, and can be read. */
function drawings(svgs, say) {
  for (const svg of svgs) {
    const labels = (svg.getAttribute("aria-labelledby") || "").split(" ").filter(Boolean);
    const label = svg.getAttribute("aria-label") || labels.map((id) => document.getElementById(id)?.textContent).join("");
    const hidden = svg.getAttribute("aria-hidden") === "true" || svg.closest("[aria-hidden=true]");
    if (!hidden && (svg.getAttribute("role") !== "img" || !label)) say("a drawing without a name", svg);
    const frame = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll("text")].map((e) => [e, e.getBoundingClientRect()]);
    for (const [e, box] of texts) {
      const out = Math.max(frame.left - box.left, box.right - frame.right, frame.top - box.top, box.bottom - frame.bottom);
      if (out > 1) say(`words leave their drawing by ${Math.round(out)} pixels`, e);
      const size = parseFloat(getComputedStyle(e).fontSize) * (frame.width / svg.viewBox.baseVal.width);
      if (size < SMALLEST) say(`words in a drawing have ${size.toFixed(1)} pixels`, e);
      // Names that begin alike end otherwise.
      if (e.classList.contains("heading") && e.textContent.endsWith("…")) say("a name is cut at its end", e);
      const ratio = contrast(e, box, svg);
      if (ratio < 4.5) say(`words in a drawing have a contrast of ${ratio.toFixed(2)}`, e);
    }
    texts.forEach(([a, one], n) => {
      for (const [b, other] of texts.slice(n + 1)) {
        const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
        // Lines of writing are higher than their letters.
        if (across > 1 && down > one.height * 0.35) say(`words lie upon “${b.textContent}”`, a);
      }
    });
  }
}

/** The contrast of words in a drawing with what lies behind their middle. */
function contrast(text, box, svg) {
  const x = (box.left + box.right) / 2;
  const y = (box.top + box.bottom) / 2;
  let behind = paper(svg);
  for (const shape of svg.querySelectorAll("rect, text")) {
    if (shape === text) break;
    if (shape.tagName !== "rect") continue;
    const r = shape.getBoundingClientRect();
    const fill = rgb(getComputedStyle(shape).fill);
    const opacity = fill && fill[3] * getComputedStyle(shape).fillOpacity * getComputedStyle(shape).opacity;
    if (fill && r.left <= x && x <= r.right && r.top <= y && y <= r.bottom) behind = mixed(fill, behind, opacity);
  }
  const ink = rgb(getComputedStyle(text).fill);
  const [light, dark] = [luminance(mixed(ink, behind, ink[3])), luminance(behind)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function paper(element) {
  for (let e = element; e; e = e.parentElement) {
    const colour = rgb(getComputedStyle(e).backgroundColor);
    if (colour && colour[3] > 0) return colour;
  }
  return [255, 255, 255, 1];
}

function rgb(colour) {
  const numbers = /^rgba?\(/.test(colour) && colour.match(/[\d.]+/g).map(Number);
  return numbers && [numbers[0], numbers[1], numbers[2], numbers[3] ?? 1];
}

const mixed = (above, below, opacity) => [0, 1, 2].map((n) => above[n] * opacity + below[n] * (1 - opacity));

function luminance(colour) {
  const [r, g, b] = colour.slice(0, 3).map((c) => {
    const part = c / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** What who does not see a page finds their way by. */
function structure(all, say, mdbook) {
  if (!document.documentElement.lang) say("the page has no language");
  if (!document.title.trim()) say("the page has no title");
  if (document.querySelectorAll("main").length !== 1) say("the page has not one main part");
  let before = 0;
  const headings = all("h1, h2, h3, h4, h5, h6");
  for (const heading of headings) {
    const level = Number(heading.tagName[1]);
    if (level > before + 1) say(`a heading of level ${level} after one of level ${before}`, heading);
    before = level;
  }
  if (headings.filter((h) => h.tagName === "H1").length !== 1) say("the page has not one first heading");
  for (const image of all("img")) if (!image.alt) say("a picture without a name", image);
  for (const table of all("table")) {
    if (!table.querySelector("th")) say("a table without headings", table);
    const columns = table.rows[0]?.cells.length;
    for (const row of table.rows) if (row.cells.length !== columns) say("a row of another length", row);
  }
  for (const e of all("a")) if (!e.textContent.trim() && !e.getAttribute("aria-label") && !mdbook) say("a link without words", e);
  const ids = all("[id]").map((e) => e.id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) say(`two things are called ${id}`);
}
