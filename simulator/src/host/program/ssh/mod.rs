//! `ssh` and `scp` of the person's own computer.

mod options;
mod scp;
mod trust;

use std::collections::VecDeque;
use std::net::Ipv4Addr;

use paperboat_core::aws::host::{Exec, Login, Put};
use paperboat_core::aws::{Reply, SecretString, quote};
use paperboat_core::error::CloudError;

use self::options::Options;
use self::trust::{changed, identity, known, remember};
use super::super::cloud_init;
use super::super::file::write_file;
use super::super::operation::dial;
use super::super::{
    FileError, JobKey, PERSON, Progress, Running as Waiting, terminal, write_stderr, write_stdout,
};
use super::Running;
use crate::net::Origin;
use crate::world::{CallId, World};

pub(super) use self::scp::scp;

/// OpenSSH's exit code for whatever goes wrong with the connection itself.
const FAILED: i32 = 255;
const USAGE: &str = "usage: ssh [-46v] [-i identity_file] [-l login_name] [-o option] [-p port] destination [command]\n";

/// A connection under way.
#[derive(Clone, Debug)]
pub struct Session {
    login: Login,
    /// The host as it was typed.
    host: String,
    /// What is still to be done on the machine.
    work: VecDeque<Work>,
    step: Step,
}

impl Session {
    /// Waits for the person, or for the machine.
    fn waits(self) -> Progress {
        Progress::Wait(Waiting::Program(Running::Ssh(Box::new(self))))
    }
}

#[derive(Clone, Debug)]
enum Step {
    /// The person is asked whether the host is the right one.
    Asks,
    /// The machine does the first of the work.
    Calls(CallId),
}

#[derive(Clone, Debug)]
enum Work {
    /// A shell for the person.
    Shell,
    /// A command whose output is shown.
    Command(String),
    /// A file's text to a path there.
    Send {
        path: String,
        name: String,
        text: String,
    },
    /// The text of a path there into a file here.
    Fetch { path: String, to: String },
}

fn say(w: &mut World, key: JobKey, words: &str) -> Progress {
    write_stderr(w, key, words);
    Progress::Exit(FAILED)
}

/// `ssh`.
pub(super) fn ssh(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let options = match Options::read(argv) {
        Ok(options) => options,
        Err(words) => return say(w, key, &words),
    };
    let Some((host, command)) = options.rest.split_first() else {
        return say(w, key, USAGE);
    };
    let work = match command {
        [] if terminal::is_typed(w, key) => Work::Shell,
        [] => {
            return say(
                w,
                key,
                "Pseudo-terminal will not be allocated because stdin is not a terminal.\n",
            );
        }
        words => Work::Command(words.join(" ")),
    };
    let host = host.clone();
    connect(w, key, &options, &host, VecDeque::from([work]))
}

/// Connects: finds the host, looks at the key, asks about a host that is not known.
fn connect(
    w: &mut World,
    key: JobKey,
    options: &Options,
    destination: &str,
    work: VecDeque<Work>,
) -> Progress {
    let destination = destination.strip_prefix("ssh://").unwrap_or(destination);
    let (user, host) = match destination.rsplit_once('@') {
        Some((user, host)) => (user.to_owned(), host.to_owned()),
        None => (
            options
                .user
                .clone()
                .unwrap_or_else(|| w.hosts.jobs[key].process.user.clone()),
            destination.to_owned(),
        ),
    };
    let Some(address) = w.resolve(Origin::Internet(PERSON), &host) else {
        let words = format!("ssh: Could not resolve hostname {host}: Name or service not known\n");
        return say(w, key, &words);
    };
    if options.port != 22 {
        let words = format!(
            "ssh: connect to host {host} port {}: Connection refused\n",
            options.port
        );
        return say(w, key, &words);
    }
    let key_name = identity(w, key, options.identity.as_deref());
    let login = Login {
        user,
        address: Some(address),
        key_name,
        ..Login::default()
    };
    let session = Session {
        login,
        host,
        work,
        step: Step::Asks,
    };
    let Some(print) = host_key(w, &session.login) else {
        // Nobody answers, so nobody is asked about: the call tells how it ends.
        return next(w, key, session);
    };
    match known(w, key, address) {
        Some(old) if old == print => next(w, key, session),
        Some(_) => say(w, key, &changed(&print)),
        None if options.accepts => {
            remember(w, key, address, &print);
            next(w, key, session)
        }
        None if terminal::is_typed(w, key) => {
            let question = format!(
                "The authenticity of host '{0} ({address})' can't be established.\nED25519 key fingerprint is SHA256:{print}.\nThis key is not known by any other names.\nAre you sure you want to continue connecting (yes/no/[fingerprint])? ",
                session.host
            );
            terminal::ask(w, key, question);
            session.waits()
        }
        None => say(w, key, "Host key verification failed.\n"),
    }
}

/// The fingerprint of the host key that the machine behind a login shows; none when no machine answers.
fn host_key(w: &World, login: &Login) -> Option<String> {
    let machine = &w.hosts.machines[dial(w, login).ok()?];
    Some(cloud_init::host_key(w, &machine.hardware.instance_id).fingerprint())
}

/// Sends the next piece of work to the machine.
fn next(w: &mut World, key: JobKey, mut session: Session) -> Progress {
    let login = session.login.clone();
    let exec = |command: &str, stdin: String| Exec {
        login: login.clone(),
        command: command.to_owned(),
        stdin: SecretString(stdin),
        ..Default::default()
    };
    let request = match session.work.front() {
        None => return Progress::Exit(0),
        // A login like any other, which tells whether the machine lets the person in.
        Some(Work::Shell) => exec("true", String::new()).into(),
        Some(Work::Command(command)) => exec(command, w.hosts.jobs[key].stdin.clone()).into(),
        Some(Work::Fetch { path, .. }) => {
            exec(&format!("cat {}", quote(path)), String::new()).into()
        }
        Some(Work::Send { path, text, .. }) => Put {
            login: login.clone(),
            path: path.clone(),
            content: SecretString(text.clone()),
            mode: String::new(),
        }
        .into(),
    };
    session.step = Step::Calls(w.call_for(key, request));
    session.waits()
}

/// Goes on with the person's answer, or with the machine's.
pub(super) fn answered(w: &mut World, key: JobKey, mut session: Session) -> Progress {
    let call = match session.step {
        Step::Calls(call) => call,
        Step::Asks => return believed(w, key, session),
    };
    let Some(said) = w.answer(call) else {
        return session.waits();
    };
    let done = session.work.pop_front();
    match (done, said) {
        (Some(work), Ok(reply)) => finish(w, key, session, work, reply),
        // A path that is a folder there takes the file into it.
        (Some(Work::Send { path, name, text }), Err(error))
            if !name.is_empty() && error.message.ends_with(&FileError::IsDirectory.to_string()) =>
        {
            let path = format!("{}/{name}", path.trim_end_matches('/'));
            let name = String::new();
            session.work.push_front(Work::Send { path, name, text });
            next(w, key, session)
        }
        (_, Err(error)) => {
            // What the command wrote had come before the connection broke.
            if let Some(written) = w.cut_off() {
                write_stdout(w, key, &written.stdout);
                write_stderr(w, key, &written.stderr);
            }
            failed(w, key, &session, &error)
        }
        (None, Ok(_)) => Progress::Exit(0),
    }
}

/// The person has said whether the host is the right one.
fn believed(w: &mut World, key: JobKey, session: Session) -> Progress {
    let answer = std::mem::take(&mut w.hosts.jobs[key].stdin);
    let address = session.login.address.unwrap_or(Ipv4Addr::UNSPECIFIED);
    let Some(print) = host_key(w, &session.login) else {
        return next(w, key, session);
    };
    match answer.trim() {
        "yes" => {}
        given if given.strip_prefix("SHA256:") == Some(print.as_str()) => {}
        "no" => return say(w, key, "Host key verification failed.\n"),
        _ => {
            let question = "Please type 'yes', 'no' or the fingerprint: ".to_owned();
            terminal::ask(w, key, question);
            return session.waits();
        }
    }
    remember(w, key, address, &print);
    next(w, key, session)
}

fn finish(w: &mut World, key: JobKey, session: Session, work: Work, reply: Reply) -> Progress {
    match (work, reply) {
        (Work::Shell, Reply::Exec(_)) => {
            if let Ok(machine) = dial(w, &session.login) {
                terminal::open(w, machine, &session.login.user, session.host);
            }
            Progress::Exit(0)
        }
        (Work::Command(_), Reply::Exec(out)) => {
            write_stdout(w, key, &out.stdout);
            write_stderr(w, key, &out.stderr);
            if out.exit_code != 0 {
                return Progress::Exit(out.exit_code);
            }
            next(w, key, session)
        }
        (Work::Fetch { path, to }, Reply::Exec(out)) => {
            if out.exit_code != 0 {
                let why = out
                    .stderr
                    .rsplit(": ")
                    .next()
                    .unwrap_or_default()
                    .trim_end()
                    .to_owned();
                write_stderr(w, key, &format!("scp: {path}: {why}\n"));
                return Progress::Exit(1);
            }
            if let Err(error) = write_file(w, key, &to, &out.stdout, false) {
                write_stderr(w, key, &format!("scp: open local \"{to}\": {error}\n"));
                return Progress::Exit(1);
            }
            next(w, key, session)
        }
        _ => next(w, key, session),
    }
}

fn failed(w: &mut World, key: JobKey, session: &Session, error: &CloudError) -> Progress {
    // The world calls a host by its address, the person by what was typed.
    let address = session
        .login
        .address
        .map(|a| a.to_string())
        .unwrap_or_default();
    let words = error.message.replace(&address, &session.host);
    write_stderr(w, key, &format!("{words}\n"));
    Progress::Exit(if words.starts_with("scp:") { 1 } else { FAILED })
}
