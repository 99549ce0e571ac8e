//! The commands that carry images: through archives, and to a registry.

use super::command::Outcome;
use super::flags::Parsed;
use super::run;
use crate::host::docker::archive::{Archive, Import, Origin, Target};
use crate::host::docker::engine::{Client, Refusal};
use crate::host::docker::image;
use crate::host::docker::op::{Op, Voice};
use crate::host::docker::plan::{Failure, Plan};
use crate::world::World;

/// Refuses what is not modelled, with the options that were given.
fn not_modelled(parsed: &Parsed, command: &str, flags: &[&str], what: &str) -> Failure {
    let given = flags.iter().filter(|flag| parsed.text(flag).is_some());
    let given: String = given.map(|flag| format!(" --{flag}")).collect();
    Failure::new(
        1,
        format!("paperboat: not modelled: docker {command}{given}: {what}"),
    )
}

fn no_such_image(reference: &str) -> Failure {
    let refusal = Refusal(format!("No such image: {}", image::complete(reference)));
    Voice::Plain.failure(&refusal)
}

/// `docker history`: of an image that is there, how it was made is not known.
pub(super) fn history(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    let reference = &parsed.arguments[0];
    match image::find(w, client.machine, reference) {
        None => Err(no_such_image(reference)),
        Some(_) => Err(not_modelled(
            parsed,
            "history",
            &["format", "quiet", "no-trunc", "human"],
            "how an image was made",
        )),
    }
}

/// Where an archive is to go.
///
/// # Errors
/// In the client's words, for a terminal and for a folder that is not there.
fn target(w: &World, client: Client, parsed: &Parsed, what: &str) -> Result<Target, Failure> {
    let Some(path) = parsed.text("output").filter(|path| !path.is_empty()) else {
        if crate::host::to_terminal(w, client.job) {
            let words = "cowardly refusing to save to a terminal. Use the -o flag or redirect";
            return Err(Failure::new(1, words));
        }
        return Ok(Target::Output);
    };
    let folder = path.rsplit_once('/').map_or(".", |(folder, _)| folder);
    if !folder.is_empty() && !crate::host::is_folder(w, client.job, folder) {
        let words =
            format!("failed to {what}: invalid output path: directory {folder:?} does not exist");
        return Err(Failure::new(1, words));
    }
    Ok(Target::File(path.to_owned()))
}

fn work(archive: Archive) -> Outcome {
    let mut plan = Plan::default();
    plan.add(Op::Archive(Box::new(archive)), &[]);
    Outcome::Work(plan)
}

/// `docker save`.
pub(super) fn save(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    Ok(work(Archive::Save {
        target: target(w, client, parsed, "save image")?,
        references: parsed.arguments.clone(),
    }))
}

/// `docker load`.
pub(super) fn load(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    let from = match parsed.text("input") {
        Some(path) => Origin::File(path.to_owned()),
        None if parsed.input.is_empty() && crate::host::to_terminal(w, client.job) => {
            let words = "requested load from stdin, but stdin is empty";
            return Err(Failure::new(1, words));
        }
        None => Origin::Input(parsed.input.clone()),
    };
    Ok(work(Archive::Load { from }))
}

/// `docker import`.
pub(super) fn import(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    let source = &parsed.arguments[0];
    if source.contains("://") {
        let words = format!("paperboat: not modelled: docker import of the URL {source}");
        return Err(Failure::new(1, words));
    }
    if let Some(asked) = parsed.text("platform") {
        run::platform(w, client.machine, asked).map_err(|why| Failure::new(1, why.to_string()))?;
    }
    Ok(work(Archive::Import(Box::new(Import {
        from: match source.as_str() {
            "-" => Origin::Input(parsed.input.clone()),
            path => Origin::File(path.to_owned()),
        },
        reference: parsed.arguments.get(1).cloned(),
        changes: parsed.list("change").map(str::to_owned).collect(),
        message: parsed.text("message").map(str::to_owned),
    }))))
}

/// `docker export`.
pub(super) fn export(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    Ok(work(Archive::Export {
        target: target(w, client, parsed, "export container")?,
        container: parsed.arguments[0].clone(),
    }))
}
