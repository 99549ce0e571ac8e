//! Findings about Compose files, shown with the lines that they are about.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use paperboat_core::app::diagnostic::{self, Diagnostic, WORDS};
use paperboat_core::app::files::SourceFile;
use paperboat_core::app::node::Span;
use serde_json::{Value, json};

use crate::exit::Exit;
use crate::load::as_given;
use crate::text::Catalogue;

/// Renders findings as a compiler does: what, where, and the remedy.
#[must_use]
pub fn render(
    text: &Catalogue,
    found: &[Diagnostic],
    files: &[SourceFile],
    colour: bool,
) -> String {
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    let shown: Vec<String> = found
        .iter()
        .map(|d| one(text, d, files, &renderer))
        .collect();
    shown.join("\n\n")
}

/// The refusal of a Compose file as data: the first error in `error` itself, and all findings in its `findings`.
#[must_use]
pub fn refusal(text: &Catalogue, found: &[Diagnostic], files: &[SourceFile]) -> Value {
    let findings: Vec<Value> = found.iter().map(|d| finding(text, d, files)).collect();
    let gravest = found
        .iter()
        .position(|d| d.level == diagnostic::Level::Error);
    let first = findings.get(gravest.unwrap_or(0)).cloned();
    let first = first.unwrap_or_default();
    json!({"error": {
        "code": first["code"],
        "message": first["message"],
        "remedy": first["remedy"],
        "exitCode": Exit::Usage.code(),
        "key": first["key"],
        "place": first["place"],
        "findings": findings,
    }})
}

fn finding(text: &Catalogue, d: &Diagnostic, files: &[SourceFile]) -> Value {
    let shown: Vec<(&str, String)> = d.args.iter().map(|(k, v)| (*k, said(text, k, v))).collect();
    let arguments: Vec<(&str, &str)> = shown.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let level = match d.level {
        diagnostic::Level::Error => "error",
        diagnostic::Level::Warning => "warning",
    };
    let place = d.span.map(|span| {
        let path = files.get(span.file as usize).map(|f| as_given(&f.path));
        json!({"file": path, "line": span.line, "column": span.column})
    });
    json!({
        "level": level,
        "code": d.code,
        "message": text.with(d.code, &arguments),
        "remedy": text.with(&help(d), &arguments),
        "key": d.key,
        "place": place,
    })
}

/// The key of the remedy: the finding's own, or that of its code, which every code has.
fn help(d: &Diagnostic) -> String {
    d.help
        .map_or_else(|| format!("{}-help", d.code), str::to_owned)
}

fn one(text: &Catalogue, d: &Diagnostic, files: &[SourceFile], renderer: &Renderer) -> String {
    let shown: Vec<(&str, String)> = d.args.iter().map(|(k, v)| (*k, said(text, k, v))).collect();
    let arguments: Vec<(&str, &str)> = shown.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let (level, name) = match d.level {
        diagnostic::Level::Error => (Level::ERROR, text.get("level-error")),
        diagnostic::Level::Warning => (Level::WARNING, text.get("level-warning")),
    };
    let sentence = text.with(d.code, &arguments);
    let title = if d.key.is_empty() {
        sentence
    } else {
        format!("{}: {sentence}", d.key)
    };
    let sources: Vec<String> = files.iter().map(|f| f.text().into_owned()).collect();
    let mut group = Group::with_title(level.with_name(name).primary_title(title));
    if let Some(span) = d.span {
        group = group.element(
            snippet(&sources, files, span)
                .annotation(AnnotationKind::Primary.span(range(&sources, span))),
        );
    }
    for related in &d.related {
        let label = text.get(&related.label);
        let here = range(&sources, related.span);
        group = group.element(
            snippet(&sources, files, related.span)
                .annotation(AnnotationKind::Context.span(here).label(label)),
        );
    }
    group = group.element(
        Level::HELP
            .with_name(text.get("level-help"))
            .message(text.with(&help(d), &arguments)),
    );
    if let Some(words) = &d.docker_says {
        let named =
            |said: String, file: &SourceFile| said.replace(&file.path, as_given(&file.path));
        let words = files.iter().fold(words.clone(), named);
        let quoted = text.with("docker-says", &[("words", &words)]);
        group = group.element(
            Level::NOTE
                .with_name(text.get("level-note"))
                .message(quoted),
        );
    }
    renderer.render(&[group])
}

/// An argument as the catalogues take it: `none` where no name is near and no reason is given, and words translated.
fn said(text: &Catalogue, name: &str, value: &str) -> String {
    match name {
        "nearest" | "reason" if value.is_empty() => "none".to_owned(),
        "expected" | "found" | "kind" if WORDS.contains(&value) => {
            text.get(&format!("word-{value}"))
        }
        _ => value.to_owned(),
    }
}

fn snippet<'a>(
    sources: &'a [String],
    files: &'a [SourceFile],
    span: Span,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let source = sources.get(span.file as usize).map_or("", String::as_str);
    let path = files
        .get(span.file as usize)
        .map_or("", |f| as_given(&f.path));
    Snippet::source(source).path(path)
}

/// The bytes of a place, cut to what the shown text has: bytes that are no UTF-8 were replaced in it.
fn range(sources: &[String], span: Span) -> std::ops::Range<usize> {
    let source = sources.get(span.file as usize).map_or("", String::as_str);
    let cut = |at: u32| {
        let mut at = (at as usize).min(source.len());
        while !source.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (start, end) = (cut(span.start), cut(span.end));
    start..end.max(start)
}
