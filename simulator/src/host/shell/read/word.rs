//! Words: quotes, expansions, patterns, braces.

use shuck_ast::{
    BourneParameterExpansion, CommandSubstitutionSyntax, LiteralText, ParameterExpansion,
    ParameterOp, Pattern, PatternPart, Span, StmtSeq, SubscriptSelector, VarRef, WordPart,
};
use shuck_parser::parser::Parser;

use super::super::syntax::{Action, Block, Index, Parameter, Part, Where, Word};
use super::{Read, Reader, measure, parse, refuse};

impl Reader<'_> {
    /// Reads a word; `{a,b}` makes several of it.
    pub(super) fn braces(&self, word: &shuck_ast::Word, into: &mut Vec<Word>) -> Read<()> {
        let read = self.word(word)?;
        if word.brace_syntax.iter().any(|b| b.expands()) {
            spread(read, into)
        } else {
            into.push(read);
            Ok(())
        }
    }

    pub(super) fn word(&self, word: &shuck_ast::Word) -> Read<Word> {
        let mut parts = Vec::new();
        for node in &word.parts {
            self.part(&node.kind, node.span, false, &mut parts)?;
        }
        Ok(Word(parts))
    }

    fn part(&self, part: &WordPart, span: Span, quotes: bool, into: &mut Vec<Part>) -> Read<()> {
        into.push(match part {
            WordPart::Literal(LiteralText::Source) if !quotes => {
                return unescape(span.slice(self.script), into);
            }
            // The parser leaves some of its backslashes in.
            WordPart::Literal(LiteralText::Source | LiteralText::CookedSource(_)) if quotes => {
                Part::Text(unquoted(span.slice(self.script)), true)
            }
            WordPart::Literal(text) => Part::Text(self.literal(text, span), quotes),
            WordPart::SingleQuoted { value, .. } => {
                Part::Text(value.slice(self.script).to_owned(), true)
            }
            WordPart::DoubleQuoted { parts, .. } => {
                // `""` is an argument, `"$@"` may be none.
                if parts.is_empty() {
                    into.push(Part::Text(String::new(), true));
                }
                for node in parts {
                    self.part(&node.kind, node.span, true, into)?;
                }
                return Ok(());
            }
            WordPart::Variable(name) => {
                let name = name.as_str().to_owned();
                Part::Parameter(Parameter::plain(&name), quotes)
            }
            WordPart::CommandSubstitution { body, syntax, .. } => {
                Part::Command(self.substitution(body, *syntax, span, quotes)?, quotes)
            }
            WordPart::ArithmeticExpansion { expression, .. } => {
                Part::Arithmetic(self.expression(expression.slice(self.script))?, quotes)
            }
            WordPart::Parameter(p) => Part::Parameter(self.parameter(p)?, quotes),
            WordPart::ProcessSubstitution { .. } => return refuse("<( )"),
            _ => return refuse("this expansion"),
        });
        Ok(())
    }

    /// The commands of a substitution. In backticks they are read after a backslash before `$`, a backtick or a backslash is taken
    /// out, inside quotes before `"` too.
    pub(super) fn substitution(
        &self,
        body: &StmtSeq,
        syntax: CommandSubstitutionSyntax,
        span: Span,
        quotes: bool,
    ) -> Read<Block> {
        let text = span.slice(self.script);
        let inside = text.strip_prefix('`').and_then(|t| t.strip_suffix('`'));
        let Some(inside) = inside
            .filter(|text| syntax == CommandSubstitutionSyntax::Backtick && text.contains('\\'))
        else {
            return self.block(body);
        };
        let mut script = String::with_capacity(inside.len());
        let mut chars = inside.chars().peekable();
        while let Some(c) = chars.next() {
            let goes = |next: &char| "$`\\".contains(*next) || (quotes && *next == '"');
            if c == '\\' && chars.peek().is_some_and(goes) {
                script.extend(chars.next());
            } else {
                script.push(c);
            }
        }
        measure(&script)?;
        parse(&script)
    }

    pub(super) fn literal(&self, text: &LiteralText, span: Span) -> String {
        text.as_str(self.script, span).to_owned()
    }

    pub(super) fn parameter(&self, parameter: &ParameterExpansion) -> Read<Parameter> {
        let expansion = parameter.bourne();
        let operand = |w: &Option<Box<shuck_ast::Word>>| {
            w.as_ref().map_or(Ok(Word::default()), |w| self.word(w))
        };
        let of = |reference: &VarRef, indirect: bool, action: Action| {
            Ok(Parameter {
                name: reference.name.as_str().to_owned(),
                index: self.index(reference)?,
                indirect,
                action,
            })
        };
        use BourneParameterExpansion as E;
        match expansion {
            Some(E::Access { reference }) => of(reference, false, Action::Plain),
            Some(E::Length { reference }) => of(reference, false, Action::Length),
            Some(E::Indices { reference }) => of(reference, false, Action::Indexes),
            Some(E::Indirect {
                reference,
                operator,
                operand_word_ast: word,
                colon_variant: colon,
                ..
            }) => {
                let action = match operator {
                    None => Action::Plain,
                    Some(operator) => self.action(operator, operand(word)?, *colon)?,
                };
                of(reference, true, action)
            }
            Some(E::Slice {
                reference,
                offset,
                length,
                ..
            }) => {
                let offset = self.expression(offset.slice(self.script))?;
                let length = match length {
                    None => None,
                    Some(length) => Some(self.expression(length.slice(self.script))?),
                };
                of(reference, false, Action::Slice(offset, length))
            }
            Some(E::Operation {
                reference,
                operator,
                operand_word_ast: word,
                colon_variant: colon,
                ..
            }) => {
                let action = self.action(operator, operand(word)?, *colon)?;
                of(reference, false, action)
            }
            Some(E::Transformation {
                reference,
                operator: operator @ ('Q' | 'U' | 'u' | 'L'),
            }) => of(reference, false, Action::Transform(*operator)),
            Some(E::Transformation { operator, .. }) => refuse(&format!("${{NAME@{operator}}}")),
            Some(E::PrefixMatch { .. }) => refuse("${!PREFIX*}"),
            None => refuse("this form of ${ }"),
        }
    }

    fn action(&self, operator: &ParameterOp, word: Word, colon: bool) -> Read<Action> {
        Ok(match operator {
            ParameterOp::UseDefault => Action::Default(word, colon),
            ParameterOp::AssignDefault => Action::Assign(word, colon),
            ParameterOp::UseReplacement => Action::Alternative(word, colon),
            ParameterOp::Error => Action::Require(word, colon),
            ParameterOp::RemovePrefixShort { pattern } => {
                Action::CutPrefix(self.pattern(pattern)?, false)
            }
            ParameterOp::RemovePrefixLong { pattern } => {
                Action::CutPrefix(self.pattern(pattern)?, true)
            }
            ParameterOp::RemoveSuffixShort { pattern } => {
                Action::CutSuffix(self.pattern(pattern)?, false)
            }
            ParameterOp::RemoveSuffixLong { pattern } => {
                Action::CutSuffix(self.pattern(pattern)?, true)
            }
            ParameterOp::ReplaceFirst {
                pattern,
                replacement_word_ast,
                ..
            } => {
                let mut pattern = self.pattern(pattern)?;
                let mut place = Where::First;
                // `#` and `%` at the beginning hold the match to an end of the text.
                if let Some(Part::Text(text, false)) = pattern.0.first_mut() {
                    let anchored = [("#", Where::Prefix), ("%", Where::Suffix)];
                    for (sign, end) in anchored {
                        if let Some(rest) = text.strip_prefix(sign) {
                            *text = rest.to_owned();
                            place = end;
                            break;
                        }
                    }
                }
                Action::Replace(pattern, self.word(replacement_word_ast)?, place)
            }
            ParameterOp::ReplaceAll {
                pattern,
                replacement_word_ast,
                ..
            } => Action::Replace(
                self.pattern(pattern)?,
                self.word(replacement_word_ast)?,
                Where::All,
            ),
            _ if !word.0.is_empty() => return refuse("${NAME^PATTERN}"),
            ParameterOp::UpperFirst => Action::Case(true, false),
            ParameterOp::UpperAll => Action::Case(true, true),
            ParameterOp::LowerFirst => Action::Case(false, false),
            ParameterOp::LowerAll => Action::Case(false, true),
        })
    }

    /// Which elements of an array a reference means.
    pub(super) fn index(&self, reference: &VarRef) -> Read<Option<Index>> {
        let Some(subscript) = &reference.subscript else {
            return Ok(None);
        };
        Ok(Some(match subscript.selector() {
            Some(SubscriptSelector::At) => Index::Each,
            Some(SubscriptSelector::Star) => Index::Joined,
            None => Index::One(self.subscript(subscript)?),
        }))
    }

    /// The word of an index: it is expanded, and read as arithmetic where the array is numbered.
    pub(super) fn subscript(&self, subscript: &shuck_ast::Subscript) -> Read<Word> {
        match subscript.word_ast() {
            Some(word) => self.word(word),
            None => self.expression(subscript.syntax_text(self.script)),
        }
    }

    /// Reads an expression as the word that it is before it is reckoned: as inside double quotes.
    pub(super) fn expression(&self, text: &str) -> Read<Word> {
        let plain = |c: char| c.is_ascii() && !"$`\"'\\".contains(c);
        if text.chars().all(plain) {
            return Ok(Word::text(text));
        }
        let text: String = text.chars().filter(|c| *c != '"').collect();
        let script = format!(": \"{text}\"");
        let result = Parser::new(&script).parse();
        let statement = result.file.body.stmts.first();
        let command = statement.filter(|_| !result.is_err()).map(|s| &s.command);
        match command {
            Some(shuck_ast::Command::Simple(command)) if command.args.len() == 1 => {
                Reader { script: &script }.word(&command.args[0])
            }
            _ => refuse("this arithmetic"),
        }
    }

    /// Reads a pattern: quoted text stands for itself, unquoted `*`, `?` and `[ ]` match.
    pub(super) fn pattern(&self, pattern: &Pattern) -> Read<Word> {
        let mut parts = Vec::new();
        for node in &pattern.parts {
            match &node.kind {
                PatternPart::Literal(LiteralText::Source) => {
                    unescape(node.span.slice(self.script), &mut parts)?
                }
                PatternPart::Literal(text) => {
                    parts.push(Part::Text(self.literal(text, node.span), false))
                }
                PatternPart::AnyString => parts.push(Part::Text("*".to_owned(), false)),
                PatternPart::AnyChar => parts.push(Part::Text("?".to_owned(), false)),
                PatternPart::CharClass(text) => {
                    parts.push(Part::Text(text.slice(self.script).to_owned(), false))
                }
                PatternPart::Word(word) => parts.extend(self.word(word)?.0),
                PatternPart::Group { .. } => return refuse("extended patterns"),
            }
        }
        Ok(Word(parts))
    }
}

pub(super) fn quoted(part: Part) -> Part {
    match part {
        Part::Text(text, _) => Part::Text(text, true),
        Part::Parameter(p, _) => Part::Parameter(p, true),
        Part::Command(b, _) => Part::Command(b, true),
        Part::Arithmetic(a, _) => Part::Arithmetic(a, true),
    }
}

/// What stands between double quotes, as it was written: a backslash is taken out before what is special there.
fn unquoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match chars.peek().copied().filter(|_| c == '\\') {
            Some('\n') => _ = chars.next(),
            Some('$' | '`' | '"' | '\\') => out.extend(chars.next()),
            _ => out.push(c),
        }
    }
    out
}

/// Takes the backslashes out of unquoted text: what follows one is quoted, and a line that ends with one goes on.
fn unescape(text: &str, into: &mut Vec<Part>) -> Read<()> {
    let mut plain = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            plain.push(c);
            continue;
        }
        if !plain.is_empty() {
            into.push(Part::Text(std::mem::take(&mut plain), false));
        }
        match chars.next() {
            Some('\n') => {}
            Some(c) => into.push(Part::Text(c.to_string(), true)),
            None => into.push(Part::Text("\\".to_owned(), true)),
        }
    }
    if !plain.is_empty() || text.is_empty() {
        into.push(Part::Text(plain, false));
    }
    Ok(())
}

/// The most words that braces make of one.
const SPREAD: usize = 4_096;

/// Makes a word for each choice in the first braces, and goes on with those behind them.
fn spread(word: Word, into: &mut Vec<Word>) -> Read<()> {
    let Some(braces) = Braces::first(&word) else {
        into.push(word);
        return Ok(());
    };
    for choice in braces.choices()? {
        if into.len() > SPREAD {
            return refuse("braces that make more than 4,096 words");
        }
        let mut one = Word(word.0[..braces.open.0].to_vec());
        one.0.push(Part::Text(braces.before.clone(), false));
        one.0.extend(choice);
        one.0.push(Part::Text(braces.after.clone(), false));
        one.0.extend_from_slice(&word.0[braces.close + 1..]);
        one.0
            .retain(|part| !matches!(part, Part::Text(text, false) if text.is_empty()));
        spread(one, into)?;
    }
    Ok(())
}

/// The first braces of a word that make several of it.
struct Braces {
    /// The part and the byte of `{`.
    open: (usize, usize),
    /// The part of `}`.
    close: usize,
    /// The text of the first part before them, and of the last one after them.
    before: String,
    after: String,
    /// What stands between them, split at the commas.
    inside: Vec<Vec<Part>>,
}

impl Braces {
    fn first(word: &Word) -> Option<Self> {
        let opens = word.0.iter().enumerate().flat_map(|(n, part)| {
            let text = match part {
                Part::Text(text, false) => text.as_str(),
                _ => "",
            };
            text.match_indices('{').map(move |(at, _)| (n, at))
        });
        opens.into_iter().find_map(|open| Self::at(word, open))
    }

    fn at(word: &Word, open: (usize, usize)) -> Option<Self> {
        let mut depth = 0;
        let mut inside: Vec<Vec<Part>> = vec![Vec::new()];
        for (n, part) in word.0.iter().enumerate().skip(open.0) {
            let Part::Text(text, false) = part else {
                inside.last_mut()?.push(part.clone());
                continue;
            };
            let from = if n == open.0 { open.1 + 1 } else { 0 };
            let mut piece = String::new();
            for (at, c) in text[from..].char_indices() {
                match c {
                    '{' => depth += 1,
                    '}' if depth > 0 => depth -= 1,
                    '}' => {
                        inside.last_mut()?.push(Part::Text(piece, false));
                        let found = Self {
                            open,
                            close: n,
                            before: match &word.0[open.0] {
                                Part::Text(text, _) => text[..open.1].to_owned(),
                                _ => String::new(),
                            },
                            after: text[from + at + 1..].to_owned(),
                            inside,
                        };
                        return (found.inside.len() > 1 || found.range().is_some())
                            .then_some(found);
                    }
                    ',' if depth == 0 => {
                        inside
                            .last_mut()?
                            .push(Part::Text(std::mem::take(&mut piece), false));
                        inside.push(Vec::new());
                        continue;
                    }
                    _ => {}
                }
                piece.push(c);
            }
            inside.last_mut()?.push(Part::Text(piece, false));
        }
        None
    }

    /// The ends and the step of `{1..5..2}`.
    fn range(&self) -> Option<Vec<&str>> {
        let [only] = &self.inside[..] else {
            return None;
        };
        let [Part::Text(text, false)] = &only[..] else {
            return None;
        };
        let ends: Vec<&str> = text.split("..").collect();
        let letter = |e: &&str| e.len() == 1 && e.bytes().all(|b| b.is_ascii_alphabetic());
        let number = |e: &&str| e.parse::<i32>().is_ok();
        let alike = ends.iter().take(2).all(letter) || ends.iter().take(2).all(number);
        let step = ends.get(2).is_none_or(number);
        ((2..=3).contains(&ends.len()) && alike && step).then_some(ends)
    }

    fn choices(&self) -> Read<Vec<Vec<Part>>> {
        let Some(ends) = self.range() else {
            return Ok(self.inside.clone());
        };
        let step: i64 = ends.get(2).and_then(|e| e.parse().ok()).unwrap_or(1);
        let step = step.abs().max(1);
        let numbers = (ends[0].parse::<i64>(), ends[1].parse::<i64>());
        let (from, to, letters) = match numbers {
            (Ok(from), Ok(to)) => (from, to, false),
            _ => (
                i64::from(ends[0].as_bytes()[0]),
                i64::from(ends[1].as_bytes()[0]),
                true,
            ),
        };
        if (to - from).abs() / step > SPREAD as i64 {
            return refuse("braces that make more than 4,096 words");
        }
        // `{01..10}` has as many digits in each word as in its longest end.
        let padded = |e: &str| {
            let digits = e.trim_start_matches('-');
            digits.len() > 1 && digits.starts_with('0')
        };
        let wide = !letters && ends[..2].iter().any(|e| padded(e));
        let width = if wide {
            ends[0].len().max(ends[1].len())
        } else {
            0
        };
        let mut choices = Vec::new();
        let mut at = from;
        while (from <= to && at <= to) || (from > to && at >= to) {
            let text = match letters {
                true => char::from(at as u8).to_string(),
                false => format!("{at:0width$}"),
            };
            choices.push(vec![Part::Text(text, true)]);
            at += if from <= to { step } else { -step };
        }
        Ok(choices)
    }
}
