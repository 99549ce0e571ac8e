//! `docker push`: an image to the registry that its name leads to.

use super::command::Outcome;
use super::flags::Parsed;
use crate::host::docker::engine::Client;
use crate::host::docker::image;
use crate::host::docker::op::Op;
use crate::host::docker::plan::{Failure, Plan};
use crate::host::docker::push::{By, Push};
use crate::host::write_stdout;
use crate::world::World;

pub(super) fn push(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    let written = &parsed.arguments[0];
    image::check_reference(written).map_err(|r| Failure::new(1, r.0))?;
    let (all, quiet) = (parsed.is("all-tags"), parsed.is("quiet"));
    let bare = image::familiar(written) == image::split(written).0;
    if all && !bare {
        return Err(Failure::new(1, "tag can't be used with --all-tags/-a"));
    }
    if bare && !all && !quiet {
        write_stdout(w, client.job, "Using default tag: latest\n");
    }
    let mut plan = Plan::strict();
    let push = Push::new(written, all, By::Docker { quiet });
    plan.add(Op::Push(Box::new(push)), &[]);
    Ok(Outcome::Work(plan))
}
