//! Runs commands: one frame a step.

use std::sync::Arc;

use paperboat_core::time::Timestamp;

use super::super::process::Sink;
use super::super::{Job, JobKey, job, program, write_stderr};
use super::array::Array;
use super::expand::{Expansion, FATAL, Failure, Outputs};
use super::frame::{Frame, Outer, Reads, Round, Substitution};
use super::leave::{self, drop_all, leave_shell};
use super::syntax::{Block, Command, Condition, Word};
use super::voice::prefix;
use super::{
    arithmetic, background, function, parameter, pattern, redirect, script, simple, test, trap,
};
use crate::world::World;

/// Does the next thing of a job.
pub(in crate::host) fn step(w: &mut World, key: JobKey, frame: Frame) {
    let job = &mut w.hosts.jobs[key];
    match frame {
        Frame::Program(argv) => {
            // A long input costs as much as many short steps.
            job.steps += (job.stdin.len() >> 12) as u32;
            let progress = program::start(w, key, &argv);
            job::follow(w, key, progress);
        }
        Frame::Become(process) => job.process = process,
        Frame::Block(block, n) => {
            let Some(command) = block.get(n).cloned() else {
                return job.status = 0;
            };
            if n + 1 < block.len() {
                job.frames.push(Frame::Block(block, n + 1));
            }
            begin(w, key, command);
        }
        Frame::Command(command) => begin(w, key, command),
        Frame::Substitute(substitution) => substitute(w, key, substitution),
        Frame::And(right) => {
            job.guards -= 1;
            if job.status == 0 {
                job.frames.push(Frame::Command(right));
            }
        }
        Frame::Or(right) => {
            job.guards -= 1;
            if job.status != 0 {
                job.frames.push(Frame::Command(right));
            }
        }
        Frame::Not => {
            job.guards -= 1;
            job.status = i32::from(job.status == 0);
        }
        Frame::If(command, n) => branch(w, key, command, n),
        Frame::For(command, mut values) => {
            let Command::For(name, _, block) = &*command else {
                return;
            };
            let Some(value) = values.next() else { return };
            job.process.set(name, value);
            let body = Frame::Block(block.clone(), 0);
            job.frames.extend([Frame::For(command, values), body]);
        }
        Frame::Each(mut commands, mut worst, began, counts) => {
            if began && counts && job.status != 0 {
                worst = match job.status {
                    code @ (126 | 127) => code,
                    255 => 124,
                    _ => 123,
                };
            }
            match commands.next() {
                None => job.status = worst,
                Some(argv) => {
                    let next = Frame::Each(commands, worst, true, counts);
                    job.frames.extend([next, Frame::Program(argv)]);
                }
            }
        }
        Frame::While(command, asked, last) => round(w, key, command, asked, last),
        Frame::Pipe(command, started, failed) => pipe(w, key, command, started, failed),
        Frame::Shell(outer) => match trap::at_end(job) {
            Some(todo) => {
                job.frames.push(Frame::Shell(outer));
                job.frames.extend(todo);
            }
            None => outer.restore(job),
        },
        Frame::Status(code) => job.status = code,
        Frame::Expires(..) => {}
        Frame::Streams(streams, stdin) => {
            job.streams = streams;
            job.stdin = stdin;
        }
        Frame::Variables(_) => leave::undo(job, frame),
        Frame::Call(call) => function::leave(job, *call),
        Frame::Count(command, at, last) => count(job, command, at, last),
        Frame::Time(since, posix) => took(w, key, since, posix),
        Frame::Flaw(name, said, code) => script::flawed(w, key, &name, &said, code),
        Frame::Warning(name, line, words) => script::warn(w, key, &name, line, &words),
        Frame::Prompt => job.prompted = true,
        Frame::Errexit => {
            if job.options.errexit && job.status != 0 && job.guards == 0 {
                leave_shell(job);
            }
        }
    }
}

/// What `time` says: how long it took. How much of that the processor worked is not modelled.
fn took(w: &mut World, key: JobKey, since: Timestamp, posix: bool) {
    let seconds = w.now.since(since).as_secs_f64();
    let shown = if posix {
        format!("real {seconds:.2}\n")
    } else {
        let minutes = (seconds / 60.0).floor();
        format!("\nreal\t{minutes:.0}m{:.3}s\n", seconds - minutes * 60.0)
    };
    let unknown = "paperboat: not modelled: user and sys, the processor's time\n";
    write_stderr(w, key, &format!("{shown}{unknown}"));
}

/// Begins a command: runs the substitutions in its words first.
fn begin(w: &mut World, key: JobKey, command: Arc<Command>) {
    let mut found = Vec::new();
    let world = &*w;
    let needs = |p: &_| parameter::needs(world, &world.hosts.jobs[key], p);
    for word in command.words() {
        word.substitutions(&needs, &mut found);
    }
    let blocks: Vec<Block> = found.into_iter().cloned().collect();
    if blocks.is_empty() {
        return execute(w, key, command, Vec::new());
    }
    let substitution = Substitution {
        command,
        blocks,
        outputs: Vec::new(),
        open: false,
    };
    substitute(w, key, Box::new(substitution));
}

fn substitute(w: &mut World, key: JobKey, mut this: Box<Substitution>) {
    let job = &mut w.hosts.jobs[key];
    if std::mem::take(&mut this.open) {
        let mut text = job.captures.pop().unwrap_or_default();
        text.truncate(text.trim_end_matches('\n').len());
        let block = this.blocks[this.outputs.len()].clone();
        this.outputs.push((block, text));
    }
    let Some(block) = this.blocks.get(this.outputs.len()).cloned() else {
        return execute(w, key, this.command, this.outputs);
    };
    this.open = true;
    job.frames.push(Frame::Substitute(this));
    job.captures.push(String::new());
    let outer = Frame::Shell(Box::new(Outer::around(job)));
    job.frames.push(outer);
    job.streams.out = Sink::Capture(job.captures.len() - 1);
    // As bash does outside its POSIX mode.
    job.options.errexit = false;
    job.frames.push(Frame::Block(block, 0));
}

/// Writes why words could not be expanded, and ends the shell.
pub(super) fn fail(w: &mut World, key: JobKey, failure: &Failure) {
    write_stderr(w, key, &format!("{}\n", failure.words));
    let job = &mut w.hosts.jobs[key];
    let typed = job.options.reads != Reads::Script;
    job.status = match failure.code {
        _ if typed => 1,
        FATAL if !job.options.argument => 1,
        code => code,
    };
    drop_all(job);
    // A shell that somebody types into stays.
    if job.frames.is_empty() {
        job.prompted = true;
    }
}

fn execute(w: &mut World, key: JobKey, command: Arc<Command>, outputs: Outputs) {
    let job = &mut w.hosts.jobs[key];
    match &*command {
        Command::Simple(simple) => simple::execute(w, key, simple, outputs),
        Command::And(left, right) => {
            job.guards += 1;
            let left = Frame::Command(left.clone());
            job.frames.extend([Frame::And(right.clone()), left]);
        }
        Command::Or(left, right) => {
            job.guards += 1;
            let left = Frame::Command(left.clone());
            job.frames.extend([Frame::Or(right.clone()), left]);
        }
        Command::Not(inner) => {
            job.guards += 1;
            job.frames
                .extend([Frame::Not, Frame::Command(inner.clone())]);
        }
        Command::Pipe(_) => {
            let back = Frame::Streams(job.streams.clone(), job.stdin.clone());
            job.frames.extend([Frame::Errexit, back]);
            job.frames.push(Frame::Pipe(command, 0, 0));
        }
        Command::Group(block) => job.frames.push(Frame::Block(block.clone(), 0)),
        Command::Subshell(block) => {
            let outer = Frame::Shell(Box::new(Outer::around(job)));
            let block = Frame::Block(block.clone(), 0);
            job.frames.extend([Frame::Errexit, outer, block]);
        }
        Command::If(branches, _) => {
            let condition = Frame::Block(branches[0].0.clone(), 0);
            job.guards += 1;
            job.frames.extend([Frame::If(command, 0), condition]);
        }
        Command::While(..) => {
            job.status = 0;
            job.frames.push(Frame::While(command, false, 0));
        }
        Command::For(_, words, _) => match values(w, key, words.as_deref(), outputs) {
            Ok(values) => {
                let job = &mut w.hosts.jobs[key];
                job.status = 0;
                job.frames.push(Frame::For(command, values.into_iter()));
            }
            Err(failure) => fail(w, key, &failure),
        },
        Command::Case(word, cases) => match choose(w, key, word, cases, outputs) {
            Ok(Some(block)) => w.hosts.jobs[key].frames.push(Frame::Block(block, 0)),
            Ok(None) => w.hosts.jobs[key].status = 0,
            Err(failure) => fail(w, key, &failure),
        },
        Command::Condition(condition) => {
            job.frames.push(Frame::Errexit);
            let mut expansion = Expansion::new(w, key, outputs);
            match holds(&mut expansion, condition) {
                Ok(true) => w.hosts.jobs[key].status = 0,
                Ok(false) => w.hosts.jobs[key].status = 1,
                Err(failure) => fail(w, key, &failure),
            }
        }
        Command::Function(name, body) => {
            let functions = Arc::make_mut(&mut job.options.functions);
            functions.insert(name.clone(), body.clone());
            job.status = 0;
        }
        Command::Arithmetic(word, whole) => {
            job.frames.extend(whole.then_some(Frame::Errexit));
            let expansion = &mut Expansion::new(w, key, outputs);
            let value = expansion
                .text(word)
                .and_then(|text| arithmetic::evaluate(expansion, &text, "((: "));
            match value {
                Ok(value) => w.hosts.jobs[key].status = i32::from(value == 0),
                Err(failure) => {
                    write_stderr(w, key, &format!("{}\n", failure.words));
                    w.hosts.jobs[key].status = 1;
                }
            }
        }
        Command::Background(_, text) => background::begin(w, key, &command, text),
        Command::Time(inner, posix) => {
            job.frames.push(Frame::Time(w.now, *posix));
            job.status = 0;
            job.frames.extend(inner.clone().map(Frame::Command));
        }
        Command::NotModelled(what) => {
            write_stderr(w, key, &format!("paperboat: not modelled: {what}\n"));
            let job = &mut w.hosts.jobs[key];
            leave::abandon(job);
            job.status = 2;
        }
        Command::Count(parts, _) => {
            let first = parts[0].clone();
            job.frames.push(Frame::Count(command, Round::Ask, 0));
            job.frames.extend(first.map(Frame::Command));
        }
        Command::Redirected(inner, redirects) => {
            job.frames.push(Frame::Errexit);
            match redirect::expand(&mut Expansion::new(w, key, outputs), redirects) {
                Ok(targets) => {
                    if redirect::open(w, key, targets) {
                        w.hosts.jobs[key].frames.push(Frame::Command(inner.clone()));
                    }
                }
                Err(failure) => fail(w, key, &failure),
            }
        }
    }
}

fn values(
    w: &mut World,
    key: JobKey,
    words: Option<&[Word]>,
    outputs: Outputs,
) -> Result<Vec<String>, Failure> {
    let Some(words) = words else {
        return Ok(w.hosts.jobs[key].options.arguments.clone());
    };
    let mut expansion = Expansion::new(w, key, outputs);
    let mut values = Vec::new();
    for word in words {
        values.extend(expansion.fields(word)?);
    }
    Ok(values)
}

fn choose(
    w: &mut World,
    key: JobKey,
    word: &Word,
    cases: &[(Vec<Word>, Block)],
    outputs: Outputs,
) -> Result<Option<Block>, Failure> {
    let mut expansion = Expansion::new(w, key, outputs);
    let text = expansion.text(word)?;
    for (patterns, block) in cases {
        for candidate in patterns {
            if pattern::matches(&expansion.pattern(candidate)?, &text) {
                return Ok(Some(block.clone()));
            }
        }
    }
    Ok(None)
}

/// Evaluates `[[ ]]`; every word is expanded, in order, whatever the operators before it found.
fn holds(expansion: &mut Expansion<'_>, condition: &Condition) -> Result<bool, Failure> {
    Ok(match condition {
        Condition::Unary(operator, word) => {
            let word = expansion.text(word)?;
            test::unary(expansion.w, expansion.job, operator, &word).unwrap_or(false)
        }
        Condition::Binary(left, operator @ ("=" | "==" | "!="), right) => {
            let text = expansion.text(left)?;
            let matches = pattern::matches(&expansion.pattern(right)?, &text);
            matches == (*operator != "!=")
        }
        Condition::Binary(left, "=~", right) => {
            let text = expansion.text(left)?;
            let mut pattern = String::new();
            for part in &right.0 {
                let (piece, quoted) = expansion.value(part)?;
                for c in piece.chars() {
                    if quoted && !c.is_alphanumeric() && c != ' ' {
                        pattern.push('\\');
                    }
                    pattern.push(c);
                }
            }
            let Ok(found) = program::groups(&pattern, &text) else {
                let words = format!("[[ =~ ]] with the expression {pattern}");
                return Err(Failure::not_modelled(&words));
            };
            let holds = found.is_some();
            let array = Array::of(found.unwrap_or_default());
            let name = "BASH_REMATCH".to_owned();
            expansion.process().arrays.insert(name, array);
            holds
        }
        Condition::Binary(left, operator, right) => {
            let (left, right) = (expansion.text(left)?, expansion.text(right)?);
            let prefix = prefix(&expansion.w.hosts.jobs[expansion.job]);
            let numbers = operator.starts_with('-');
            if numbers {
                let left = arithmetic::evaluate(expansion, &left, "[[: ")?;
                let right = arithmetic::evaluate(expansion, &right, "[[: ")?;
                return Ok(test::compare(left, operator, right));
            }
            test::binary(&left, operator, &right)
                .map_err(|e| Failure::of(format!("{prefix}[[: {e}")))?
        }
        Condition::Not(inner) => !holds(expansion, inner)?,
        Condition::And(left, right) => {
            let (left, right) = (holds(expansion, left)?, holds(expansion, right)?);
            left && right
        }
        Condition::Or(left, right) => {
            let (left, right) = (holds(expansion, left)?, holds(expansion, right)?);
            left || right
        }
    })
}

/// The condition of branch `n` of an `if` has run.
fn branch(w: &mut World, key: JobKey, command: Arc<Command>, n: usize) {
    let Command::If(branches, otherwise) = &*command else {
        return;
    };
    let job = &mut w.hosts.jobs[key];
    job.guards -= 1;
    if job.status == 0 {
        job.frames.push(Frame::Block(branches[n].1.clone(), 0));
    } else if let Some((condition, _)) = branches.get(n + 1) {
        let condition = Frame::Block(condition.clone(), 0);
        job.guards += 1;
        job.frames.extend([Frame::If(command, n + 1), condition]);
    } else {
        job.status = 0;
        let block = otherwise.clone();
        job.frames.extend(block.map(|b| Frame::Block(b, 0)));
    }
}

fn round(w: &mut World, key: JobKey, command: Arc<Command>, asked: bool, last: i32) {
    let Command::While(condition, body, until) = &*command else {
        return;
    };
    let job = &mut w.hosts.jobs[key];
    if !asked {
        job.guards += 1;
        let condition = Frame::Block(condition.clone(), 0);
        let code = job.status;
        job.frames
            .extend([Frame::While(command, true, code), condition]);
        return;
    }
    job.guards -= 1;
    if (job.status == 0) == *until {
        job.status = last;
        return;
    }
    let body = Frame::Block(body.clone(), 0);
    job.frames
        .extend([Frame::While(command, false, last), body]);
}

/// Goes on with a `for (( ))`, with the exit code of its last round.
fn count(job: &mut Job, command: Arc<Command>, at: Round, last: i32) {
    let Command::Count(parts, body) = &*command else {
        return;
    };
    let (next, last, then) = match at {
        Round::Ask => {
            job.guards += 1;
            (Round::Asked, last, parts[1].clone().map(Frame::Command))
        }
        Round::Asked => {
            job.guards -= 1;
            if parts[1].is_some() && job.status != 0 {
                return job.status = last;
            }
            (Round::Ran, last, Some(Frame::Block(body.clone(), 0)))
        }
        Round::Ran => {
            let next = parts[2].clone().map(Frame::Command);
            (Round::Ask, job.status, next)
        }
    };
    job.frames.push(Frame::Count(command, next, last));
    job.frames.extend(then);
}

/// Runs the next command of a pipe with the output of the one before.
fn pipe(w: &mut World, key: JobKey, command: Arc<Command>, started: usize, failed: i32) {
    let Command::Pipe(commands) = &*command else {
        return;
    };
    let job = &mut w.hosts.jobs[key];
    let failed = match job.status {
        code if started > 0 && code != 0 => code,
        _ => failed,
    };
    let Some((next, errors)) = commands.get(started).cloned() else {
        if job.options.pipefail {
            job.status = failed;
        }
        return;
    };
    if started > 0 {
        job.stdin = job.captures.pop().unwrap_or_default();
    }
    let last = started + 1 == commands.len();
    if !last {
        job.captures.push(String::new());
    }
    let outer = Frame::Shell(Box::new(Outer::around(job)));
    job.frames
        .extend([Frame::Pipe(command, started + 1, failed), outer]);
    if !last {
        job.streams.out = Sink::Capture(job.captures.len() - 1);
        if errors {
            job.streams.err = job.streams.out.clone();
        }
    }
    job.frames.push(Frame::Command(next));
}
