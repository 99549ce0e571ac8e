//! A program's run, stage after stage.

use std::time::Duration;

use paperboat_core::event::{EventId, EventKind};
use paperboat_core::workload::Requirement;

use super::exec::{self, Effect};
use super::life::{self, Change, State};
use super::{ContainerKey, data, health, memory, pool, voice};
use crate::change::Trail;
use crate::model::Limit;
use crate::net::{NetError, Origin};
use crate::wake::Kind;
use crate::world::World;

/// What a program does next.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Stage {
    /// What comes now is because of a fault, which is said.
    Blame(EventId, String),
    /// It writes a line.
    Say(String),
    /// It writes a line to the error stream.
    Complain(String),
    /// It changes its container.
    Effect(Effect),
    /// It waits for something that is not the processor.
    Wait(Duration),
    /// It computes for so many seconds of one free vCPU.
    Work(f64),
    /// It takes memory, in MiB, instead of what it had.
    Claim(u64),
    /// It connects to something, and gives up when that fails.
    Connect(Requirement),
    /// It writes that it is ready.
    Announce,
    /// It answers from now on.
    Ready,
    /// It ends.
    Exit(i32),
}

/// Lets a program run until it waits for something.
pub(super) fn go_on(w: &mut World, key: ContainerKey) {
    let mut run = w.containers[key].generation;
    loop {
        // An owner that heard of a change may have ended or removed the container, or begun another run.
        let Some(c) = w.containers.get_mut(key).filter(|c| c.generation == run) else {
            return;
        };
        let Some(stage) = c.script.pop_front() else {
            return;
        };
        let (generation, last) = (c.generation, c.last);
        c.waits_until = None;
        match stage {
            Stage::Blame(fault, text) => {
                let resource = c.spec.name.clone();
                let kind = EventKind::Message { resource, text };
                let event = w.emit(Some(fault), kind);
                w.containers[key].last = event;
            }
            Stage::Say(line) => life::say(w, key, line),
            Stage::Complain(line) => life::write(w, key, line, true),
            Stage::Effect(effect) => exec::carry_out(w, key, &[effect]),
            Stage::Wait(time) => {
                w.containers[key].waits_until = Some(w.now + time);
                return w.wake_in(time, Kind::Program, key.slot(), generation);
            }
            Stage::Work(seconds) => return pool::work(w, key, seconds),
            Stage::Announce => {
                for line in voice::ready(w, key) {
                    life::say(w, key, line);
                }
            }
            Stage::Claim(mib) => memory::claim(w, key, mib),
            Stage::Connect(need) => connect(w, key, &need),
            Stage::Ready => {
                let event = life::change(w, key, State::Ready, last, String::new());
                run = w.containers[key].generation;
                health::look_at(w, key);
                life::tell(w, key, Change::Ready, event);
            }
            Stage::Exit(code) => {
                let cause = last_words(w, key, code).unwrap_or(last);
                return life::exit(w, key, code, false, cause);
            }
        }
    }
}

/// Tells what a program wrote before it ends with an error of its own: why it ends, as far as anybody knows. None when
/// it was asked to end, or when it is known already what it did not reach.
fn last_words(w: &mut World, key: ContainerKey, code: i32) -> Option<EventId> {
    let c = &w.containers[key];
    let told = matches!(w.log[c.last].kind, EventKind::Message { .. });
    if code == 0 || c.state == State::Stopping || told {
        return None;
    }
    let last = c.lines.last().filter(|line| line.at >= c.started)?;
    let lines = c.lines.iter().rev().take_while(|line| line.at == last.at);
    let mut lines: Vec<&str> = lines.map(|line| line.text.trim()).collect();
    lines.reverse();
    let kind = EventKind::Message {
        resource: c.spec.name.clone(),
        text: lines.join("; "),
    };
    Some(w.emit(Some(c.last), kind))
}

/// Connects, or plans the end: at once when refused, after the timeout when nothing answers.
fn connect(w: &mut World, key: ContainerKey, need: &Requirement) {
    let from = Origin::Container(key);
    let error = match w.dial(from, &need.host, need.port, &mut Trail::off()) {
        Ok(end) => return log_in(w, key, need, end.container()),
        Err(error) => error,
    };
    let limit = match error {
        NetError::TimedOut(_) => Limit::AppConnectTimeoutS,
        NetError::NameNotFound(_) | NetError::Refused => Limit::AppRefusedConnectS,
    };
    let mut trail = Trail::kept();
    let obstacle = w.obstacle(from, &need.host, need.port, &mut trail);
    let mut cause = w.changes.blocking(&trail);
    if let Some(obstacle) = obstacle {
        cause = Some(obstacle.told(w, cause));
    }
    let kind = EventKind::Message {
        resource: w.containers[key].spec.name.clone(),
        text: format!("{}:{}: {error}", need.host, need.port),
    };
    let event = w.emit(cause.or(Some(w.containers[key].last)), kind);
    let wait = w.model.seconds(limit);
    let lines = voice::connect_failed(w, key, need, &error);
    let c = &mut w.containers[key];
    c.last = event;
    c.script.clear();
    c.script.push_back(Stage::Wait(wait));
    c.script.extend(lines.into_iter().map(Stage::Say));
    c.script.push_back(Stage::Exit(1));
}

/// Logs in where a connection ended: data that were made with another password refuse it, and the program ends.
fn log_in(w: &mut World, key: ContainerKey, need: &Requirement, server: Option<ContainerKey>) {
    let refused = server.and_then(|server| {
        let refused = data::refuses(w, key, server, &need.host)?;
        Some((server, refused))
    });
    let Some((server, refused)) = refused else {
        return;
    };
    let (resource, last) = (
        w.containers[server].spec.name.clone(),
        w.containers[server].last,
    );
    let text = refused.remembered;
    let cause = w.emit(Some(last), EventKind::Message { resource, text });
    let resource = w.containers[key].spec.name.clone();
    let text = format!("{}:{}: {}", need.host, need.port, refused.said);
    let event = w.emit(Some(cause), EventKind::Message { resource, text });
    let wait = w.model.seconds(Limit::AppRefusedConnectS);
    let c = &mut w.containers[key];
    c.last = event;
    c.script.clear();
    c.script.push_back(Stage::Wait(wait));
    c.script
        .push_back(Stage::Say(format!("FATAL: {}", refused.said)));
    c.script.push_back(Stage::Exit(1));
}
