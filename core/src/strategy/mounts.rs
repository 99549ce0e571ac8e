//! What becomes of files and folders of the project that containers mount, before anything is made.

use super::App;
use crate::app::mounts::Bound;
use crate::app::service::{Mount, MountType};

/// The most bytes of mounted files that one task carries in its definition: half of the 64 KiB that a task definition
/// may have (Amazon ECS service quotas), which leaves the other half for everything else.
const MOST_BYTES: usize = 32 << 10;

/// Folders that an image fills itself: a file that is written there by another container hides all the others.
const FILLED: [&str; 8] = [
    "/",
    "/etc",
    "/etc/nginx",
    "/etc/mysql",
    "/app",
    "/bin",
    "/home",
    "/var",
];

/// Beginnings of further such folders.
const FILLED_BELOW: [&str; 6] = ["/usr/", "/lib", "/sbin", "/opt/", "/var/www", "/bin/"];

/// Ends of names that only a file has. A folder may have a dot too (`conf.d`, `v1.2`).
const ENDS: [&str; 32] = [
    "conf",
    "cnf",
    "cfg",
    "ini",
    "yml",
    "yaml",
    "json",
    "toml",
    "xml",
    "properties",
    "env",
    "sh",
    "sql",
    "pem",
    "crt",
    "key",
    "html",
    "css",
    "js",
    "ts",
    "py",
    "rb",
    "php",
    "lua",
    "txt",
    "csv",
    "template",
    "tpl",
    "acl",
    "jar",
    "war",
    "hcl",
];

/// A bind mount whose source is not there, and which needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingSource {
    /// The service.
    pub service: String,
    /// Which of its `volumes`, from 0.
    pub index: usize,
    /// The absolute path of the source.
    pub source: String,
}

/// Lists the sources of bind mounts that are part of the project and missing: a file, or a folder that Docker is told
/// not to make. A missing folder is not among them, because Docker makes an empty one.
#[must_use]
pub fn missing_sources(app: &App) -> Vec<MissingSource> {
    let services = app.project.services.iter();
    let missing = |(name, index, mount): (&String, usize, &Mount)| {
        let source = mount.source.as_deref()?;
        let creates = mount
            .bind
            .as_ref()
            .and_then(|b| b.get("create_host_path")?.as_bool());
        let needed = creates != Some(true) || is_file_name(source) || is_file_name(&mount.target);
        let gone = mount.kind == MountType::Bind && app.mounts.get(source) == Some(&Bound::Missing);
        (gone && needed).then(|| MissingSource {
            service: name.clone(),
            index,
            source: source.to_owned(),
        })
    };
    services
        .flat_map(|(name, s)| s.volumes.iter().enumerate().map(move |(i, m)| (name, i, m)))
        .filter_map(missing)
        .collect()
}

fn is_file_name(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let end = name.rsplit_once('.').map_or("", |(_, end)| end);
    ENDS.contains(&end)
}

/// What a task does with a bind mount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TaskMount {
    /// A container writes its files before the service starts.
    Written,
    /// It has nothing to carry: an empty folder, or a path of a host that a task does not have.
    Nothing,
    /// It cannot be carried: the key of the reason.
    Refused(&'static str),
}

/// Says what a task on Fargate does with a bind mount of a service.
pub(crate) fn in_task(app: &App, service: &str, mount: &Mount) -> TaskMount {
    let source = mount.source.as_deref().unwrap_or_default();
    match app.mounts.get(source) {
        Some(Bound::File | Bound::Folder) if bytes(app, service) > MOST_BYTES => {
            TaskMount::Refused("mount-too-large")
        }
        Some(Bound::File) if hides(&mount.target) => TaskMount::Refused("mount-hides-folder"),
        Some(Bound::File) => TaskMount::Written,
        Some(Bound::Folder) if contents(app, mount).next().is_some() => TaskMount::Written,
        // data that a program keeps beside its Compose file is no configuration: it starts empty
        _ => TaskMount::Nothing,
    }
}

/// The files that a bind mount carries: the path in the container, and the text.
pub(crate) fn contents<'a>(
    app: &'a App,
    mount: &'a Mount,
) -> impl Iterator<Item = (String, String)> + 'a {
    let source = mount.source.as_deref().unwrap_or_default();
    let ours = mount.kind == MountType::Bind && app.mounts.contains_key(source);
    app.files
        .iter()
        .filter(move |_| ours)
        .filter_map(move |file| {
            let rest = file.path.strip_prefix(source)?;
            let below = rest.is_empty() || rest.starts_with('/');
            let target = mount.target.trim_end_matches('/');
            below.then(|| (format!("{target}{rest}"), file.text().into_owned()))
        })
}

/// The bytes of everything that a service mounts of the project.
fn bytes(app: &App, service: &str) -> usize {
    let mounts = app.project.services[service].volumes.iter();
    mounts
        .flat_map(|m| contents(app, m))
        .map(|(_, text)| text.len())
        .sum()
}

/// Tells whether one file at a path would hide files that its image has beside it.
fn hides(target: &str) -> bool {
    let folder = target.rsplit_once('/').map_or("", |(folder, _)| folder);
    let folder = if folder.is_empty() { "/" } else { folder };
    FILLED.contains(&folder) || FILLED_BELOW.iter().any(|start| folder.starts_with(start))
}
