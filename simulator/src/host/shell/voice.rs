//! How a shell begins what it says of errors.

use super::super::Job;
use super::frame::Reads;

/// The beginning of an error of the shell that a job runs: `bash: line 1: `, `./deploy.sh: line 3: `, `-bash: `.
pub(in crate::host) fn prefix(job: &Job) -> String {
    let name = job.options.name.as_deref();
    match job.options.reads {
        Reads::Script => format!("{}: line {}: ", name.unwrap_or("bash"), job.line.max(1)),
        Reads::Person => "bash: ".to_owned(),
        Reads::Login => "-bash: ".to_owned(),
    }
}
