//! The commands that carry images and file systems in archives: what they refuse, and what is not modelled.

use super::command::Outcome;
use super::flags::Parsed;
use crate::host::docker::engine::{Client, Refusal};
use crate::host::docker::image;
use crate::host::docker::op::{Voice, find};
use crate::host::docker::plan::Failure;
use crate::host::{read_file, write_stdout};
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

/// `docker save`.
pub(super) fn save(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    for reference in &parsed.arguments {
        image::check_reference(reference).map_err(|r| Voice::Plain.failure(&r))?;
        if image::find(w, client.machine, reference).is_none() {
            let refusal = Refusal::new("reference does not exist");
            return Err(Voice::Plain.failure(&refusal));
        }
    }
    Err(not_modelled(
        parsed,
        "save",
        &["output"],
        "an image in an archive",
    ))
}

/// `docker load`.
pub(super) fn load(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    if let Some(path) = parsed.text("input") {
        opened(w, client, path)?;
    }
    Err(not_modelled(
        parsed,
        "load",
        &["input", "quiet"],
        "an image in an archive",
    ))
}

/// `docker import`.
pub(super) fn import(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    let source = &parsed.arguments[0];
    if source != "-" && !source.contains("://") {
        opened(w, client, source)?;
    }
    Err(not_modelled(
        parsed,
        "import",
        &["change", "message", "platform"],
        "an image out of an archive",
    ))
}

fn opened(w: &World, client: Client, path: &str) -> Result<(), Failure> {
    match read_file(w, client.job, path) {
        Ok(_) => Ok(()),
        Err(why) => {
            let why = why.to_string().to_lowercase();
            Err(Failure::new(1, format!("open {path}: {why}")))
        }
    }
}

/// `docker export`.
pub(super) fn export(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    find(w, client.machine, &parsed.arguments[0])?;
    Err(not_modelled(
        parsed,
        "export",
        &["output"],
        "a file system in an archive",
    ))
}

/// `docker push`: which registry it would go to, and whether there is anything to send.
pub(super) fn push(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    let reference = &parsed.arguments[0];
    image::check_reference(reference).map_err(|r| Failure::new(1, r.0))?;
    let (name, _) = image::split(reference);
    let repository = paperboat_core::reference::Reference::parse(reference)
        .map(|r| r.repository)
        .map_err(|why| Failure::new(1, why))?;
    let head = format!("The push refers to repository [{repository}]\n");
    write_stdout(w, client.job, &head);
    if image::find(w, client.machine, reference).is_none() {
        let words = format!("An image does not exist locally with the tag: {name}");
        return Err(Failure::new(1, words));
    }
    let what = "an image that goes to a registry";
    Err(not_modelled(parsed, "push", &["all-tags", "quiet"], what))
}
