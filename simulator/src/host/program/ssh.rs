//! `ssh` and `scp` of the person's own computer.

use std::collections::VecDeque;
use std::net::Ipv4Addr;

use paperboat_core::aws::host::{Exec, Login, Put};
use paperboat_core::aws::{Reply, SecretString};
use paperboat_core::error::CloudError;

use super::super::file::{base, write_file};
use super::super::{
    FileError, JobKey, NodeKind, Progress, Running as Waiting, read_file, terminal, write_stderr,
    write_stdout,
};
use super::Running;
use crate::change::Trail;
use crate::net::{self, Listener, Origin};
use crate::world::{CallId, World};

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

/// The options of OpenSSH's clients that are read.
struct Options {
    identity: Option<String>,
    user: Option<String>,
    port: u16,
    /// Believe a host that is not known.
    accepts: bool,
    recursive: bool,
    rest: Vec<String>,
}

impl Options {
    /// Reads options up to the first word that is none.
    ///
    /// # Errors
    /// An option that OpenSSH does not have or that is not modelled, in words.
    fn read(argv: &[String]) -> Result<Self, String> {
        let mut read = Self {
            identity: None,
            user: None,
            port: 22,
            accepts: false,
            recursive: false,
            rest: Vec::new(),
        };
        let program = &argv[0];
        let mut words = argv[1..].iter();
        while let Some(word) = words.next() {
            let Some(letters) = word
                .strip_prefix('-')
                .filter(|l| !l.is_empty() && *l != "-")
            else {
                read.rest.push(word.clone());
                read.rest.extend(words.cloned());
                break;
            };
            for (at, letter) in letters.char_indices() {
                let attached = &letters[at + letter.len_utf8()..];
                let mut value = || match attached {
                    "" => words.next().cloned().ok_or(format!(
                        "{program}: option requires an argument -- {letter}\n"
                    )),
                    text => Ok(text.to_owned()),
                };
                match letter {
                    '4' | 'q' | 'v' | 't' | 'T' | 'C' | 'p'
                        if letter != 'p' || program == "scp" =>
                    {
                        continue;
                    }
                    'r' if program == "scp" => {
                        read.recursive = true;
                        continue;
                    }
                    'i' => read.identity = Some(value()?),
                    'l' if program == "ssh" => read.user = Some(value()?),
                    'p' | 'P' => {
                        let text = value()?;
                        read.port = text.parse().map_err(|_| format!("Bad port '{text}'\n"))?;
                    }
                    'o' => {
                        let text = value()?;
                        let (name, on) = text.split_once(['=', ' ']).unwrap_or((&text, ""));
                        match name.to_ascii_lowercase().as_str() {
                            "stricthostkeychecking" => {
                                read.accepts = ["no", "accept-new", "off"].contains(&on)
                            }
                            "userknownhostsfile"
                            | "connecttimeout"
                            | "loglevel"
                            | "identitiesonly"
                            | "batchmode"
                            | "serveraliveinterval" => {}
                            _ => {
                                return Err(format!(
                                    "paperboat: not modelled: {program} -o {name}\n"
                                ));
                            }
                        }
                    }
                    other => return Err(format!("paperboat: not modelled: {program} -{other}\n")),
                }
                break;
            }
        }
        Ok(read)
    }
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

/// `scp`: files to one machine, or from it.
pub(super) fn scp(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let options = match Options::read(argv) {
        Ok(options) => options,
        Err(words) => return say(w, key, &words),
    };
    let Some((target, sources)) = options.rest.split_last().filter(|(_, s)| !s.is_empty()) else {
        return say(
            w,
            key,
            "usage: scp [-r] [-i identity_file] [-o option] [-P port] source ... target\n",
        );
    };
    let planned = match remote(target) {
        Some((host, path)) => {
            outgoing(w, key, &options, sources, path).map(|work| (host.to_owned(), work))
        }
        None => incoming(sources, target),
    };
    match planned {
        Ok((host, work)) => connect(w, key, &options, &host, work),
        Err(words) => {
            write_stderr(w, key, &words);
            Progress::Exit(1)
        }
    }
}

/// Splits `HOST:PATH`; none for a path here.
fn remote(word: &str) -> Option<(&str, &str)> {
    let (host, path) = word.split_once(':')?;
    (!host.contains('/')).then_some((host, path))
}

fn outgoing(
    w: &World,
    key: JobKey,
    options: &Options,
    sources: &[String],
    target: &str,
) -> Result<VecDeque<Work>, String> {
    let mut work = VecDeque::new();
    let machine = &w.hosts.machines[w.hosts.jobs[key].machine];
    for source in sources {
        let process = &w.hosts.jobs[key].process;
        let (real, node) = machine
            .files
            .open(process, source, 4)
            .map_err(|error| format!("scp: stat local \"{source}\": {error}\n"))?;
        if !node.is_directory() {
            let text =
                read_file(w, key, source).map_err(|error| format!("scp: {source}: {error}\n"))?;
            let path = landing(target, base(source), sources.len() > 1);
            let name = base(source).to_owned();
            work.push_back(Work::Send { path, name, text });
            continue;
        }
        if !options.recursive {
            return Err(format!("scp: local \"{source}\" is not a regular file\n"));
        }
        let top = landing(target, base(&real), true);
        let mut folders = vec![top.clone()];
        let mut files = Vec::new();
        for (path, node) in machine.files.walk(&real) {
            let inner = format!("{top}{}", &path[real.len()..]);
            match &node.kind {
                NodeKind::Directory if path != real => folders.push(inner),
                NodeKind::File { content, .. } => files.push(Work::Send {
                    path: inner,
                    name: String::new(),
                    text: content.clone(),
                }),
                _ => {}
            }
        }
        let quoted: Vec<String> = folders
            .iter()
            .map(|f| paperboat_core::aws::quote(f))
            .collect();
        work.push_back(Work::Command(format!("mkdir -p {}", quoted.join(" "))));
        work.extend(files);
    }
    Ok(work)
}

/// Where a file of a name lands: in the home directory, in a folder, or under another name.
fn landing(target: &str, name: &str, folder: bool) -> String {
    let target = target.strip_prefix("~/").unwrap_or(target);
    let trimmed = target.trim_end_matches('/');
    let trimmed = if trimmed == "~" || trimmed == "." {
        ""
    } else {
        trimmed
    };
    match trimmed {
        "" if target.starts_with('/') => format!("/{name}"),
        "" => name.to_owned(),
        path if folder || target.ends_with('/') => format!("{path}/{name}"),
        path => path.to_owned(),
    }
}

fn incoming(sources: &[String], target: &str) -> Result<(String, VecDeque<Work>), String> {
    let mut work = VecDeque::new();
    let mut from = String::new();
    for source in sources {
        let Some((host, path)) = remote(source) else {
            return Err("paperboat: not modelled: scp from here to here\n".to_owned());
        };
        host.clone_into(&mut from);
        let folder = sources.len() > 1 || [".", ".."].contains(&target);
        let to = landing(target, base(path), folder);
        let path = path.strip_prefix("~/").unwrap_or(path).to_owned();
        work.push_back(Work::Fetch { path, to });
    }
    Ok((from, work))
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
    let Some(address) = terminal::address(w, &host) else {
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
    let listener = net::connect(
        w,
        Origin::Internet(super::super::PERSON),
        address,
        22,
        &mut Trail::off(),
    );
    let Ok(Listener::Sshd(machine)) = listener else {
        // Nobody answers, so nobody is asked about: the call tells how it ends.
        return next(w, key, session);
    };
    let instance = w.hosts.machines[machine].hardware.instance_id.clone();
    let print = super::super::cloud_init::fingerprint(w, &instance);
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
            Progress::Wait(Waiting::Program(Running::Ssh(Box::new(session))))
        }
        None => say(w, key, "Host key verification failed.\n"),
    }
}

fn changed(print: &str) -> String {
    let line = "@".repeat(59);
    format!(
        "{line}\n@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\n{line}\nThe fingerprint for the ED25519 key sent by the remote host is\nSHA256:{print}.\nHost key verification failed.\n"
    )
}

const KNOWN_HOSTS: &str = ".ssh/known_hosts";

fn known_hosts(w: &World, key: JobKey) -> String {
    format!("{}/{KNOWN_HOSTS}", w.hosts.jobs[key].process.home())
}

/// The fingerprint that is kept for an address.
fn known(w: &World, key: JobKey, address: Ipv4Addr) -> Option<String> {
    let text = read_file(w, key, &known_hosts(w, key)).ok()?;
    let address = address.to_string();
    let mut lines = text
        .lines()
        .map(|line| line.split(' ').collect::<Vec<&str>>());
    lines.find_map(|words| {
        (words.first() == Some(&address.as_str())).then(|| words.last().map(|w| (*w).to_owned()))?
    })
}

fn remember(w: &mut World, key: JobKey, address: Ipv4Addr, print: &str) {
    let path = known_hosts(w, key);
    let line = format!("{address} ssh-ed25519 {print}\n");
    // What cannot be kept is asked again, as by OpenSSH.
    let _ = write_file(w, key, &path, &line, true);
    let words =
        format!("Warning: Permanently added '{address}' (ED25519) to the list of known hosts.\n");
    write_stderr(w, key, &words);
}

/// The name of the key pair whose private key a file holds; empty when the file does not help, which is said.
fn identity(w: &mut World, key: JobKey, path: Option<&str>) -> String {
    let Some(path) = path else {
        return String::new();
    };
    let text = match read_file(w, key, path) {
        Ok(text) => text,
        Err(error) => {
            let words = format!("Warning: Identity file {path} not accessible: {error}.\n");
            write_stderr(w, key, &words);
            return String::new();
        }
    };
    let job = &w.hosts.jobs[key];
    let files = &w.hosts.machines[job.machine].files;
    let mode = files
        .open(&job.process, path, 4)
        .map_or(0, |(_, node)| node.mode);
    if mode & 0o077 != 0 {
        let line = "@".repeat(59);
        let words = format!(
            "{line}\n@         WARNING: UNPROTECTED PRIVATE KEY FILE!          @\n{line}\nPermissions {mode:04o} for '{path}' are too open.\nIt is required that your private key files are NOT accessible by others.\nThis private key will be ignored.\nLoad key \"{path}\": bad permissions\n"
        );
        write_stderr(w, key, &words);
        return String::new();
    }
    let found = w
        .hosts
        .private_keys
        .iter()
        .find(|(material, _)| material.trim() == text.trim());
    match found.map(|(_, name)| name.clone()) {
        Some(name) => name,
        None => {
            let words = format!("Load key \"{path}\": error in libcrypto\n");
            write_stderr(w, key, &words);
            String::new()
        }
    }
}

/// Sends the next piece of work to the machine.
fn next(w: &mut World, key: JobKey, mut session: Session) -> Progress {
    let login = session.login.clone();
    let exec = |command: &str, stdin: String| Exec {
        login: login.clone(),
        command: command.to_owned(),
        stdin: SecretString(stdin),
    };
    let request = match session.work.front() {
        None => return Progress::Exit(0),
        // A login like any other, which tells whether the machine lets the person in.
        Some(Work::Shell) => exec("true", String::new()).into(),
        Some(Work::Command(command)) => exec(command, w.hosts.jobs[key].stdin.clone()).into(),
        Some(Work::Fetch { path, .. }) => exec(
            &format!("cat {}", paperboat_core::aws::quote(path)),
            String::new(),
        )
        .into(),
        Some(Work::Send { path, text, .. }) => Put {
            login: login.clone(),
            path: path.clone(),
            content: SecretString(text.clone()),
            mode: String::new(),
        }
        .into(),
    };
    session.step = Step::Calls(w.call_for(key, request));
    Progress::Wait(Waiting::Program(Running::Ssh(Box::new(session))))
}

/// Goes on with the person's answer, or with the machine's.
pub(super) fn answered(w: &mut World, key: JobKey, mut session: Session) -> Progress {
    let call = match session.step {
        Step::Calls(call) => call,
        Step::Asks => return believed(w, key, session),
    };
    let Some(said) = w.answer(call) else {
        return Progress::Wait(Waiting::Program(Running::Ssh(Box::new(session))));
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
        (_, Err(error)) => failed(w, key, &session, &error),
        (None, Ok(_)) => Progress::Exit(0),
    }
}

/// The person has said whether the host is the right one.
fn believed(w: &mut World, key: JobKey, session: Session) -> Progress {
    let answer = std::mem::take(&mut w.hosts.jobs[key].stdin);
    let address = session.login.address.unwrap_or(Ipv4Addr::UNSPECIFIED);
    let Ok(Listener::Sshd(machine)) = net::connect(
        w,
        Origin::Internet(super::super::PERSON),
        address,
        22,
        &mut Trail::off(),
    ) else {
        return next(w, key, session);
    };
    let instance = w.hosts.machines[machine].hardware.instance_id.clone();
    let print = super::super::cloud_init::fingerprint(w, &instance);
    match answer.trim() {
        "yes" => {}
        given if given.strip_prefix("SHA256:") == Some(print.as_str()) => {}
        "no" => return say(w, key, "Host key verification failed.\n"),
        _ => {
            let question = "Please type 'yes', 'no' or the fingerprint: ".to_owned();
            terminal::ask(w, key, question);
            return Progress::Wait(Waiting::Program(Running::Ssh(Box::new(session))));
        }
    }
    remember(w, key, address, &print);
    next(w, key, session)
}

fn finish(w: &mut World, key: JobKey, session: Session, work: Work, reply: Reply) -> Progress {
    match (work, reply) {
        (Work::Shell, Reply::Exec(_)) => {
            let address = session.login.address.unwrap_or(Ipv4Addr::UNSPECIFIED);
            let found = net::connect(
                w,
                Origin::Internet(super::super::PERSON),
                address,
                22,
                &mut Trail::off(),
            );
            if let Ok(Listener::Sshd(machine)) = found {
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
