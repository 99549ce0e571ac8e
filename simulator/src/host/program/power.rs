//! `reboot`, `shutdown`, `poweroff` and `halt`.

use super::super::{JobKey, Progress, power, write_stderr};
use super::Running;
use crate::model::Timing;
use crate::news::News;
use crate::world::World;

/// What an orderly shutdown leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// The system starts again.
    Reboot,
    /// The instance stops.
    Off,
}

fn begin(w: &mut World, goal: Goal) -> Progress {
    let takes = w.draw(Timing::HostShutdown, "shutdown");
    let running = super::super::Running::Program(Running::Shutdown(goal));
    Progress::WaitUntil(w.now + takes, running)
}

/// Restarts the system; who is logged in loses the connection.
pub(super) fn restart(w: &mut World) -> Progress {
    begin(w, Goal::Reboot)
}

/// Shuts the system down; the instance stops.
pub(super) fn off(w: &mut World) -> Progress {
    begin(w, Goal::Off)
}

/// The shutdown is done; the job that asked for it is lost with the machine's others.
pub(super) fn done(w: &mut World, key: JobKey, goal: Goal) -> Progress {
    let (machine, cause) = (w.hosts.jobs[key].machine, w.hosts.jobs[key].cause);
    match goal {
        Goal::Reboot => power::reboot(w, machine, cause),
        Goal::Off => w.hear(cause, News::ShutDown(machine)),
    }
    Progress::Exit(0)
}

fn denied(w: &mut World, key: JobKey, verb: &str) -> Progress {
    let words = format!(
        "Failed to set wall message, ignoring: Interactive authentication required.\nFailed to {verb} system via logind: Interactive authentication required.\n"
    );
    write_stderr(w, key, &words);
    Progress::Exit(1)
}

/// `reboot`.
pub(super) fn reboot(w: &mut World, key: JobKey, _: &[String], _: &str) -> Progress {
    if !w.hosts.jobs[key].process.is_root() {
        return denied(w, key, "reboot");
    }
    restart(w)
}

/// `poweroff` and `halt`.
pub(super) fn poweroff(w: &mut World, key: JobKey, _: &[String], _: &str) -> Progress {
    if !w.hosts.jobs[key].process.is_root() {
        return denied(w, key, "power off");
    }
    off(w)
}

/// `shutdown -h now` and `shutdown -r now`; a time other than now is refused by name.
pub(super) fn shutdown(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let again = argv.iter().any(|a| a == "-r" || a == "--reboot");
    let later = argv[1..]
        .iter()
        .find(|a| !a.starts_with('-') && *a != "now" && *a != "+0");
    if later.is_some() || !argv[1..].iter().any(|a| a == "now" || a == "+0") {
        write_stderr(
            w,
            key,
            "paperboat: not modelled: shutdown at another time than now\n",
        );
        return Progress::Exit(1);
    }
    if !w.hosts.jobs[key].process.is_root() {
        return denied(w, key, if again { "reboot" } else { "power off" });
    }
    if again { restart(w) } else { off(w) }
}
