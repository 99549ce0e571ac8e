//! An emulator behind a gate: what goes through is counted, cut off or refused as a test wants; and the account that the
//! emulator stands for, looked at past the program.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{Output, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use paperboat_core::aws::is_read;
use paperboat_tests::emulators::{Server, emulator};
use paperboat_tests::endpoint::{Answer, Endpoint, Request, forward};
use paperboat_tests::watched::Watched;

use super::{paperboat, program};

/// Where a run is cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// Before the request leaves.
    Before(usize),
    /// After it took effect, before its answer arrives.
    After(usize),
}

/// What the gate does to requests that may change something.
enum Rule {
    Open,
    Cut(Cut, Sender<()>),
    Refuse(Refusals),
}

/// An operation, how often it is refused, and with what.
pub(crate) struct Refusals {
    pub(crate) operation: &'static str,
    pub(crate) times: usize,
    pub(crate) answer: Answer,
}

struct State {
    /// How many requests came that may change something.
    writes: usize,
    rule: Rule,
}

/// An emulator that runs as long as this lives, the gate before it, and what it held at first.
pub(crate) struct Emulator {
    gate: Endpoint,
    state: Arc<Mutex<State>>,
    /// The account past the program and the gate.
    pub(crate) watched: Watched,
    _server: Server,
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn pass(request: &Request, server: SocketAddr) -> Answer {
    forward(request, server).unwrap_or(Answer::HangUp)
}

/// Lets a request through, or does what the rule says.
fn decide(state: &Mutex<State>, request: &Request, server: SocketAddr) -> Answer {
    if is_read(&request.operation) || request.operation.starts_with("GET ") {
        return pass(request, server);
    }
    let cut = {
        let mut state = lock(state);
        state.writes += 1;
        let number = state.writes;
        match &mut state.rule {
            Rule::Open => None,
            Rule::Refuse(r) if r.times > 0 && request.operation.ends_with(r.operation) => {
                r.times -= 1;
                return r.answer.clone();
            }
            Rule::Refuse(_) => None,
            Rule::Cut(cut, ready) => match *cut {
                Cut::Before(at) | Cut::After(at) if number < at => None,
                cut => Some((cut, ready.clone())),
            },
        }
    };
    match cut {
        None => pass(request, server),
        Some((cut, ready)) => {
            if let Cut::After(_) = cut {
                pass(request, server);
            }
            // nobody waits for it any more when the test has failed
            let _ = ready.send(());
            Answer::Silence
        }
    }
}

impl Emulator {
    /// Starts ministack and the gate, for an application of this name.
    pub(crate) fn start(app: &str) -> Self {
        let ministack = emulator("ministack").expect("in the table");
        let server = Server::start(ministack).unwrap_or_else(|why| panic!("{why}"));
        let address = server.url().trim_start_matches("http://");
        let address: SocketAddr = address.parse().expect("an address on loopback");
        let (writes, rule) = (0, Rule::Open);
        let state = Arc::new(Mutex::new(State { writes, rule }));
        let ruled = Arc::clone(&state);
        let gate = Endpoint::open(move |request, _| decide(&ruled, request, address));
        let watched = Watched::at(server.url(), &format!("paperboat-{app}"));
        Self {
            gate,
            state,
            watched,
            _server: server,
        }
    }

    fn rule(&self, rule: Rule) {
        let mut state = lock(&self.state);
        *state = State { writes: 0, rule };
    }

    /// How many requests came since the last rule that may change something.
    pub(crate) fn writes(&self) -> usize {
        lock(&self.state).writes
    }

    /// Refuses an operation some times from now on.
    pub(crate) fn refuse(&self, refusals: Refusals) {
        self.rule(Rule::Refuse(refusals));
    }

    /// Lets everything through from now on.
    pub(crate) fn open(&self) {
        self.rule(Rule::Open);
    }

    /// What stands between a command and its own words: the place behind the gate.
    pub(crate) fn place(&self) -> [&str; 6] {
        let url = self.gate.url.as_str();
        [
            "--backend",
            "localstack",
            "--endpoint-url",
            url,
            "--hosts",
            "simulated",
        ]
    }

    /// Runs the program to its end.
    pub(crate) fn types(&self, folder: &Path, arguments: &[&str]) -> Output {
        paperboat(folder, arguments, &[])
    }

    /// Runs the program and kills it at the cut; false when it ended before.
    pub(crate) fn kills(&self, folder: &Path, arguments: &[&str], cut: Cut) -> bool {
        let (ready, reached) = channel();
        self.rule(Rule::Cut(cut, ready));
        let mut running = program(folder, arguments, &[]);
        let running = running.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let killed = until(&reached, running.expect("the program runs"));
        self.open();
        killed
    }
}

/// Waits for the cut and kills, or for the end.
fn until(reached: &Receiver<()>, mut running: std::process::Child) -> bool {
    loop {
        if reached.recv_timeout(Duration::from_millis(5)).is_ok() {
            running.kill().expect("it still runs");
            running.wait().expect("it has ended");
            return true;
        }
        if running.try_wait().expect("its state").is_some() {
            return false;
        }
    }
}
