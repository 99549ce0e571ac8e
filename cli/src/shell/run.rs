//! `paperboat shell`: reads lines, has the world carry them out, prints what they print.

use paperboat_core::people::Practice;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use paperboat_core::app::load::FILE_NAMES;
use paperboat_core::event::Event;
use paperboat_core::strategy::App;
use paperboat_rehearsal::{Settings, rehearse};
use paperboat_simulator::host::terminal::{Progress, Prompt, Typed, goes_on};
use paperboat_simulator::world::World;
use serde_json::json;

use super::files;
use super::keyboard::{Keyboard, Known, Line};
use super::verb::{Verb, WORDS};
use crate::args;
use crate::command::{explanation, known_way};
use crate::exit::Exit;
use crate::load::load_app;
use crate::report::{event_line, usd};
use crate::scenario;
use crate::settings::{model, typing};
use crate::ui::Ui;

/// How many worlds there can be at once; a copy can be as large as a world.
const WORLDS: usize = 16;
/// How many lines can be taken back. A world is a value, and one with many machines is not small.
const UNDO: usize = 100;

/// The name of the world in which one sits down.
const FIRST: &str = "main";

/// A world, and what was typed in it.
#[derive(Clone)]
struct Branch {
    world: World,
    /// The worlds before each of the last lines.
    past: Vec<World>,
    typed: Vec<String>,
    /// How many commands of the plan were typed.
    done: usize,
}

/// A computer, its worlds, and who sits there.
struct Seat<'a> {
    ui: &'a Ui,
    /// The name of the world in which lines are typed, and that world.
    name: String,
    at: Branch,
    /// The other worlds, which stand still.
    others: BTreeMap<String, Branch>,
    /// The commands of the plan.
    plan: Vec<String>,
    /// The exit code of the last line.
    code: i32,
}

/// Types lines until the end.
pub fn shell(ui: &Ui, args: &args::Sit) -> Exit {
    match try_shell(ui, args) {
        Ok(exit) | Err(exit) => exit,
    }
}

fn try_shell(ui: &Ui, args: &args::Sit) -> Result<Exit, Exit> {
    let model = Arc::new(model(ui, &args.world)?);
    let named = args.app.names_files() || FILE_NAMES.iter().any(|name| Path::new(name).is_file());
    let app = if named {
        let (resolved, options) = load_app(ui, &args.app)?;
        Some(App::new(&resolved, &options))
    } else {
        None
    };
    let plan = match (&args.strategy, &app) {
        (None, _) => Vec::new(),
        (Some(_), None) => return Err(ui.fail(Exit::Usage, "shell-plan", &[])),
        (Some(name), Some(app)) => {
            let way = known_way(ui, name, args::Care::Naive, args::Run::Compose)?;
            let settings = Settings {
                seed: args.world.seed,
                ..Settings::quiet(Arc::clone(&model), typing(&model, Practice::default()))
            };
            let steps = rehearse(app, way, &settings).steps;
            steps.into_iter().flat_map(|step| step.commands).collect()
        }
    };
    let published = app.as_ref().map(App::published).unwrap_or_default();
    let mut world = World::new(args.world.seed, model, published);
    let folder = app.as_ref().map(|app| Path::new(&app.directory));
    let here = folder.map(files::of_folder).unwrap_or_default();
    world.sit_down(&here);
    let seat = Seat {
        ui,
        name: FIRST.to_owned(),
        at: Branch {
            world,
            past: Vec::new(),
            typed: Vec::new(),
            done: 0,
        },
        others: BTreeMap::new(),
        plan,
        code: 0,
    };
    let script = args.script.as_deref();
    let mut keyboard = Keyboard::new(script).map_err(|error| unreadable(ui, script, &error))?;
    seat.sit(&mut keyboard)
        .map_err(|error| unreadable(ui, script, &error))
}

fn unreadable(ui: &Ui, script: Option<&str>, error: &dyn std::error::Error) -> Exit {
    let reason = error.to_string();
    match script {
        Some(path) => {
            let of = [("path", path), ("reason", &reason)];
            ui.fail(Exit::Io, "shell-no-script", &of)
        }
        None => ui.fail(Exit::Io, "shell-unreadable", &[("reason", &reason)]),
    }
}

/// What a line for Paperboat led to: what is said, with an exit code where it could not be done.
type Done = Result<String, (i32, String)>;

impl Seat<'_> {
    fn sit(mut self, keyboard: &mut Keyboard) -> std::io::Result<Exit> {
        if keyboard.shows_lines() {
            self.ui.report(&self.ui.text.get("shell-begun"));
        }
        let mut open = String::new();
        let mut ended = false;
        loop {
            let prompt = match open.as_str() {
                "" => self.prompt(),
                _ => "> ".to_owned(),
            };
            let line = match keyboard.read(&prompt, || self.known())? {
                Line::Typed(line) => line,
                Line::Interrupted => {
                    open.clear();
                    continue;
                }
                // As in bash, the end of the input leaves the innermost shell.
                Line::End if keyboard.shows_lines() && self.at.world.prompt().host.is_some() => {
                    "exit".to_owned()
                }
                Line::End if open.is_empty() => break,
                // The shell says what it misses.
                Line::End => {
                    ended = true;
                    String::new()
                }
            };
            if !keyboard.shows_lines() && !self.ui.json && !ended {
                self.ui.raw(&format!("{prompt}{line}\n"));
            }
            open.push_str(&line);
            if !ended && goes_on(&format!("{open}\n")) {
                open.push('\n');
                continue;
            }
            let text = std::mem::take(&mut open);
            if text.trim().is_empty() || text.trim_start().starts_with('#') {
                continue;
            }
            let closed = match Verb::read(&text) {
                Some(verb) => {
                    self.power(text.trim(), verb);
                    false
                }
                None => self.run(&text, keyboard)?,
            };
            if closed || ended {
                break;
            }
        }
        let code = u8::try_from(self.code).unwrap_or(1);
        Ok(if code == 0 {
            Exit::Success
        } else {
            Exit::Command(code)
        })
    }

    /// The time in the world, its name where there are several, then who is where, as bash on the machine would have it.
    fn prompt(&self) -> String {
        let at = self.at.world.now().to_string();
        let at = at.rsplit_once('.').map_or(at.as_str(), |(whole, _)| whole);
        let at = if self.others.is_empty() {
            at.to_owned()
        } else {
            format!("{at} {}", self.name)
        };
        let Prompt {
            user,
            host,
            directory,
        } = self.at.world.prompt();
        match host {
            None => format!("{at} {directory} $ "),
            Some(host) => format!("{at} [{user}@{host} {directory}]$ "),
        }
    }

    fn known(&self) -> Known {
        let (files, process) = self.at.world.at_hand();
        let programs = [
            "aws", "ssh", "scp", "curl", "docker", "sudo", "cat", "ls", "cd", "chmod", "exit",
        ];
        let listed = files.list(&process.cwd);
        Known {
            programs: programs
                .iter()
                .chain(&WORDS)
                .map(|p| (*p).to_owned())
                .collect(),
            files: listed
                .filter_map(|(path, _)| path.rsplit('/').next().map(str::to_owned))
                .collect(),
            next: self.plan.get(self.at.done).cloned(),
        }
    }

    /// Has the world carry a command out; true when the computer's own shell was left.
    fn run(&mut self, text: &str, keyboard: &mut Keyboard) -> std::io::Result<bool> {
        self.keep(text);
        self.at.world.type_line(self.at.world.now(), text);
        let typed = loop {
            match self.at.world.typed() {
                Progress::Done(typed) => break typed,
                Progress::Asks(question) => {
                    let answer = match keyboard.read(&question, Known::default)? {
                        Line::Typed(answer) => answer,
                        Line::Interrupted | Line::End => {
                            self.at.world.interrupt();
                            continue;
                        }
                    };
                    if !keyboard.shows_lines() && !self.ui.json {
                        self.ui.raw(&format!("{question}{answer}\n"));
                    }
                    self.at.world.type_line(self.at.world.now(), &answer);
                }
                Progress::Runs => match self.at.world.next_at() {
                    Some(due) => self.at.world.advance(due),
                    // Nothing is due that could end it.
                    None => self.at.world.interrupt(),
                },
            }
        };
        if self.plan.get(self.at.done).is_some_and(|next| next == text) {
            self.at.done += 1;
        }
        self.code = typed.exit_code;
        let closed = typed.closed;
        self.show(text, &typed);
        Ok(closed)
    }

    fn show(&self, line: &str, typed: &Typed) {
        if self.ui.json {
            let at = self.at.world.now().as_secs_f64();
            let code = typed.exit_code;
            let shown = json!({"line": line, "screen": typed.screen, "exitCode": code, "atS": at});
            self.ui.raw(&format!("{shown}\n"));
        } else if !typed.screen.is_empty() {
            self.ui.raw(&typed.screen);
        }
    }

    /// Does what is meant for Paperboat, and says what came of it; the line's exit code is 1 where that could not be done, and 2
    /// where it was not said as it must be.
    fn power(&mut self, line: &str, verb: Verb) {
        let text = &self.ui.text;
        let done = match verb {
            Verb::Undo(lines) => self.undo(lines),
            Verb::Advance(time) => {
                let to = self.at.world.now() + time;
                Ok(self.changed(line, |world| world.advance(to)))
            }
            Verb::Fault(said) => match scenario::fault(self.ui, &said) {
                Ok(fault) => Ok(self.changed(line, |world| {
                    world.strike(world.now(), &fault);
                })),
                // What is wrong with it was said.
                Err(exit) => {
                    self.code = i32::from(exit.code());
                    return;
                }
            },
            Verb::Why(what) => self.why(what.as_deref()),
            Verb::Events(n) => Ok(self.events(self.at.world.events().len().saturating_sub(n))),
            Verb::Bill => {
                let bill = self.at.world.settled_bill();
                let monthly = bill.monthly().values().copied().sum();
                let (spent, month) = (usd(bill.total()), usd(monthly));
                Ok(text.with("shell-bill", &[("spent", &spent), ("month", &month)]))
            }
            Verb::Next => Ok(match self.plan.get(self.at.done) {
                Some(command) => command.clone(),
                None if self.plan.is_empty() => text.get("shell-no-plan"),
                None => text.get("shell-plan-done"),
            }),
            Verb::Fork(name) => self.fork(name),
            Verb::Switch(name) => self.switch(name),
            Verb::Worlds => Ok(self.worlds()),
            Verb::History => Ok(self.at.typed.join("\n")),
            Verb::Help => Ok(text.get("shell-help")),
            Verb::Wrong(wrong) => {
                let (key, said) = wrong.sentence();
                let said: Vec<_> = said.iter().map(|(name, value)| (*name, &**value)).collect();
                Err((2, text.with(key, &said)))
            }
        };
        let (code, said) = match done {
            Ok(said) => (0, said),
            Err(failed) => failed,
        };
        self.code = code;
        if !self.ui.json {
            return self.ui.out(&said);
        }
        self.show(
            line,
            &Typed {
                screen: format!("{said}\n"),
                exit_code: code,
                ..Typed::default()
            },
        );
    }

    /// Changes the world from outside; what happened then.
    fn changed(&mut self, line: &str, change: impl FnOnce(&mut World)) -> String {
        let before = self.at.world.events().len();
        self.keep(line);
        change(&mut self.at.world);
        self.events(before)
    }

    /// Keeps the world as it is before a line.
    fn keep(&mut self, line: &str) {
        self.at.past.push(self.at.world.clone());
        if self.at.past.len() > UNDO {
            self.at.past.remove(0);
        }
        self.at.typed.push(line.to_owned());
    }

    fn undo(&mut self, lines: usize) -> Done {
        let Some(at) = self.at.past.len().checked_sub(lines) else {
            let lines = self.at.past.len().to_string();
            let said = [("lines", lines.as_str())];
            return Err((1, self.ui.text.with("shell-no-past", &said)));
        };
        self.at.world = self.at.past.split_off(at).remove(0);
        self.at
            .typed
            .truncate(self.at.typed.len().saturating_sub(lines));
        self.at.done = 0;
        for line in &self.at.typed {
            self.at.done += usize::from(self.plan.get(self.at.done) == Some(line));
        }
        let at = self.at.world.now().to_string();
        Ok(self.ui.text.with("shell-undone", &[("at", &at)]))
    }

    /// Goes on in a copy of the world; the world itself stands still until somebody goes back to it.
    fn fork(&mut self, name: String) -> Done {
        if name == self.name || self.others.contains_key(&name) {
            let said = [("name", name.as_str())];
            return Err((1, self.ui.text.with("shell-fork-taken", &said)));
        }
        if self.others.len() + 1 >= WORLDS {
            let most = WORLDS.to_string();
            let said = [("most", most.as_str())];
            return Err((1, self.ui.text.with("shell-fork-most", &said)));
        }
        let copy = self.at.clone();
        let before = std::mem::replace(&mut self.name, name);
        let said = self
            .ui
            .text
            .with("shell-forked", &[("name", &self.name), ("before", &before)]);
        self.others.insert(before, copy);
        Ok(said)
    }

    /// Goes to another world, and leaves this one as it is.
    fn switch(&mut self, name: String) -> Done {
        if name == self.name {
            let said = [("name", name.as_str())];
            return Err((1, self.ui.text.with("shell-switch-here", &said)));
        }
        let Some(other) = self.others.remove(&name) else {
            let said = [("name", name.as_str()), ("worlds", &self.worlds())];
            return Err((1, self.ui.text.with("shell-switch-unknown", &said)));
        };
        let left = std::mem::replace(&mut self.at, other);
        let before = std::mem::replace(&mut self.name, name);
        self.others.insert(before, left);
        let at = self.at.world.now().to_string();
        let said = [("name", self.name.as_str()), ("at", &at)];
        Ok(self.ui.text.with("shell-switched", &said))
    }

    /// The worlds, this one first, each with its time.
    fn worlds(&self) -> String {
        let all = [(&self.name, &self.at)].into_iter().chain(&self.others);
        let line = |(name, branch): (&String, &Branch)| {
            let at = branch.world.now().to_string();
            let whole = at.rsplit_once('.').map_or(at.as_str(), |(whole, _)| whole);
            format!("{name} {whole}")
        };
        all.map(line).collect::<Vec<_>>().join("\n")
    }

    fn events(&self, from: usize) -> String {
        let events = self.at.world.events().since(from);
        let lines: Vec<String> = events.map(|e| event_line(self.ui, e)).collect();
        lines.join("\n")
    }

    fn why(&self, what: Option<&str>) -> Done {
        let events = self.at.world.events();
        let found = match what {
            Some(what) => Event::find(events, what),
            None => events.last(),
        };
        match found {
            Some(event) => {
                let chain: Vec<_> = self.at.world.chain(event.id).collect();
                Ok(explanation(self.ui, &chain))
            }
            None => {
                let what = what.unwrap_or_default();
                Err((1, self.ui.text.with("why-nothing", &[("what", what)])))
            }
        }
    }
}
