//! YAML text to trees of nodes with spans.
//!
//! Aliases share one node of an arena while the text is parsed; then the arena is unfolded under a budget,
//! so that an alias bomb is refused before it grows. No step recurses deeper than [`DEEPEST`].

use std::collections::BTreeMap;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, Tag};
use indexmap::map::Entry;

use super::budget::Budget;
use super::diagnostic::Diagnostic;
use super::node::{Map, Merge, Node, Span, Value, key_below};
use super::scalar;

/// The deepest nesting that is read (own limit; go-yaml has 10,000).
pub(super) const DEEPEST: usize = 64;

type Id = usize;

enum Content {
    Scalar { text: String, plain: bool },
    List(Vec<Id>),
    Map(Vec<(Id, Id)>),
}

struct Raw {
    content: Content,
    tag: Option<String>,
    span: Span,
    open: bool,
}

/// Reads the documents of a YAML text.
///
/// # Errors
/// Text that is not UTF-8, holds a NUL, is no YAML, or is over a limit.
pub(super) fn parse(file: u32, bytes: &[u8], budget: &Budget) -> Result<Vec<Node>, Diagnostic> {
    let start = if bytes.starts_with(b"\xEF\xBB\xBF") {
        3
    } else {
        0
    };
    let text = std::str::from_utf8(&bytes[start..]).map_err(|error| {
        let offset = error.valid_up_to() + start;
        Diagnostic::error("compose-not-utf8")
            .arg("offset", offset)
            .at(Some(place(file, bytes, offset)))
            .docker("yaml: invalid leading UTF-8 octet")
    })?;
    if let Some(offset) = text.find('\0') {
        return Err(Diagnostic::error("compose-nul")
            .at(Some(place(file, bytes, offset + start)))
            .docker("yaml: control characters are not allowed"));
    }
    let (arena, roots) = events(file, text, start)?;
    let unfold = Unfold {
        arena: &arena,
        budget,
    };
    let nodes: Result<_, Diagnostic> = roots.into_iter().map(|root| unfold.node(root, 0)).collect();
    nodes.map_err(|mut diagnostic| {
        if let ("compose-key-not-text", Some(shown)) =
            (diagnostic.code, diagnostic.args.get("name"))
        {
            let place = match diagnostic.key.as_str() {
                "" => "at top level".to_owned(),
                key => format!("in {key}"),
            };
            diagnostic.docker_says = Some(format!("non-string key {place}: {shown}"));
        }
        diagnostic
    })
}

/// Reads a YAML text that is one document, such as a scenario.
///
/// # Errors
/// As [`parse`]; besides, a text without a document, or with several.
pub(crate) fn document(path: &str, bytes: &[u8]) -> Result<Node, Diagnostic> {
    let mut documents = parse(0, bytes, &Budget::default())?;
    documents.retain(|document| !document.is_null());
    match documents.len() {
        1 => Ok(documents.remove(0)),
        0 => Err(Diagnostic::error("compose-empty").arg("path", path)),
        _ => Err(Diagnostic::error("scenario-several-documents").at(documents[1].span)),
    }
}

/// The place of a byte in text that may not be UTF-8.
fn place(file: u32, bytes: &[u8], offset: usize) -> Span {
    let before = &bytes[..offset];
    let line_start = before
        .iter()
        .rposition(|b| *b == b'\n')
        .map_or(0, |i| i + 1);
    Span {
        file,
        line: before.iter().filter(|b| **b == b'\n').count() as u32 + 1,
        column: String::from_utf8_lossy(&before[line_start..])
            .chars()
            .count() as u32
            + 1,
        start: offset as u32,
        end: offset as u32 + 1,
    }
}

/// Parses all events into an arena; gives the root of each document.
fn events(file: u32, text: &str, shift: usize) -> Result<(Vec<Raw>, Vec<Id>), Diagnostic> {
    let options = granit_parser::options! {
        emit_comments: false,
        flow_nesting_limit: DEEPEST,
        block_nesting_limit: DEEPEST,
    };
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut arena: Vec<Raw> = Vec::new();
    let mut roots = Vec::new();
    let mut anchors: BTreeMap<usize, Id> = BTreeMap::new();
    let mut stack: Vec<(Id, Option<Id>)> = Vec::new();
    while let Some(next) = parser.next_event() {
        let (event, at) = next.map_err(|error| {
            let mark = error.marker();
            let at = mark.byte_offset().unwrap_or(0);
            let start = (at + shift) as u32;
            let span = Span {
                file,
                line: mark.line() as u32,
                column: mark.col() as u32 + 1,
                start,
                end: start + 1,
            };
            let rest = text.get(at..).unwrap_or_default();
            malformed(error.kind(), rest, mark.line()).at(Some(span))
        })?;
        let bytes = at.byte_range().unwrap_or(0..0);
        let span = Span {
            file,
            line: at.start.line() as u32,
            column: at.start.col() as u32 + 1,
            start: (bytes.start + shift) as u32,
            end: (bytes.end + shift) as u32,
        };
        let (content, anchor, tag) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let absent = at.is_empty() && tag.is_none();
                let content = Content::Scalar {
                    text: if absent {
                        String::new()
                    } else {
                        text.into_owned()
                    },
                    plain: style == ScalarStyle::Plain,
                };
                (content, anchor, tag)
            }
            Event::SequenceStart(_, anchor, tag) => (Content::List(Vec::new()), anchor, tag),
            Event::MappingStart(_, anchor, tag) => (Content::Map(Vec::new()), anchor, tag),
            Event::Alias(anchor) => {
                let id = anchors[&anchor];
                if arena[id].open {
                    let name = text.get(bytes.start + 1..bytes.end).unwrap_or_default();
                    return Err(Diagnostic::error("compose-alias-cycle")
                        .arg("name", name)
                        .at(Some(span)));
                }
                attach(&mut arena, &mut stack, &mut roots, id);
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some((id, _)) = stack.pop() {
                    arena[id].open = false;
                    arena[id].span.end = span.end.max(arena[id].span.start);
                }
                continue;
            }
            _ => continue,
        };
        let id = arena.len();
        let collection = !matches!(content, Content::Scalar { .. });
        arena.push(Raw {
            content,
            tag: tag.as_deref().map(Tag::original),
            span,
            open: collection,
        });
        if anchor != 0 {
            anchors.insert(anchor, id);
        }
        attach(&mut arena, &mut stack, &mut roots, id);
        if collection {
            stack.push((id, None));
        }
    }
    Ok((arena, roots))
}

/// Says why text is not YAML; `rest` begins where it stops being YAML. Compose's parser counts lines from 0 in what it
/// says of collections.
fn malformed(kind: &ErrorKind, rest: &str, line: usize) -> Diagnostic {
    let outside = line.saturating_sub(1).max(1);
    let bracket = |close: char| {
        let words = format!("yaml: line {outside}: did not find expected ',' or '{close}'");
        Diagnostic::error("compose-yaml-bracket").docker(words)
    };
    match kind {
        ErrorKind::UnknownAnchor => {
            let alias = rest.trim_start_matches('*');
            let end = alias.find(|c: char| c.is_whitespace() || ",]}".contains(c));
            let name = &alias[..end.unwrap_or(alias.len())];
            Diagnostic::error("compose-yaml-anchor")
                .arg("name", name)
                .docker(format!("yaml: unknown anchor '{name}' referenced"))
        }
        ErrorKind::RecursionLimitExceeded => too_deep(),
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabAtBlockScalarStart => Diagnostic::error("compose-yaml-tab")
            .help("compose-yaml-tab-help")
            .docker(no_token(line)),
        ErrorKind::UnexpectedCharacter { character } => Diagnostic::error("compose-yaml-character")
            .arg("character", character)
            .help("compose-yaml-character-help")
            .docker(no_token(line)),
        ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::ExpectedFlowSequenceSeparator
        | ErrorKind::MismatchedFlowCollectionEnd { open: '[', .. }
        | ErrorKind::UnclosedFlowCollection { open: '[' } => bracket(']'),
        ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofImplicitFlowMapping
        | ErrorKind::ExpectedFlowMappingSeparator
        | ErrorKind::MisplacedFlowCollectionEnd
        | ErrorKind::MismatchedFlowCollectionEnd { .. }
        | ErrorKind::UnclosedFlowCollection { .. } => bracket('}'),
        ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar => {
            let words = format!("yaml: line {line}: found unexpected end of stream");
            Diagnostic::error("compose-yaml-quote").docker(words)
        }
        ErrorKind::InvalidTrailingSingleQuotedScalar
        | ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            let words = format!("yaml: line {outside}: did not find expected key");
            Diagnostic::error("compose-yaml-quote").docker(words)
        }
        ErrorKind::MappingValueNotAllowed => Diagnostic::error("compose-yaml-colon")
            .help("compose-yaml-colon-help")
            .docker(format!(
                "yaml: line {line}: mapping values are not allowed in this context"
            )),
        ErrorKind::InvalidIndentation
        | ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::BlockSequenceEntryNotAllowed
        | ErrorKind::InvalidBlockScalarIndent
        | ErrorKind::InvalidQuotedScalarIndent
        | ErrorKind::InvalidFlowScalarIndent => Diagnostic::error("compose-yaml-indent")
            .help("compose-yaml-indent-help")
            .docker("yaml: did not find expected key"),
        other => Diagnostic::error("compose-yaml")
            .arg("reason", other)
            .docker(format!("yaml: line {line}: {other}")),
    }
}

fn no_token(line: usize) -> String {
    format!("yaml: line {line}: found character that cannot start any token")
}

fn too_deep() -> Diagnostic {
    Diagnostic::error("compose-too-deep")
        .arg("limit", DEEPEST)
        .help("compose-too-deep-help")
}

/// Puts a node into the collection that is open, or among the roots.
fn attach(arena: &mut [Raw], stack: &mut [(Id, Option<Id>)], roots: &mut Vec<Id>, id: Id) {
    let Some((parent, key)) = stack.last_mut() else {
        roots.push(id);
        return;
    };
    match &mut arena[*parent].content {
        Content::List(items) => items.push(id),
        Content::Map(pairs) => match key.take() {
            Some(key) => pairs.push((key, id)),
            None => *key = Some(id),
        },
        Content::Scalar { .. } => {}
    }
}

struct Unfold<'a> {
    arena: &'a [Raw],
    budget: &'a Budget,
}

impl Unfold<'_> {
    /// Unfolds a node. A limit that is reached by what an alias brings is told where the alias stands, not where the
    /// anchor does.
    fn node(&self, id: Id, depth: usize) -> Result<Node, Diagnostic> {
        let here = self.arena[id].span;
        self.unfolded(id, depth).map_err(|found| {
            let limit = [
                "compose-too-deep",
                "compose-too-many-nodes",
                "compose-value-too-large",
            ];
            let within = |at: Span| here.start <= at.start && at.end <= here.end;
            if limit.contains(&found.code) && !found.span.is_some_and(within) {
                found.at(Some(here))
            } else {
                found
            }
        })
    }

    fn unfolded(&self, id: Id, depth: usize) -> Result<Node, Diagnostic> {
        let raw = &self.arena[id];
        if depth > DEEPEST {
            return Err(too_deep().at(Some(raw.span)));
        }
        let size = match &raw.content {
            Content::Scalar { text, .. } => text.len(),
            Content::List(_) | Content::Map(_) => 0,
        };
        self.budget
            .spend(1, size)
            .map_err(|d| d.at(Some(raw.span)))?;
        let merge = match raw.tag.as_deref() {
            Some("!reset") => Merge::Reset,
            Some("!override") => Merge::Override,
            _ => Merge::Usual,
        };
        let value = match &raw.content {
            _ if merge == Merge::Reset => Value::Null,
            Content::Scalar { text, plain } => self.scalar(raw, text, *plain)?,
            Content::List(items) => {
                let nodes: Result<Vec<_>, _> =
                    items.iter().map(|i| self.node(*i, depth + 1)).collect();
                // an item that is reset is no item
                Value::List(
                    nodes?
                        .into_iter()
                        .filter(|n| n.merge != Merge::Reset)
                        .collect(),
                )
            }
            Content::Map(pairs) => Value::Map(self.map(pairs, depth)?),
        };
        Ok(Node {
            value,
            span: Some(raw.span),
            key_span: None,
            merge,
        })
    }

    fn scalar(&self, raw: &Raw, text: &str, plain: bool) -> Result<Value, Diagnostic> {
        let resolved = || {
            if plain {
                scalar::resolve(text)
            } else {
                Value::Text(text.to_owned())
            }
        };
        let Some(tag) = raw.tag.as_deref() else {
            return Ok(resolved());
        };
        let value = match tag {
            "!" | "!!str" | "!!binary" => return Ok(Value::Text(text.to_owned())),
            "!override" => return Ok(resolved()),
            _ => scalar::resolve(text),
        };
        match (tag, value) {
            ("!!null", value @ Value::Null)
            | ("!!bool", value @ Value::Bool(_))
            | ("!!int", value @ (Value::Int(_) | Value::Big(_)))
            | ("!!float", value @ Value::Float(_)) => Ok(value),
            ("!!float", Value::Int(i)) => Ok(Value::Float(i as f64)),
            ("!!float", Value::Big(i)) => Ok(Value::Float(i as f64)),
            _ => Err(Diagnostic::error("compose-yaml-tag")
                .arg("value", text)
                .arg("tag", tag)
                .at(Some(raw.span))
                .docker(format!("yaml: cannot decode !!str `{text}` as a {tag}"))),
        }
    }

    fn map(&self, pairs: &[(Id, Id)], depth: usize) -> Result<Map, Diagnostic> {
        let mut map = Map::new();
        let mut merged = Vec::new();
        for (key_id, value_id) in pairs {
            let raw = &self.arena[*key_id];
            if is_merge(raw) {
                if !merged.is_empty() {
                    return Err(duplicate("<<", raw.span, raw.span));
                }
                merged.push(*value_id);
                continue;
            }
            let name = self.key(raw)?;
            let mut node = self
                .node(*value_id, depth + 1)
                .map_err(|d| within(&name, d))?;
            node.key_span = Some(raw.span);
            match map.entry(name) {
                Entry::Vacant(entry) => {
                    entry.insert(node);
                }
                Entry::Occupied(entry) => {
                    let first = entry.get().key_span.unwrap_or(raw.span);
                    return Err(duplicate(entry.key(), first, raw.span));
                }
            }
        }
        for id in merged {
            self.merge(&mut map, id, depth)?;
        }
        Ok(map)
    }

    /// Adds what `<<` brings; keys that are there win, and earlier mappings of a list win.
    fn merge(&self, map: &mut Map, id: Id, depth: usize) -> Result<(), Diagnostic> {
        let sources = match &self.arena[id].content {
            Content::List(items) => items.clone(),
            _ => vec![id],
        };
        for source in sources {
            let node = self.node(source, depth + 1)?;
            let Value::Map(members) = node.value else {
                return Err(Diagnostic::error("compose-merge-not-mapping")
                    .at(node.span)
                    .docker("yaml: map merge requires map or sequence of maps as the value"));
            };
            for (name, member) in members {
                map.entry(name).or_insert(member);
            }
        }
        Ok(())
    }

    fn key(&self, raw: &Raw) -> Result<String, Diagnostic> {
        if let Content::Scalar { text, plain } = &raw.content
            && let Value::Text(name) = self.scalar(raw, text, *plain)?
        {
            self.budget.spend(0, name.len())?;
            return Ok(name);
        }
        let shown = match &raw.content {
            Content::Scalar { text, .. } => text.as_str(),
            _ => "{}",
        };
        Err(Diagnostic::error("compose-key-not-text")
            .arg("name", shown)
            .at(Some(raw.span)))
    }
}

/// Tells whether a key is `<<`: plain, or with the tag that says so.
fn is_merge(key: &Raw) -> bool {
    match (&key.content, key.tag.as_deref()) {
        (Content::Scalar { text, plain }, None) => text == "<<" && *plain,
        (Content::Scalar { text, .. }, Some("!" | "!!merge")) => text == "<<",
        _ => false,
    }
}

/// Notes the key that something wrong stands below.
fn within(name: &str, mut diagnostic: Diagnostic) -> Diagnostic {
    let below = std::mem::take(&mut diagnostic.key);
    let dot = if below.is_empty() { "" } else { "." };
    diagnostic.key = format!("{}{dot}{below}", key_below("", name));
    diagnostic
}

fn duplicate(name: &str, first: Span, second: Span) -> Diagnostic {
    Diagnostic::error("compose-duplicate-key")
        .arg("name", name)
        .arg("first", first.line)
        .arg("second", second.line)
        .key(key_below("", name))
        .at(Some(second))
        .related(Some(first), "first-defined-here")
        .docker(format!(
            "line {}: mapping key {name:?} already defined at line {}",
            second.line, first.line
        ))
}
