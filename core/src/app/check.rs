//! Types and names of keys: what Compose checks with its schema.

use std::collections::BTreeMap;

use super::diagnostic::Diagnostic;
use super::nearest::nearest;
use super::node::{Map, Merge, Node, Value, key_below};
use super::schema::{Object, Repeat, Shape};

/// Collects what is wrong with a tree, the most specific first, as Compose chooses what to report.
pub(super) fn check(tree: &Node, object: &Object, file: &str) -> Vec<Diagnostic> {
    let mut check = Check {
        file,
        found: Vec::new(),
    };
    check.object(tree, object, "");
    let rank = |d: &Diagnostic| {
        let depth = d.key.matches(['.', '[']).count() + usize::from(!d.key.is_empty());
        let owner = usize::from(!matches!(
            d.code,
            "compose-unknown-key" | "compose-required-key"
        ));
        (depth + owner, d.code == "compose-wrong-type")
    };
    check.found.sort_by_key(|d| std::cmp::Reverse(rank(d)));
    check.found
}

struct Check<'a> {
    file: &'a str,
    found: Vec<Diagnostic>,
}

/// How many findings are kept: a hostile file could have millions.
const MOST: usize = 50;

impl Check<'_> {
    fn add(&mut self, diagnostic: Diagnostic, key: &str, words: &str) {
        if self.found.len() < MOST {
            let words = format!("validating {}: {} {words}", self.file, dotted(key));
            self.found.push(diagnostic.key(key).docker(words));
        }
    }

    fn wrong(&mut self, node: &Node, key: &str, expected: &'static str) {
        let words = if expected == "list" {
            "array"
        } else {
            expected
        };
        self.wrong_in_words(node, key, expected, words);
    }

    fn wrong_in_words(&mut self, node: &Node, key: &str, expected: &'static str, words: &str) {
        let wrong = Diagnostic::error("compose-wrong-type")
            .word("expected", expected)
            .word("found", node.value.kind())
            .at(node.span);
        self.add(wrong, key, &format!("must be a {words}"));
    }

    fn object(&mut self, node: &Node, object: &Object, key: &str) {
        let Value::Map(members) = &node.value else {
            return self.wrong(node, key, "mapping");
        };
        for (name, member) in members {
            if member.merge == Merge::Reset {
                continue;
            }
            match object.field(name) {
                Some(field) => self.shape(member, field.shape, &key_below(key, name)),
                None if object.open && name.starts_with("x-") => {}
                None => self.unknown(member, name, key, object),
            }
        }
        for field in object.fields.iter().filter(|field| field.required) {
            if !members.contains_key(field.name) {
                let missing = Diagnostic::error("compose-required-key")
                    .arg("name", field.name)
                    .at(node.place_of_key());
                self.add(missing, key, &format!("missing property '{}'", field.name));
            }
        }
    }

    /// Of a mapping that could have been a text, Compose says that before it names a key that is missing.
    fn text_or_object(&mut self, node: &Node, object: &Object, key: &str) {
        let before = self.found.len();
        self.object(node, object, key);
        let words = format!("validating {}: {} must be a string", self.file, dotted(key));
        for found in &mut self.found[before..] {
            if found.code == "compose-required-key" && found.key == key {
                found.docker_says = Some(words.clone());
            }
        }
    }

    fn unknown(&mut self, member: &Node, name: &str, key: &str, object: &Object) {
        let known = object.fields.iter().map(|field| field.name);
        let near = nearest(name, known).unwrap_or_default();
        let mut unknown = Diagnostic::error("compose-unknown-key")
            .arg("name", name)
            .arg("nearest", near)
            .at(member.place_of_key());
        if !near.is_empty() {
            unknown = unknown.help("compose-unknown-key-help");
        }
        self.add(
            unknown,
            key,
            &format!("additional properties '{name}' not allowed"),
        );
    }

    fn shape(&mut self, node: &Node, shape: Shape, key: &str) {
        use Value::{Big, Bool, Float, Int, List, Map, Null, Text};
        let value = &node.value;
        match (shape, value) {
            (Shape::Any, _)
            | (
                Shape::Text | Shape::TextOrNull | Shape::TextOrNumber | Shape::TextOrBool,
                Text(_),
            )
            | (Shape::TextOrNull | Shape::Command, Null)
            | (Shape::TextOrNumber, Int(_) | Big(_))
            | (Shape::TextOrBool, Bool(_))
            | (Shape::Bool, Bool(_) | Text(_))
            | (Shape::StrictBool, Bool(_))
            | (
                Shape::Int | Shape::Float | Shape::Bytes | Shape::Mode,
                Int(_) | Big(_) | Float(_) | Text(_),
            )
            | (Shape::StrictNumber, Int(_) | Float(_))
            | (Shape::Percent, Int(0..=100) | Text(_))
            | (Shape::Duration | Shape::Command | Shape::Test | Shape::TextOrTexts, Text(_))
            | (Shape::Count | Shape::Ulimit, Int(_) | Big(_) | Text(_))
            | (Shape::External, Bool(_) | Text(_))
            | (Shape::Short(..) | Shape::EnvFiles(_), Text(_))
            | (Shape::ObjectOrNull(_), Null) => {}
            (Shape::ContainerName, Text(text)) => self.container_name(node, text, key),
            (Shape::Word(words), Text(text)) => self.word(node, text, words, key),
            (Shape::WordOrEvery(words, prefix), Text(text)) => {
                if !text.strip_prefix(prefix).is_some_and(is_period) {
                    self.word_or_every(node, text, words, prefix, key);
                }
            }
            (Shape::Texts(repeat), List(items)) => self.texts(items, key, repeat, false),
            (Shape::TextsOrNumbers(repeat), List(items)) => self.texts(items, key, repeat, true),
            (Shape::Command | Shape::Test | Shape::TextOrTexts, List(items)) => {
                self.texts(items, key, Repeat::Kept, false);
            }
            (Shape::Variables | Shape::Pairs | Shape::Hosts, List(items)) => {
                self.texts(items, key, Repeat::Last, false);
            }
            (Shape::Variables | Shape::Pairs, Map(members)) => self.scalars(members, key, true),
            (Shape::Options, Map(members)) => self.scalars(members, key, true),
            (Shape::Hosts, Map(members)) => self.hosts(members, key),
            (Shape::TextLists, Map(members)) => self.text_lists(members, key),
            (Shape::External, Map(_)) => {}
            (Shape::Ulimit, Map(members)) => self.scalars(members, key, false),
            (Shape::Named(_), List(items)) => self.texts(items, key, Repeat::Refused, false),
            (Shape::Named(shape) | Shape::Map(shape), Map(members)) => {
                self.named(members, *shape, key)
            }
            (Shape::Short(_, object), _) => self.text_or_object(node, object, key),
            (Shape::Object(object) | Shape::ObjectOrNull(object), _) => {
                self.object(node, object, key);
            }
            (Shape::List(shape), List(items)) => self.items(items, key, |c, item, key| {
                c.shape(item, *shape, key);
            }),
            (Shape::Ports(object), List(items)) => self.items(items, key, |c, item, key| {
                if !matches!(item.value, Int(_) | Big(_) | Float(_) | Text(_)) {
                    c.object(item, object, key);
                }
            }),
            (
                Shape::Mounts(object)
                | Shape::Devices(object)
                | Shape::Files(_, object)
                | Shape::EnvFiles(object)
                | Shape::Includes(object),
                List(items),
            ) => self.items(items, key, |c, item, key| {
                if item.as_str().is_none() {
                    c.text_or_object(item, object, key);
                }
            }),
            (Shape::Gpus(_), Text(text)) => self.word(node, text, &["all"], key),
            (Shape::Gpus(object), List(items)) => {
                self.items(items, key, |c, item, key| c.object(item, object, key));
            }
            // Compose names the first of the types that its schema lists
            (Shape::Command, _) => self.wrong_in_words(node, key, "string", "null"),
            _ => self.wrong(node, key, expected(shape)),
        }
    }

    fn items(&mut self, items: &[Node], key: &str, one: impl Fn(&mut Self, &Node, &str)) {
        for (i, item) in items.iter().enumerate() {
            one(self, item, &format!("{key}[{i}]"));
        }
    }

    /// As for a word, but Compose quotes the pattern, which asks for a match anywhere in the text; we ask for all of it.
    fn word_or_every(&mut self, node: &Node, text: &str, words: &[&str], prefix: &str, key: &str) {
        let before = self.found.len();
        self.word(node, text, words, key);
        let alternatives = words.join("|");
        let words = format!(
            "validating {}: {} '{text}' does not match pattern '{alternatives}|{prefix}([0-9]+[wdhms])+'",
            self.file,
            dotted(key)
        );
        let matched = self.found.get_mut(before);
        if let Some(found) = matched {
            found.docker_says = Some(words);
        }
    }

    fn word(&mut self, node: &Node, text: &str, words: &[&str], key: &str) {
        if words.contains(&text) {
            return;
        }
        let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
        let near = nearest(text, words.iter().copied());
        let mut wrong = Diagnostic::error("compose-not-one-of")
            .arg("value", text)
            .arg("allowed", words.join(", "))
            .at(node.span);
        if let Some(near) = near {
            wrong = wrong.arg("nearest", near);
        }
        let says = format!("value must be one of {}", quoted.join(", "));
        self.add(wrong, key, &says);
    }

    /// The pattern is Compose's, which asks for a match anywhere in the text.
    fn container_name(&mut self, node: &Node, text: &str, key: &str) {
        let inside = |b: &u8| b.is_ascii_alphanumeric() || b"_.-".contains(b);
        let fits = |pair: &[u8]| pair[0].is_ascii_alphanumeric() && inside(&pair[1]);
        if !text.as_bytes().windows(2).any(fits) {
            let bad = Diagnostic::error("compose-container-name")
                .arg("value", text)
                .at(node.span);
            let words = format!("'{text}' does not match pattern '[a-zA-Z0-9][a-zA-Z0-9_.-]+'");
            self.add(bad, key, &words);
        }
    }

    fn texts(&mut self, items: &[Node], key: &str, repeat: Repeat, numbers: bool) {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for (i, item) in items.iter().enumerate() {
            match &item.value {
                Value::Text(text) if repeat == Repeat::Refused => {
                    if let Some(first) = seen.insert(text, i) {
                        let twice = Diagnostic::error("compose-not-unique")
                            .arg("first", first)
                            .arg("second", i)
                            .at(item.span)
                            .related(items[first].span, "first-defined-here");
                        self.add(twice, key, &format!("items at {first} and {i} are equal"));
                    }
                }
                Value::Text(_) => {}
                Value::Int(_) | Value::Big(_) | Value::Float(_) if numbers => {}
                _ => self.wrong(item, &format!("{key}[{i}]"), "string"),
            }
        }
    }

    fn scalars(&mut self, members: &Map, key: &str, null: bool) {
        for (name, member) in members.iter().filter(|(name, _)| !name.starts_with("x-")) {
            let wrong = match member.value {
                Value::List(_) | Value::Map(_) => true,
                Value::Null => !null && member.merge != Merge::Reset,
                _ => false,
            };
            if wrong {
                let words = "boolean, null, number or string";
                self.wrong_in_words(member, &key_below(key, name), "scalar", words);
            }
        }
    }

    fn text_lists(&mut self, members: &Map, key: &str) {
        for (name, member) in members {
            let key = key_below(key, name);
            match &member.value {
                Value::List(items) => self.items(items, &key, |c, item, key| c.scalar(item, key)),
                _ => self.scalar(member, &key),
            }
        }
    }

    fn scalar(&mut self, node: &Node, key: &str) {
        if matches!(node.value, Value::List(_) | Value::Map(_) | Value::Null) {
            self.wrong_in_words(node, key, "scalar", "boolean, number or string");
        }
    }

    fn hosts(&mut self, members: &Map, key: &str) {
        for (name, member) in members {
            match &member.value {
                Value::List(items) => {
                    self.texts(items, &key_below(key, name), Repeat::Kept, false);
                }
                Value::Map(_) => self.wrong(member, &key_below(key, name), "string"),
                _ => {}
            }
        }
    }

    fn named(&mut self, members: &Map, shape: Shape, key: &str) {
        for (name, member) in members {
            if member.merge == Merge::Reset {
                continue;
            }
            let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
            if name.is_empty() || !name.chars().all(plain) {
                let bad = Diagnostic::error("compose-bad-name")
                    .arg("name", name)
                    .at(member.place_of_key());
                self.add(
                    bad,
                    key,
                    &format!("additional properties '{name}' not allowed"),
                );
                continue;
            }
            self.shape(member, shape, &key_below(key, name));
        }
    }
}

/// Tells whether a text is made of numbers with units: `1w2d`, `12h`.
fn is_period(text: &str) -> bool {
    let units = ['w', 'd', 'h', 'm', 's'];
    let number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    text.ends_with(units) && text[..text.len() - 1].split(units).all(number)
}

/// Writes a key as Compose does in its messages: `services.web.ports.0`.
fn dotted(key: &str) -> String {
    key.replace('[', ".").replace(']', "")
}

/// The type that Compose names when a value has none of those accepted.
fn expected(shape: Shape) -> &'static str {
    match shape {
        Shape::Bool | Shape::StrictBool => "boolean",
        Shape::Int | Shape::Count | Shape::Ulimit => "integer",
        Shape::Float | Shape::Bytes | Shape::StrictNumber | Shape::Mode => "number",
        Shape::Texts(_)
        | Shape::TextsOrNumbers(_)
        | Shape::List(_)
        | Shape::Ports(_)
        | Shape::Mounts(_)
        | Shape::Devices(_)
        | Shape::Files(..)
        | Shape::Includes(_) => "list",
        Shape::Variables
        | Shape::Pairs
        | Shape::Hosts
        | Shape::Options
        | Shape::TextLists
        | Shape::Named(_)
        | Shape::Map(_) => "mapping",
        _ => "string",
    }
}
