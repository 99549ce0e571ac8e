//! Enough of HTML to hold a page against what a browser and a screen reader need.

/// Elements without an end.
const VOID: [&str; 4] = ["meta", "br", "hr", "wbr"];

/// An element with its attributes as they are written and the text within it.
#[derive(Debug)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: String,
    pub(crate) text: String,
    /// The elements within which it stands, the outermost first.
    pub(crate) within: Vec<String>,
}

/// Takes a page apart; panics where a tag is not closed in its turn.
pub(crate) fn elements(page: &str) -> Vec<Element> {
    let mut found: Vec<Element> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut rest = page.trim_start_matches("<!doctype html>");
    while let Some((text, tag)) = rest.split_once('<') {
        for at in &open {
            found[*at].text.push_str(text);
        }
        let (tag, after) = tag.split_once('>').expect("a tag ends");
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            let at = open.pop().expect("something is open");
            assert_eq!(
                found[at].name, name,
                "{tag} closes <{}>",
                found[at].attributes
            );
            continue;
        }
        let (name, attributes) = tag
            .trim_end_matches('/')
            .split_once([' ', '\n'])
            .unwrap_or((tag, ""));
        let name = name.trim_end_matches('/').to_owned();
        let closed = tag.ends_with('/') || VOID.contains(&name.as_str());
        let within = open.iter().map(|at| found[*at].name.clone()).collect();
        found.push(Element {
            name,
            attributes: attributes.to_owned(),
            text: String::new(),
            within,
        });
        if !closed {
            open.push(found.len() - 1);
        }
    }
    assert!(open.is_empty(), "every element is closed");
    found
}

/// Holds a page to what every page of this program is.
pub(crate) fn is_sound(page: &str, language: &str) {
    let all = elements(page);
    let of = |name: &str| {
        all.iter()
            .filter(move |e| e.name == name)
            .collect::<Vec<_>>()
    };
    let has = |e: &Element, what: &str| assert!(e.attributes.contains(what), "{e:?} has {what}");
    has(of("html")[0], &format!("lang=\"{language}\""));
    for name in ["h1", "main", "header", "footer", "title"] {
        let count = of(name)
            .iter()
            .filter(|e| !e.within.contains(&"svg".to_owned()))
            .count();
        assert_eq!(count, 1, "one <{name}>");
    }
    let mut level = 0;
    for e in &all {
        let digit = e.name.strip_prefix('h').and_then(|d| d.parse::<u32>().ok());
        if let Some(next) = digit {
            assert!(
                next <= level + 1 && !e.text.trim().is_empty(),
                "{e:?} in its order"
            );
            level = next;
        }
    }
    for svg in of("svg") {
        has(svg, "role=\"img\"");
        has(svg, "aria-labelledby=");
    }
    let within = |inner: &str, outer: &str| {
        let inner = all
            .iter()
            .filter(|e| e.name == inner && e.within.last().is_some_and(|o| o == outer));
        inner
            .inspect(|e| assert!(!e.text.trim().is_empty(), "{e:?} says something"))
            .count()
    };
    assert_eq!(within("title", "svg"), of("svg").len());
    assert_eq!(within("desc", "svg"), of("svg").len());
    assert_eq!(within("caption", "table"), of("table").len());
    of("th").into_iter().for_each(|th| has(th, "scope="));
    let mut ids: Vec<&str> = all
        .iter()
        .filter_map(|e| e.attributes.split("id=\"").nth(1)?.split('"').next())
        .collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "no id twice");
    for link in of("a") {
        let target = link
            .attributes
            .split("href=\"#")
            .nth(1)
            .and_then(|t| t.split('"').next());
        assert!(
            target.is_none_or(|t| ids.contains(&t)),
            "{link:?} leads somewhere"
        );
    }
    for fetched in ["script", "link", "img", "iframe", "object"] {
        assert!(
            of(fetched).is_empty(),
            "nothing is fetched or run: <{fetched}>"
        );
    }
    let listens = |e: &Element| {
        e.attributes
            .split([' ', '"'])
            .any(|a| a.starts_with("on") && a.ends_with('='))
    };
    assert!(!all.iter().any(listens), "nothing is run");
    assert!(
        !page.contains("url(http") && !page.contains("@import"),
        "nothing is fetched"
    );
}
