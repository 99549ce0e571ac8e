//! Reads a script: the one place that knows the parser crate.

mod condition;

use std::sync::Arc;

use shuck_ast::{
    Assignment, AssignmentValue, BinaryOp, BourneParameterExpansion, BuiltinCommand,
    CaseTerminator, CompoundCommand, DeclOperand, HeredocBodyPart, LiteralText, ParameterOp,
    Pattern, PatternPart, RedirectKind, Span, Stmt, StmtSeq, StmtTerminator, VarRef, WordPart,
};
use shuck_parser::parser::Parser;

use super::syntax::{Action, Block, Command, Parameter, Part, Redirect, Simple, Word};

/// Why a script cannot be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::host) enum ReadError {
    /// The shell would refuse it too: line, and what is wrong.
    Syntax(usize, String),
    /// The shell would take it, this machine does not.
    NotModelled(String),
}

/// The deepest nesting of brackets and of compound commands that is read.
const DEPTH: usize = 8;
/// The most `&&`, `||` and `|` in a script.
const OPERATORS: usize = 256;
/// The longest script, in bytes.
const LENGTH: usize = 256 << 10;

type Read<T> = Result<T, ReadError>;

fn refuse<T>(what: &str) -> Read<T> {
    Err(ReadError::NotModelled(what.to_owned()))
}

/// Reads a script.
///
/// # Errors
/// A syntax error, or something that is not modelled, by name.
pub(in crate::host) fn read(script: &str) -> Read<Block> {
    measure(script)?;
    let result = Parser::new(script).parse();
    if result.is_err() {
        let shuck_parser::Error::Parse { message, line, .. } = result.strict_error();
        return Err(ReadError::Syntax(line.max(1), message));
    }
    Reader { script }.block(&result.file.body)
}

/// Refuses what could nest or grow too deep for the stack before the parser sees it.
fn measure(script: &str) -> Read<()> {
    if script.len() > LENGTH {
        return refuse("a script of more than 256 KiB");
    }
    if script.contains('\0') {
        return Err(ReadError::Syntax(1, "NUL byte in the script".to_owned()));
    }
    let (mut depth, mut operators) = (0_usize, 0_usize);
    for c in script.chars() {
        match c {
            '(' | '{' => depth += 1,
            ')' | '}' => depth = depth.saturating_sub(1),
            '&' | '|' => operators += 1,
            _ => {}
        }
        if depth > DEPTH {
            return refuse("brackets nested more than eight deep");
        }
    }
    if operators > 2 * OPERATORS {
        return refuse("a script with more than 256 operators");
    }
    let mut depth = 0_usize;
    for word in script.split(|c: char| c.is_whitespace() || ";|&()!`".contains(c)) {
        match word {
            "if" | "for" | "while" | "until" | "case" | "select" | "time" | "coproc"
            | "function" | "repeat" | "foreach" => depth += 1,
            "fi" | "done" | "esac" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > 2 * DEPTH {
            return refuse("commands nested more than sixteen deep");
        }
    }
    Ok(())
}

struct Reader<'s> {
    script: &'s str,
}

impl Reader<'_> {
    fn block(&self, sequence: &StmtSeq) -> Read<Block> {
        let commands = sequence.stmts.iter().map(|s| self.statement(s));
        commands.collect::<Read<Vec<_>>>().map(Into::into)
    }

    fn statement(&self, statement: &Stmt) -> Read<Arc<Command>> {
        if let Some(StmtTerminator::Background(_)) = statement.terminator {
            return refuse("commands in the background (&)");
        }
        let redirects = self.redirects(&statement.redirects)?;
        let command = match self.command(&statement.command)? {
            Command::Simple(mut simple) => {
                simple.redirects = redirects;
                simple.line = statement.span.start.line();
                Command::Simple(simple)
            }
            other if redirects.is_empty() => other,
            other => Command::Redirected(Arc::new(other), redirects),
        };
        let command = Arc::new(command);
        Ok(if statement.negated {
            Arc::new(Command::Not(command))
        } else {
            command
        })
    }

    fn command(&self, command: &shuck_ast::Command) -> Read<Command> {
        match command {
            shuck_ast::Command::Simple(c) => {
                let mut simple = self.simple("", &[], &c.assignments)?;
                let name = self.word(&c.name)?;
                if !matches!(&name.0[..], [Part::Text(t, false)] if t.is_empty()) {
                    simple.words.push(name);
                    for word in &c.args {
                        self.braces(word, &mut simple.words)?;
                    }
                }
                Ok(Command::Simple(simple))
            }
            shuck_ast::Command::Builtin(builtin) => {
                let (name, word, extra, assignments) = match builtin {
                    BuiltinCommand::Break(c) => ("break", &c.depth, &c.extra_args, &c.assignments),
                    BuiltinCommand::Continue(c) => {
                        ("continue", &c.depth, &c.extra_args, &c.assignments)
                    }
                    BuiltinCommand::Return(c) => ("return", &c.code, &c.extra_args, &c.assignments),
                    BuiltinCommand::Exit(c) => ("exit", &c.code, &c.extra_args, &c.assignments),
                };
                let words: Vec<_> = word.iter().chain(extra).collect();
                Ok(Command::Simple(self.simple(name, &words, assignments)?))
            }
            shuck_ast::Command::Decl(c) => {
                let mut simple = self.simple(c.variant.as_str(), &[], &c.assignments)?;
                for operand in &c.operands {
                    simple.words.push(match operand {
                        DeclOperand::Flag(w) | DeclOperand::Dynamic(w) => self.word(w)?,
                        DeclOperand::Name(v) => Word::text(&self.name(v)?),
                        DeclOperand::Assignment(a) => {
                            let (name, value, append) = self.assignment(a)?;
                            let sign = if append { "+=" } else { "=" };
                            let mut parts = vec![Part::Text(format!("{name}{sign}"), true)];
                            // The value of a declaration is not split.
                            parts.extend(value.0.into_iter().map(quoted));
                            Word(parts)
                        }
                    });
                }
                Ok(Command::Simple(simple))
            }
            shuck_ast::Command::Binary(c) => {
                let (left, right) = (self.statement(&c.left)?, self.statement(&c.right)?);
                Ok(match c.op {
                    BinaryOp::And => Command::And(left, right),
                    BinaryOp::Or => Command::Or(left, right),
                    BinaryOp::Pipe | BinaryOp::PipeAll => {
                        pipe(left, right, c.op == BinaryOp::PipeAll)
                    }
                })
            }
            shuck_ast::Command::Compound(c) => self.compound(c),
            shuck_ast::Command::Function(_) | shuck_ast::Command::AnonymousFunction(_) => {
                refuse("shell functions")
            }
        }
    }

    fn compound(&self, command: &CompoundCommand) -> Read<Command> {
        Ok(match command {
            CompoundCommand::If(c) => {
                let mut branches = vec![(self.block(&c.condition)?, self.block(&c.then_branch)?)];
                for (condition, block) in &c.elif_branches {
                    branches.push((self.block(condition)?, self.block(block)?));
                }
                let otherwise = c.else_branch.as_ref().map(|b| self.block(b)).transpose()?;
                Command::If(branches, otherwise)
            }
            CompoundCommand::For(c) => {
                let [target] = &c.targets[..] else {
                    return refuse("a loop over several names");
                };
                let Some(name) = &target.name else {
                    return refuse("a loop over a computed name");
                };
                let words = match &c.words {
                    None => None,
                    Some(words) => {
                        let mut all = Vec::new();
                        for word in words {
                            self.braces(word, &mut all)?;
                        }
                        Some(all)
                    }
                };
                Command::For(name.as_str().to_owned(), words, self.block(&c.body)?)
            }
            CompoundCommand::While(c) => {
                Command::While(self.block(&c.condition)?, self.block(&c.body)?, false)
            }
            CompoundCommand::Until(c) => {
                Command::While(self.block(&c.condition)?, self.block(&c.body)?, true)
            }
            CompoundCommand::Case(c) => {
                let mut cases = Vec::new();
                for case in &c.cases {
                    if case.terminator != CaseTerminator::Break {
                        return refuse("case items that fall through");
                    }
                    let patterns = case.patterns.iter().map(|p| self.pattern(p));
                    cases.push((patterns.collect::<Read<_>>()?, self.block(&case.body)?));
                }
                Command::Case(self.word(&c.word)?, cases)
            }
            CompoundCommand::Subshell(body) => Command::Subshell(self.block(body)?),
            CompoundCommand::BraceGroup(body) => Command::Group(self.block(body)?),
            CompoundCommand::Conditional(c) => Command::Condition(self.condition(&c.expression)?),
            CompoundCommand::Time(_) => return refuse("time"),
            CompoundCommand::Arithmetic(_) => return refuse("(( ))"),
            CompoundCommand::ArithmeticFor(_) => return refuse("for (( ))"),
            CompoundCommand::Select(_) => return refuse("select"),
            CompoundCommand::Coproc(_) => return refuse("coproc"),
            CompoundCommand::Repeat(_)
            | CompoundCommand::Foreach(_)
            | CompoundCommand::Always(_) => {
                return refuse("syntax of another shell");
            }
        })
    }

    fn simple(
        &self,
        name: &str,
        words: &[&shuck_ast::Word],
        assignments: &[Assignment],
    ) -> Read<Simple> {
        let assignments = assignments
            .iter()
            .map(|a| self.assignment(a))
            .collect::<Read<_>>()?;
        let mut all = Vec::new();
        if !name.is_empty() {
            all.push(Word::text(name));
        }
        for word in words {
            all.push(self.word(word)?);
        }
        Ok(Simple {
            assignments,
            words: all,
            ..Simple::default()
        })
    }

    fn assignment(&self, assignment: &Assignment) -> Read<(String, Word, bool)> {
        let AssignmentValue::Scalar(value) = &assignment.value else {
            return refuse("arrays");
        };
        Ok((
            self.name(&assignment.target)?,
            self.word(value)?,
            assignment.append,
        ))
    }

    fn name(&self, variable: &VarRef) -> Read<String> {
        if variable.subscript.is_some() {
            return refuse("arrays");
        }
        Ok(variable.name.as_str().to_owned())
    }

    fn redirects(&self, redirects: &[shuck_ast::Redirect]) -> Read<Vec<Redirect>> {
        redirects.iter().map(|r| self.redirect(r)).collect()
    }

    fn redirect(&self, redirect: &shuck_ast::Redirect) -> Read<Redirect> {
        if redirect.fd_var.is_some() {
            return refuse("redirects of a named descriptor");
        }
        if let Some(heredoc) = redirect.heredoc() {
            let mut word = Word::default();
            for (part, span) in heredoc.body.parts_with_spans() {
                word.0.push(match part {
                    HeredocBodyPart::Literal(text) => Part::Text(self.literal(text, span), true),
                    HeredocBodyPart::Variable(name) => Part::Parameter(
                        Parameter {
                            name: name.as_str().to_owned(),
                            action: Action::Plain,
                        },
                        true,
                    ),
                    HeredocBodyPart::CommandSubstitution { body, .. } => {
                        Part::Command(self.block(body)?, true)
                    }
                    HeredocBodyPart::ArithmeticExpansion { expression_ast, .. } => {
                        Part::Arithmetic(self.arithmetic(expression_ast.as_deref())?, true)
                    }
                    HeredocBodyPart::Parameter(p) => {
                        Part::Parameter(self.parameter(p.bourne())?, true)
                    }
                });
            }
            return Ok(Redirect::Text(word));
        }
        let Some(target) = redirect.word_target() else {
            return refuse("this redirect");
        };
        let word = self.word(target)?;
        let fd = redirect.fd;
        let stream = || match fd {
            None | Some(1) => Ok(1),
            Some(2) => Ok(2),
            Some(_) => refuse("redirects of descriptors above 2"),
        };
        Ok(match redirect.kind {
            RedirectKind::Output | RedirectKind::Clobber => {
                Redirect::Output(stream()?, word, false)
            }
            RedirectKind::Append => Redirect::Output(stream()?, word, true),
            RedirectKind::Input if matches!(fd, None | Some(0)) => Redirect::Input(word),
            RedirectKind::HereString => {
                let mut word = word;
                word.0.push(Part::Text("\n".to_owned(), true));
                Redirect::Text(word)
            }
            RedirectKind::OutputBoth => Redirect::Both(word),
            RedirectKind::DupOutput => match &word.0[..] {
                [Part::Text(t, _)] if t == "1" => Redirect::Duplicate(stream()?, 1),
                [Part::Text(t, _)] if t == "2" => Redirect::Duplicate(stream()?, 2),
                [Part::Text(t, _)] if t.parse::<u32>().is_ok() || t == "-" => {
                    return refuse("redirects to descriptors above 2");
                }
                _ if fd.is_none() => Redirect::Both(word),
                _ => return refuse("this redirect"),
            },
            _ => return refuse("this redirect"),
        })
    }

    /// Reads a word; `{a,b}` makes several of it.
    fn braces(&self, word: &shuck_ast::Word, into: &mut Vec<Word>) -> Read<()> {
        let read = self.word(word)?;
        if !word.brace_syntax.iter().any(|b| b.expands()) {
            into.push(read);
            return Ok(());
        }
        let at = read
            .0
            .iter()
            .position(|p| matches!(p, Part::Text(t, false) if t.contains('{') && t.contains('}')));
        let Some((at, Part::Text(text, _))) = at.map(|at| (at, read.0[at].clone())) else {
            return refuse("braces around expansions");
        };
        let (head, rest) = text.split_once('{').unwrap_or((&text, ""));
        let (inner, tail) = rest.split_once('}').unwrap_or((rest, ""));
        if inner.contains('{') || tail.contains('{') {
            return refuse("several braces in a word");
        }
        let choices: Vec<String> = match inner.split_once("..") {
            None => inner.split(',').map(str::to_owned).collect(),
            Some((a, b)) => match (a.parse::<u16>(), b.parse::<u16>()) {
                (Ok(a), Ok(b)) if a <= b && b - a < 1000 => {
                    (a..=b).map(|n| n.to_string()).collect()
                }
                _ => return refuse("this range in braces"),
            },
        };
        for choice in choices {
            let mut one = read.clone();
            one.0[at] = Part::Text(format!("{head}{choice}{tail}"), false);
            into.push(one);
        }
        Ok(())
    }

    fn word(&self, word: &shuck_ast::Word) -> Read<Word> {
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
            WordPart::Literal(text) => Part::Text(self.literal(text, span), quotes),
            WordPart::SingleQuoted { value, .. } => {
                Part::Text(value.slice(self.script).to_owned(), true)
            }
            WordPart::DoubleQuoted { parts, .. } => {
                into.push(Part::Text(String::new(), true));
                for node in parts {
                    self.part(&node.kind, node.span, true, into)?;
                }
                return Ok(());
            }
            WordPart::Variable(name) => {
                let name = name.as_str().to_owned();
                Part::Parameter(
                    Parameter {
                        name,
                        action: Action::Plain,
                    },
                    quotes,
                )
            }
            WordPart::CommandSubstitution { body, .. } => Part::Command(self.block(body)?, quotes),
            WordPart::ArithmeticExpansion { expression_ast, .. } => {
                Part::Arithmetic(self.arithmetic(expression_ast.as_deref())?, quotes)
            }
            WordPart::Parameter(p) => Part::Parameter(self.parameter(p.bourne())?, quotes),
            WordPart::Length(v) => Part::Parameter(
                Parameter {
                    name: self.name(v)?,
                    action: Action::Length,
                },
                quotes,
            ),
            WordPart::ProcessSubstitution { .. } => return refuse("<( )"),
            WordPart::ArrayAccess(_)
            | WordPart::ArrayLength(_)
            | WordPart::ArrayIndices(_)
            | WordPart::ArraySlice { .. } => return refuse("arrays"),
            WordPart::Substring { .. } => return refuse("${NAME:OFFSET}"),
            _ => return refuse("this expansion"),
        });
        Ok(())
    }

    fn literal(&self, text: &LiteralText, span: Span) -> String {
        text.as_str(self.script, span).to_owned()
    }

    fn parameter(&self, expansion: Option<&BourneParameterExpansion>) -> Read<Parameter> {
        let operand = |w: &Option<Box<shuck_ast::Word>>| {
            w.as_ref().map_or(Ok(Word::default()), |w| self.word(w))
        };
        match expansion {
            Some(BourneParameterExpansion::Access { reference }) => Ok(Parameter {
                name: self.name(reference)?,
                action: Action::Plain,
            }),
            Some(BourneParameterExpansion::Length { reference }) => Ok(Parameter {
                name: self.name(reference)?,
                action: Action::Length,
            }),
            Some(BourneParameterExpansion::Operation {
                reference,
                operator,
                operand_word_ast: word,
                colon_variant: colon,
                ..
            }) => {
                let action = match &**operator {
                    ParameterOp::UseDefault => Action::Default(operand(word)?, *colon),
                    ParameterOp::AssignDefault => Action::Assign(operand(word)?, *colon),
                    ParameterOp::UseReplacement => Action::Alternative(operand(word)?, *colon),
                    ParameterOp::Error => Action::Require(operand(word)?, *colon),
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
                    _ => return refuse("replacing inside ${ }"),
                };
                Ok(Parameter {
                    name: self.name(reference)?,
                    action,
                })
            }
            _ => refuse("this form of ${ }"),
        }
    }

    /// Reads a pattern: quoted text stands for itself, unquoted `*`, `?` and `[ ]` match.
    fn pattern(&self, pattern: &Pattern) -> Read<Word> {
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

/// Joins two commands to a pipe; `a | b | c` is one, and `!` before it negates the whole.
fn pipe(left: Arc<Command>, right: Arc<Command>, errors: bool) -> Command {
    match Arc::unwrap_or_clone(left) {
        Command::Not(inner) => Command::Not(Arc::new(pipe(inner, right, errors))),
        Command::Pipe(mut commands) => {
            if let Some(last) = commands.last_mut() {
                last.1 = errors;
            }
            commands.push((right, false));
            Command::Pipe(commands)
        }
        first => Command::Pipe(vec![(Arc::new(first), errors), (right, false)]),
    }
}

fn quoted(part: Part) -> Part {
    match part {
        Part::Text(text, _) => Part::Text(text, true),
        Part::Parameter(p, _) => Part::Parameter(p, true),
        Part::Command(b, _) => Part::Command(b, true),
        Part::Arithmetic(a, _) => Part::Arithmetic(a, true),
    }
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
