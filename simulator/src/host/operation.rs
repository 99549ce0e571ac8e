//! What a person does with a machine from outside: logs in, copies a file, opens a page.

use paperboat_core::aws::host::ExecOutput;
use paperboat_core::aws::{Reply, Request};
use paperboat_core::error::{CloudError, ErrorKind};

use super::job::{End, Job};
use super::{JobKey, MachineKey, browse};
use crate::wake::Wake;
use crate::world::{CallId, Outcome, World};

/// Takes a host operation.
pub(crate) fn handle(w: &mut World, call: CallId, request: Request) -> Result<Outcome, CloudError> {
    match request {
        Request::HttpGet(get) => Ok(browse::get(w, call, &get.url)),
        other => Err(CloudError::unsupported(other.name(), "not modelled")),
    }
}

/// An answer that waited is due.
pub(super) fn wake(w: &mut World, wake: Wake) {
    let _ = (w, wake);
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
            w.answer_call(call, Ok(Reply::Exec(output)));
        }
        End::UserData => {}
    }
}

/// A job was cut off because its machine went down.
pub(super) fn job_lost(w: &mut World, job: Job) {
    if let End::Ssh(call) = job.end {
        let message = "client_loop: send disconnect: Connection reset by peer";
        let mut error = CloudError::refused(
            ErrorKind::Unavailable,
            "host:Exec",
            "ConnectionLost",
            message,
        );
        error.maybe_sent = true;
        w.answer_call(call, Err(error));
    }
}

/// What the kernel writes to the console.
pub(super) fn kernel_lines(w: &mut World, key: MachineKey) {
    let machine = &mut w.hosts.machines[key];
    let line = format!(
        "[    0.000000] Linux version 6.1 ({})\n",
        machine.hardware.kernel_architecture()
    );
    machine.console.push_str(&line);
}

/// cloud-init's part of the boot.
pub(super) fn cloud_init(w: &mut World, key: MachineKey) {
    let _ = (w, key);
}
