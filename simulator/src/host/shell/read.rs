//! Reads a script: the one place that knows the parser crate.

mod condition;
mod word;

use std::sync::Arc;

use shuck_ast::{
    ArrayElem, AssignmentValue, BackgroundOperator, BinaryOp, BuiltinCommand, CaseTerminator,
    CompoundCommand, DeclOperand, HeredocBodyPart, RedirectKind, Span, Stmt, StmtSeq,
    StmtTerminator, VarRef,
};
use shuck_parser::parser::Parser;

use super::scan::{Delimited, Flaw, Scan, scan};
use super::syntax::{
    Assigned, Assignment, Block, Command, Index, Parameter, Part, Redirect, Simple, Word,
};

/// Why a script cannot be run, or no further.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ReadError {
    /// Bash stops there too.
    Flaw(Flaw),
    /// The same, in no words of bash's: line, and what is wrong.
    Syntax(usize, String),
    /// The shell would take it, this machine does not.
    NotModelled(String),
}

/// A script as far as it can be read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Reading {
    /// The commands that the shell runs before it finds what it cannot read.
    pub(super) block: Block,
    /// What that is.
    pub(super) error: Option<ReadError>,
    /// The here-documents that no line of their own ends.
    pub(super) delimited: Vec<Delimited>,
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

/// Reads a script. A command that is not modelled is one that says so when the shell comes to it.
pub(super) fn read(script: &str) -> Reading {
    if let Err(error) = measure(script) {
        return Reading {
            block: Block::default(),
            error: Some(error),
            delimited: Vec::new(),
        };
    }
    let Scan {
        ends,
        flaw,
        delimited,
    } = scan(script);
    let parsed = parse(script);
    // What bash would refuse for a word is the parser's to find; an end that comes too early is not, nor what stands in a `$( )`.
    let early = !matches!(flaw, None | Some(Flaw::Near(..)));
    let error = match parsed {
        Ok(block) if !early => {
            return Reading {
                block,
                error: None,
                delimited,
            };
        }
        Ok(_) => flaw.map(ReadError::Flaw),
        Err(error) => Some(flaw.map_or(error, ReadError::Flaw)),
    };
    let whole = |end: &&usize| match &error {
        Some(ReadError::Syntax(line, _)) => script[..**end].lines().count() < *line,
        _ => true,
    };
    let end = ends.iter().rfind(whole).copied().unwrap_or_default();
    Reading {
        block: parse(&script[..end]).unwrap_or_default(),
        error,
        delimited,
    }
}

fn parse(script: &str) -> Read<Block> {
    let result = Parser::new(script).parse();
    if result.is_err() {
        let shuck_parser::Error::Parse { message, line, .. } = result.strict_error();
        return Err(ReadError::Syntax(line.max(1), message));
    }
    Reader { script }.block(&result.file.body)
}

/// Tells whether a script is one that more lines could complete: a quote, a command or a here-document is open, or the last
/// line says that it goes on.
pub(in crate::host) fn unfinished(script: &str) -> bool {
    let last = script.trim_end_matches('\n');
    let signs = last.len() - last.trim_end_matches('\\').len();
    let scan = scan(script);
    signs % 2 == 1
        || !scan.delimited.is_empty()
        || matches!(
            scan.flaw,
            Some(Flaw::Open(..) | Flaw::Values(_) | Flaw::End(_))
        )
}

/// Refuses what could nest or grow too deep for the stack before the parser sees it.
fn measure(script: &str) -> Read<()> {
    if script.len() > LENGTH {
        return refuse("a script of more than 256 KiB");
    }
    if script.contains('\0') {
        return Err(ReadError::Syntax(1, "NUL byte in the script".to_owned()));
    }
    // The parser knows no offset behind `!`, and gives something else for one.
    for rest in script.split("${!").skip(1) {
        let name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let after = rest.trim_start_matches(name).strip_prefix(':');
        let after = after.and_then(|rest| rest.chars().next());
        if after.is_some_and(|c| !"-=+?".contains(c)) {
            return refuse("${!NAME:OFFSET}");
        }
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
        match self.modelled(statement) {
            Err(ReadError::NotModelled(what)) => Ok(Arc::new(Command::NotModelled(what))),
            read => read,
        }
    }

    fn modelled(&self, statement: &Stmt) -> Read<Arc<Command>> {
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
        let mut command = Arc::new(command);
        // Of a command in the background bash turns no exit code round.
        let background = matches!(statement.terminator, Some(StmtTerminator::Background(_)));
        if statement.negated && !background {
            command = Arc::new(Command::Not(command));
        }
        Ok(match statement.terminator {
            Some(StmtTerminator::Background(BackgroundOperator::Plain)) => {
                let text = statement.span.slice(self.script).trim();
                let text = text.strip_suffix('&').unwrap_or(text).trim_end();
                let words: Vec<&str> = text.split_whitespace().collect();
                Arc::new(Command::Background(command, words.join(" ")))
            }
            Some(StmtTerminator::Background(_)) => return refuse("syntax of another shell"),
            Some(StmtTerminator::Semicolon) | None => command,
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
                            let assignment = self.assignment(a)?;
                            match (&assignment.value, &assignment.index) {
                                (Assigned::One(_), Some(_)) => {
                                    return refuse("declarations of an element of an array");
                                }
                                (Assigned::One(value), None) => declared(&assignment, value),
                                (Assigned::Many(_), _) => {
                                    let name = Word::text(&assignment.name);
                                    simple.filled.push(assignment);
                                    name
                                }
                            }
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
            shuck_ast::Command::Function(f) => {
                let [entry] = &f.header.entries[..] else {
                    return refuse("a function of several names");
                };
                let Some(name) = &entry.static_name else {
                    return refuse("a function of a computed name");
                };
                let body = self.statement(&f.body)?;
                Ok(Command::Function(name.as_str().to_owned(), body))
            }
            shuck_ast::Command::AnonymousFunction(_) => refuse("syntax of another shell"),
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
            CompoundCommand::Time(c) => {
                let command = c.command.as_ref().map(|c| self.statement(c)).transpose()?;
                Command::Time(command, c.posix_format)
            }
            CompoundCommand::Arithmetic(c) => {
                let text = c.expr_span.map_or("", |span| span.slice(self.script));
                Command::Arithmetic(self.expression(text)?, true)
            }
            CompoundCommand::ArithmeticFor(c) => {
                let part = |span: Option<Span>| {
                    let text = span.map_or("", |span| span.slice(self.script)).trim();
                    if text.is_empty() {
                        return Ok(None);
                    }
                    let word = self.expression(text)?;
                    Ok(Some(Arc::new(Command::Arithmetic(word, false))))
                };
                let parts = [
                    part(c.init_span)?,
                    part(c.condition_span)?,
                    part(c.step_span)?,
                ];
                Command::Count(Box::new(parts), self.block(&c.body)?)
            }
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
        assignments: &[shuck_ast::Assignment],
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

    fn assignment(&self, assignment: &shuck_ast::Assignment) -> Read<Assignment> {
        let index = match self.index(&assignment.target)? {
            Some(Index::One(word)) => Some(word),
            Some(_) => return refuse("assignments to all elements of an array"),
            None => None,
        };
        let value = match &assignment.value {
            AssignmentValue::Scalar(value) => Assigned::One(self.word(value)?),
            AssignmentValue::Compound(list) => {
                let mut values = Vec::new();
                for element in &list.elements {
                    match element {
                        ArrayElem::Sequential(value) => {
                            let mut words = Vec::new();
                            self.braces(value, &mut words)?;
                            values.extend(words.into_iter().map(|word| (None, word)));
                        }
                        ArrayElem::Keyed { key, value } => {
                            values.push((Some(self.subscript(key)?), self.word(value)?));
                        }
                        ArrayElem::KeyedAppend { .. } => return refuse("([INDEX]+=VALUE)"),
                    }
                }
                Assigned::Many(values)
            }
        };
        Ok(Assignment {
            name: assignment.target.name.as_str().to_owned(),
            index,
            value,
            append: assignment.append,
        })
    }

    fn name(&self, variable: &VarRef) -> Read<String> {
        if variable.subscript.is_some() {
            return refuse("declarations of an element of an array");
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
                    HeredocBodyPart::Variable(name) => {
                        Part::Parameter(Parameter::plain(name.as_str()), true)
                    }
                    HeredocBodyPart::CommandSubstitution { body, syntax } => {
                        Part::Command(self.substitution(body, *syntax, span, false)?, true)
                    }
                    HeredocBodyPart::ArithmeticExpansion { expression, .. } => {
                        let text = expression.slice(self.script);
                        Part::Arithmetic(self.expression(text)?, true)
                    }
                    HeredocBodyPart::Parameter(p) => Part::Parameter(self.parameter(p)?, true),
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
}

/// `NAME=VALUE` as an argument of a declaration: the value is not split.
fn declared(assignment: &Assignment, value: &Word) -> Word {
    let sign = if assignment.append { "+=" } else { "=" };
    let name = format!("{}{sign}", assignment.name);
    let mut parts = vec![Part::Text(name, true)];
    parts.extend(value.0.iter().cloned().map(word::quoted));
    Word(parts)
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
