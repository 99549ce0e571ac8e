//! `docker cp`, `docker diff` and `docker commit`: what a container has in its own layer.

use paperboat_core::workload::ImageConfig;

use super::command::Outcome;
use super::flags::Parsed;
use crate::container::{self, Place};
use crate::host::docker::config::Config;
use crate::host::docker::engine::{Client, Refusal, engine};
use crate::host::docker::op::{Voice, find};
use crate::host::docker::plan::Failure;
use crate::host::docker::{build, events, health, image, make};
use crate::host::{is_folder, program, read_file, write_file, write_stdout};
use crate::world::World;

/// Splits `CONTAINER:PATH`; none for a path of the machine.
pub(in crate::host::docker) fn inside(text: &str) -> Option<(&str, &str)> {
    let path = text.starts_with(['/', '.']);
    text.split_once(':').filter(|_| !path)
}

pub(super) fn cp(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    let [source, target] = &parsed.arguments[..] else {
        return Ok(Outcome::Exit(1));
    };
    between(w, client, source, target, &parsed.input)
}

/// Copies one file out of a container or into one.
///
/// # Errors
/// In Docker's words; folders and archives are not modelled, by name.
pub(in crate::host::docker) fn between(
    w: &mut World,
    client: Client,
    source: &str,
    target: &str,
    input: &str,
) -> Result<Outcome, Failure> {
    let failed = |words: String| Failure::new(1, words);
    if source == "-"
        && let Some((name, path)) = inside(target)
    {
        return unpack(w, client, name, path, input);
    }
    match (inside(source), inside(target)) {
        (Some(_), Some(_)) => Err(failed(
            "copying between containers is not supported".to_owned(),
        )),
        (None, None) => Err(failed(
            "must specify at least one container source".to_owned(),
        )),
        (Some((name, path)), None) => {
            let key = find(w, client.machine, name)?;
            let absolute = format!("/{}", path.trim_start_matches('/'));
            let text = match container::place(w, key, &absolute) {
                Place::File(text) => text,
                Place::Absent => {
                    return Err(failed(format!(
                        "Error response from daemon: Could not find the file {absolute} in container {name}"
                    )));
                }
                Place::Folder | Place::Unknown => {
                    return Err(failed(format!(
                        "paperboat: not modelled: what stands at {absolute} in container {name}"
                    )));
                }
            };
            let file = absolute.rsplit('/').next().unwrap_or_default();
            if target == "-" {
                write_stdout(w, client.job, &program::of_file(file, &text));
                return Ok(Outcome::Exit(0));
            }
            let into = is_folder(w, client.job, target);
            let path = if into {
                format!("{}/{file}", target.trim_end_matches('/'))
            } else {
                target.to_owned()
            };
            write_file(w, client.job, &path, &text, false)
                .map_err(|e| failed(format!("open {path}: {}", e.to_string().to_lowercase())))?;
            Ok(Outcome::Exit(0))
        }
        (None, Some((name, path))) => {
            if is_folder(w, client.job, source) {
                return Err(failed(format!(
                    "paperboat: not modelled: docker cp of the folder {source}"
                )));
            }
            let text = read_file(w, client.job, source).map_err(|_| {
                failed(format!(
                    "lstat {}: no such file or directory",
                    absolute(w, client, source)
                ))
            })?;
            let key = find(w, client.machine, name)?;
            let absolute = format!("/{}", path.trim_start_matches('/'));
            let file = source.rsplit('/').next().unwrap_or_default();
            let place = match container::place(w, key, &absolute) {
                Place::Folder => format!("{}/{file}", absolute.trim_end_matches('/')),
                _ => absolute.clone(),
            };
            let folder = place.rsplit_once('/').map_or("/", |(folder, _)| folder);
            if !folder.is_empty() && container::place(w, key, folder) == Place::Absent {
                return Err(failed(format!(
                    "Error response from daemon: Could not find the file {folder} in container {name}"
                )));
            }
            container::write_inside(w, key, &place, Some(text));
            Ok(Outcome::Exit(0))
        }
    }
}

/// Puts the files of an archive into a folder of a container.
fn unpack(
    w: &mut World,
    client: Client,
    name: &str,
    path: &str,
    input: &str,
) -> Result<Outcome, Failure> {
    let key = find(w, client.machine, name)?;
    let folder = format!("/{}", path.trim_matches('/'));
    if container::place(w, key, &folder) == Place::Absent {
        let words = format!(
            "Error response from daemon: Could not find the file {folder} in container {name}"
        );
        return Err(Failure::new(1, words));
    }
    let Some(files) = program::files_of(input) else {
        let words = "Error response from daemon: archive/tar: invalid tar header";
        return Err(Failure::new(1, words));
    };
    for (file, text) in files {
        let path = format!("{}/{file}", folder.trim_end_matches('/'));
        container::write_inside(w, key, &path, Some(text));
    }
    Ok(Outcome::Exit(0))
}

/// A path of the machine as Docker's client shows it: with a second slash before what begins with one.
fn absolute(w: &World, client: Client, path: &str) -> String {
    let whole = w.hosts.jobs[client.job].process.absolute(path);
    if path.starts_with('/') {
        format!("/{whole}")
    } else {
        whole
    }
}

pub(super) fn diff(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    let key = find(w, client.machine, &parsed.arguments[0])?;
    let mut text = String::new();
    let mut folders: Vec<String> = Vec::new();
    for (path, written) in container::layer(w, key) {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        if !folder.is_empty() && !folders.iter().any(|f| f == folder) {
            text += &format!("C {folder}\n");
            folders.push(folder.to_owned());
        }
        let sign = match (written, container::in_image(w, key, path)) {
            (None, _) => 'D',
            (Some(_), true) => 'C',
            (Some(_), false) => 'A',
        };
        text += &format!("{sign} {path}\n");
    }
    write_stdout(w, client.job, &text);
    Ok(Outcome::Exit(0))
}

pub(super) fn commit(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    let key = find(w, client.machine, &parsed.arguments[0])?;
    let reference = parsed.arguments.get(1).map(String::as_str);
    if let Some(reference) = reference {
        image::check_reference(reference).map_err(|r| Failure::new(1, r.0))?;
    }
    let container = &engine(w, client.machine).containers[&key];
    let (base, config) = (container.image.clone(), container.config.clone());
    let mut own = image::config_of(w, client.machine, &base);
    let before = own.files.clone();
    container::put_over(container::layer(w, key).clone(), &mut own.files);
    let layer = make::made(&before, &own.files);
    keep(&config, &mut own);
    let noted = |flag: &str| parsed.text(flag).unwrap_or_default().to_owned();
    (own.comment, own.author) = (noted("message"), noted("author"));
    let changes: Vec<String> = parsed.list("change").map(str::to_owned).collect();
    build::change(&changes, &mut own).map_err(|why| Voice::Plain.failure(&Refusal(why)))?;
    let comment = own.comment.clone();
    let id = make::derive(w, client.machine, &base, reference, own, (&[layer], true));
    let id = id.map_err(|refusal| Voice::Plain.failure(&refusal))?;
    let shown = reference.map(image::complete).unwrap_or_default();
    let told = [
        ("comment", comment.as_str()),
        ("imageID", &id),
        ("imageRef", &shown),
    ];
    events::of_container(w, client.machine, key, "commit", &told);
    write_stdout(w, client.job, &format!("{id}\n"));
    Ok(Outcome::Exit(0))
}

/// Puts what a container was created with over what its image says: an image that is made of it says that.
fn keep(config: &Config, own: &mut ImageConfig) {
    if let Some(entrypoint) = &config.entrypoint {
        own.entrypoint.clone_from(entrypoint);
        // The image's command went with the entry point of that.
        own.command.clear();
    }
    if !config.command.is_empty() {
        own.command.clone_from(&config.command);
    }
    for (name, value) in &config.environment {
        own.set_variable(name, value);
    }
    own.labels.extend(config.labels.clone());
    for (given, kept) in [
        (&config.working_dir, &mut own.working_dir),
        (&config.user, &mut own.user),
    ] {
        if !given.is_empty() {
            kept.clone_from(given);
        }
    }
    let published = config.publish.iter();
    let published = published.map(|p| format!("{}/{}", p.container_port, p.protocol));
    let exposed = config
        .exposes()
        .map(|(port, protocol)| format!("{port}/{protocol}"));
    for port in published.chain(exposed) {
        if !own.exposes.contains(&port) {
            own.exposes.push(port);
        }
    }
    own.healthcheck = health::declared(config, own.healthcheck.as_ref());
    if let Some(signal) = &config.stop_signal {
        own.stop_signal.clone_from(signal);
    }
}
