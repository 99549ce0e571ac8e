//! What a person does with a machine from outside: logs in, copies a file, opens a page.

use std::net::Ipv4Addr;
use std::time::Duration;

use paperboat_core::aws::host::{Exec, ExecOutput, Login, Put};
use paperboat_core::aws::{HostCall, Reply};
use paperboat_core::error::{CloudError, ErrorKind};

use super::browse::{self, PERSON};
use super::job::{End, Job};
use super::shell::Options;
use super::{JobKey, MachineKey, cloud_init, copy, job, line, machine, shell, terminal};
use crate::change::Trail;
use crate::model::Timing;
use crate::net::{Listener, NetError, Origin};
use crate::wake::{Kind, Wake};
use crate::world::{CallId, Outcome, World};

/// Where a shell over SSH looks for programs.
pub(super) const PATH: &str = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin";

/// An operation that waits for a connection or for bytes.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    call: CallId,
    what: Awaited,
}

#[derive(Clone, Debug)]
enum Awaited {
    Login(Exec, MachineKey),
    Copy(Put, MachineKey),
}

/// Takes a host operation.
pub(crate) fn handle(
    w: &mut World,
    call: CallId,
    request: HostCall,
) -> Result<Outcome, CloudError> {
    match request {
        HostCall::Exec(exec) => {
            let takes = w.draw(Timing::HostCommand, "ssh");
            if line::is_open(w, &exec.shell) {
                return Ok(typed(w, call, exec, takes));
            }
            begin(w, call, "host:Exec", exec.login.clone(), takes, |machine| {
                Awaited::Login(exec, machine)
            });
        }
        HostCall::Put(put) => {
            let takes = copy::takes(w, &put);
            begin(w, call, "host:Put", put.login.clone(), takes, |machine| {
                Awaited::Copy(put, machine)
            });
        }
        HostCall::HttpGet(request) => return Ok(browse::get(w, call, &request.url)),
    }
    Ok(Outcome::Later)
}

/// Connects to a machine's sshd; what is to be done there follows when the login and `takes` are over.
fn begin(
    w: &mut World,
    call: CallId,
    operation: &str,
    login: Login,
    takes: Duration,
    then: impl FnOnce(MachineKey) -> Awaited,
) {
    let refuse = |code: &str, message: String| {
        CloudError::refused(ErrorKind::Unavailable, operation, code, message)
    };
    let (wait, error) = match dial(w, &login) {
        Ok(machine) => match admit(w, operation, &login, machine) {
            Ok(()) => {
                let wait = w.draw(Timing::HostSshConnect, "ssh") + takes;
                let what = then(machine);
                let key = w.hosts.pending.insert(Pending { call, what });
                return w.wake_in(wait, Kind::HostAnswer, key.slot(), 0);
            }
            Err(error) => (w.draw(Timing::HostSshConnect, "ssh"), error),
        },
        Err(Unreached::NoAddress) => {
            let message = format!("ssh: Could not resolve hostname {}", login.instance_id);
            let error =
                CloudError::refused(ErrorKind::InvalidInput, operation, "NoAddress", message);
            (Duration::ZERO, error)
        }
        Err(Unreached::Net(address, NetError::TimedOut(_))) => {
            let message = format!("ssh: connect to host {address} port 22: Connection timed out");
            let error = refuse("ConnectionTimedOut", message);
            let wait = w.draw(Timing::NetConnectTimeout, "ssh");
            (wait, error)
        }
        Err(Unreached::Net(address, _)) => {
            let message = format!("ssh: connect to host {address} port 22: Connection refused");
            let error = refuse("ConnectionRefused", message);
            (Duration::ZERO, error)
        }
    };
    w.answer_after(call, wait, Err(error));
}

/// A line for a shell that is open already: no connection is made for it.
fn typed(w: &mut World, call: CallId, exec: Exec, takes: Duration) -> Outcome {
    if exec.command == line::INTERRUPT {
        line::interrupt(w, &exec.shell);
        return Outcome::Done(Reply::Exec(ExecOutput::default()));
    }
    let Some(machine) = line::machine(w, &exec.shell) else {
        return Outcome::Later;
    };
    let what = Awaited::Login(exec, machine);
    let key = w.hosts.pending.insert(Pending { call, what });
    w.wake_in(takes, Kind::HostAnswer, key.slot(), 0);
    Outcome::Later
}

pub(super) enum Unreached {
    NoAddress,
    Net(Ipv4Addr, NetError),
}

/// Finds the machine whose sshd answers at the address of a login.
pub(super) fn dial(w: &World, login: &Login) -> Result<MachineKey, Unreached> {
    let address = login.address.ok_or(Unreached::NoAddress)?;
    match w.connect(Origin::Internet(PERSON), address, 22, &mut Trail::off()) {
        Ok(Listener::Sshd(machine)) => Ok(machine),
        Ok(_) => Err(Unreached::Net(address, NetError::Refused)),
        Err(error) => Err(Unreached::Net(address, error)),
    }
}

/// Checks that the account takes the key.
fn admit(w: &World, operation: &str, login: &Login, key: MachineKey) -> Result<(), CloudError> {
    let machine = &w.hosts.machines[key];
    let account = machine.users.get(&login.user);
    let own = &machine.hardware.key_name;
    if account.is_some_and(|u| u.authorized) && !own.is_empty() && *own == login.key_name {
        return Ok(());
    }
    let methods = if machine.hardware.is_ubuntu() {
        "publickey"
    } else {
        "publickey,gssapi-keyex,gssapi-with-mic"
    };
    let address = login.address.map(|a| a.to_string()).unwrap_or_default();
    let message = format!("{}@{address}: Permission denied ({methods}).", login.user);
    let code = "PermissionDenied";
    Err(CloudError::refused(
        ErrorKind::Denied,
        operation,
        code,
        message,
    ))
}

/// An answer that waited is due.
pub(super) fn wake(w: &mut World, wake: Wake) {
    let key = crate::arena::Key::from_slot(wake.slot);
    let Some(Pending { call, what }) = w.hosts.pending.remove(key) else {
        return;
    };
    let answer = match what {
        Awaited::Login(_, machine) if !machine::sshd_listens(w, machine) => Err(lost("host:Exec")),
        Awaited::Copy(_, machine) if !machine::sshd_listens(w, machine) => Err(lost("host:Put")),
        Awaited::Copy(put, machine) => copy::put(w, &put, machine).map(Reply::Put),
        Awaited::Login(exec, machine) => return run(w, call, exec, machine),
    };
    w.answer_call(call, answer);
}

/// Runs a command in a new login.
fn run(w: &mut World, call: CallId, exec: Exec, key: MachineKey) {
    if !exec.shell.is_empty() {
        return line::run(w, call, exec, key);
    }
    let process = w.hosts.machines[key].users.login(&exec.login.user, PATH);
    let frames = shell::frames(w, &exec.command, "-c");
    let cause = w.call_event(call);
    let options = Options {
        argument: true,
        ..Options::default()
    };
    let (shell, end) = ((process, options, 0), End::Ssh(call));
    job::begin(w, key, shell, frames, exec.stdin.0, end, cause);
}

/// A connection that broke under what was being done over it.
pub(super) fn lost(operation: &str) -> CloudError {
    let message = "client_loop: send disconnect: Connection reset by peer";
    let kind = ErrorKind::Unavailable;
    let mut error = CloudError::refused(kind, operation, "ConnectionLost", message);
    error.maybe_sent = true;
    error
}

/// A job came to its end.
pub(super) fn job_ended(w: &mut World, key: JobKey) {
    let Some(job) = w.hosts.jobs.remove(key) else {
        return;
    };
    match job.end {
        End::Ssh(call) => {
            let output = ExecOutput {
                exit_code: job.status,
                stdout: job.stdout,
                stderr: job.stderr,
            };
            w.met(job.troubles);
            w.answer_call(call, Ok(Reply::Exec(output)));
        }
        End::UserData => cloud_init::finished(w, job),
        End::Line(call, shell) => line::ended(w, call, shell, job),
        End::Terminal => terminal::ended(w, job),
        End::Background(begun) => shell::background_ended(w, &job, begun),
    }
}

/// Keeps what a command had written before its connection broke: that had come.
fn keep(w: &mut World, call: CallId, stdout: String, stderr: String) {
    if !(stdout.is_empty() && stderr.is_empty()) {
        let written = ExecOutput {
            stdout,
            stderr,
            ..ExecOutput::default()
        };
        w.hosts.cut.insert(call, written);
    }
}

/// A job was cut off because its machine went down.
pub(super) fn job_lost(w: &mut World, job: Job) {
    match job.end {
        End::Ssh(call) => {
            keep(w, call, job.stdout, job.stderr);
            w.answer_call(call, Err(lost("host:Exec")));
        }
        End::Line(call, shell) => {
            line::close(w, shell);
            keep(w, call, job.stdout, job.stderr);
            w.answer_call(call, Err(lost("host:Exec")));
        }
        End::Terminal => terminal::lost(w, job),
        End::UserData => {}
        End::Background(begun) => shell::background_ended(w, &job, begun),
    }
}
